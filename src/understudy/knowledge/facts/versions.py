"""Of which version something is or has to be; what the version is of stands next to it or in the same row."""

import re
from collections.abc import Iterator
from functools import cache

from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.words import listed
from understudy.llm.local.spans import Span, any_of, longest_first

__all__ = ["find_versions", "version_of_cell"]

_NUMBER = r"(?:\d+(?:\.\d+){0,3}(?:\.x)?|\d\dh\d)"
_NO_VERSION_AFTER = (
    r"(?![\w%]|[.,:]\d|\s?(?:%|gb|mb|users?|minutes|hours|days|times|months|years|weeks|percent))"
)
_OURS = ("version", "v", "release", "build", "software", "app", "client", "firmware", "api", "sdk", "edition")
# A number with a point in a sentence that is about versions: "the default Python is 3.11".
_DOTTED = re.compile(
    r"(?<=\s)(?<![$€£]\s)(?P<number>\d+\.\d+(?:\.\d+){0,2})"
    + _NO_VERSION_AFTER
    + r"(?!\s?(?:cm|mm|kg|km|g|m|l)\b)"
)
_ABOUT_VERSIONS = re.compile(r"\b(?:versions?|releases?|firmware|builds?|editions?)\b")
_CELL = re.compile(
    rf"\s*(?:v|version\s|release\s)?(?P<number>{_NUMBER})\s*(?:\+|(?:or|and)\s(?:later|newer|above|higher|up))?\s*"
)


@cache
def _names() -> dict[str, str]:
    """Each name of a platform with the one that it is compared by."""
    return {name: line[0] for line in listed("platforms") for name in line}


@cache
def _platform() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-]){any_of(_names())}(?![\w.-]\w)")


@cache
def _version_pattern() -> re.Pattern[str]:
    of = any_of([*_names(), *_OURS])
    said = r"(?:(?:version|release|build|v)\.?\s?)?"
    return re.compile(
        rf"(?<![\w.-])(?:(?P<product>{of})[\s-]?(?:version\s+|{said})|(?<=\s)v)(?P<number>{_NUMBER})"
        + _NO_VERSION_AFTER
    )


def find_versions(low: str) -> Iterator[Span[Value]]:
    """The numbers of versions; `Value.unit` is what they are of, "version" when that is not told by name."""
    if not any(letter.isdigit() for letter in low):
        return
    found = [_named(low, match) for match in _version_pattern().finditer(low)]
    if _ABOUT_VERSIONS.search(low) or _platform().search(low):
        found += [_version(match, _platform_in(low)) for match in _DOTTED.finditer(low)]
    yield from longest_first(found)


def _named(low: str, match: re.Match[str]) -> Span[Value]:
    product = match["product"] or "version"
    return _version(match, _platform_in(low) if product in _OURS else _names()[product])


def version_of_cell(low: str, label: str, head: str) -> Span[Value] | None:
    """The version that a cell holds by itself, in the row or column of a platform or of versions."""
    match = _CELL.fullmatch(low)
    platform = _platform_in(f"{label} {head}")
    about_versions = _ABOUT_VERSIONS.search(f"{label} {head}")
    return _version(match, platform) if match and (platform != "version" or about_versions) else None


def _platform_in(low: str) -> str:
    """The one platform that is named there; "version" when there is none or more than one."""
    found = {_names()[re.sub(r"[\s-]+", " ", match[0])] for match in _platform().finditer(low)}
    return found.pop() if len(found) == 1 else "version"


def _version(match: re.Match[str], unit: str) -> Span[Value]:
    number = match["number"]
    value = Value("version", number, unit=unit, key=re.sub(r"(?:\.0)+$", "", number.removesuffix(".x")))
    return Span(match.start("number"), match.end("number"), number, value)
