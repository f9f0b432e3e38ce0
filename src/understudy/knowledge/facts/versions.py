"""Of which version something is or has to be; what the version is of stands next to it or in the same row."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span, any_of

__all__ = ["find_versions", "version_of_cell"]

_NUMBER = r"\d+(?:\.\d+){0,3}(?:\.x)?"
_PLATFORMS = (
    "android,ios,ipados,watchos,wear os,macos,mac os,os x,windows,windows server,ubuntu,debian,linux,chromeos"
    ",python,java,php,node,node.js,ruby,.net,django,wordpress,chrome,firefox,safari,edge,opera,postgresql,postgres,mysql"
    ",tls,ssl,bluetooth,usb,html,kubernetes,docker,excel,office,firmware,api,sdk,agent"
).split(",")
_OURS = ("version", "v", "release", "software", "app", "client")
# Of these there is one in every text, whatever the version is of.
_PARTS = frozenset({"agent", "api", "firmware", "html", "office", "sdk"})
_SAME_PLATFORM = {"mac os": "macos", "os x": "macos", "node.js": "node", "postgres": "postgresql"}
_PLATFORM = re.compile(rf"(?<![\w.-]){any_of(_PLATFORMS)}(?![\w.-]\w)")
_VERSION = re.compile(
    rf"(?<![\w.-])(?:(?P<product>{any_of([*_PLATFORMS, *_OURS])})[\s-]?(?:version\s+|v\.?\s?)?|(?<=\s)v)"
    rf"(?P<number>{_NUMBER})"
    r"(?![\w%]|[.,:]\d|\s?(?:%|gb|mb|users?|minutes|hours|days|times|months|years|weeks))"
)
_CELL = re.compile(
    rf"\s*(?:v|version\s)?(?P<number>{_NUMBER})\s*(?:\+|(?:or|and)\s(?:later|newer|above|higher|up))?\s*"
)


def find_versions(low: str) -> Iterator[Span[Value]]:
    """The numbers of versions; `Value.unit` is what they are of."""
    if not any(letter.isdigit() for letter in low):
        return
    for match in _VERSION.finditer(low):
        product = match["product"] or "version"
        unit = _platform_in(low) if product in _OURS else _SAME_PLATFORM.get(product, product)
        yield _version(match, unit)


def version_of_cell(low: str, label: str, head: str) -> Span[Value] | None:
    """The version that a cell holds by itself, in the row or column of a platform or of versions."""
    match = _CELL.fullmatch(low)
    platform = _platform_in(f"{label} {head}")
    return _version(match, platform) if match and (platform != "version" or "version" in head) else None


def _platform_in(low: str) -> str:
    """The one platform that is named there; "version" when there is none or more than one."""
    found = {_SAME_PLATFORM.get(match[0], match[0]) for match in _PLATFORM.finditer(low)} - _PARTS
    return found.pop() if len(found) == 1 else "version"


def _version(match: re.Match[str], unit: str) -> Span[Value]:
    number = match["number"]
    value = Value("version", number, unit=unit, key=re.sub(r"(?:\.0)+$", "", number.removesuffix(".x")))
    return Span(match.start("number"), match.end("number"), number, value)
