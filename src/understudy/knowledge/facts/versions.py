"""Of which version something is or has to be; what the version is of stands next to it or in the same row."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span, any_of

__all__ = ["find_versions", "version_of_cell"]

_NUMBER = r"\d+(?:\.\d+){0,3}(?:\.x)?"
_PLATFORMS = (
    "android tv,android,ios,ipados,watchos,wear os,macos,mac os,os x,windows,windows server,"
    "ubuntu,debian,linux,chromeos,python,java,php,node,node.js,ruby,.net,django,wordpress,chrome,"
    "firefox,safari,edge,opera,postgresql,postgres,mysql,tls,ssl,bluetooth,usb,wi-fi,wifi,pcie,"
    "hdmi,opengl,sql server,mariadb,mongodb,redis,nginx,apache,terraform,ansible,kotlin,"
    ".net framework,rails,laravel,html,kubernetes,docker,excel,office,firmware,api,sdk,agent"
).split(",")
_OURS = ("version", "v", "release", "software", "app", "client")
# Of these there is one in every text, whatever the version is of.
_PARTS = frozenset({"agent", "api", "firmware", "html", "office", "sdk"})
_SAME_PLATFORM = {"mac os": "macos", "os x": "macos", "node.js": "node", "postgres": "postgresql"} | {
    "wi-fi": "wifi"
}
_PLATFORM = re.compile(rf"(?<![\w.-]){any_of(_PLATFORMS)}(?![\w.-]\w)")
_VERSION = re.compile(
    rf"(?<![\w.-])(?:(?P<product>{any_of([*_PLATFORMS, *_OURS])})[\s-]?(?:version\s+|v\.?\s?)?|(?<=\s)v)"
    rf"(?P<number>{_NUMBER})"
    r"(?![\w%]|[.,:]\d|\s?(?:%|gb|mb|users?|minutes|hours|days|times|months|years|weeks))"
)
# What speaks of versions; beside it a number with a dot, a letter or a name before it is one.
_SPEAKS = re.compile(
    r"(?<!\w)(?:versions?|releases?|firmware|builds?|runs?|running|default|minimum|oldest|lowest|newest"
    r"|latest"
    r"|current|standard|platform|supports?|supported|compatible|software|requires?|needs?|or (?:later"
    r"|newer|higher)"
    rf"|{any_of(_PLATFORMS)})(?!\w)"
)
_CODE = re.compile(
    r"(?<![\w.,$€£/-])(?P<number>[a-z]{0,2}\d+(?:\.\d+){1,3}[a-z]?|\d{1,2}[a-z]\d{0,2})"
    r"(?!\.?\w|\s?(?:%|per\s?cent|am|pm|p|k|m|[kmgt]i?b|mm|cm|km|kg|g|l|kw|kwh|w|v|h|hours?|days?|weeks?"
    r"|months?|years?"
    r"|minutes?|seconds?|miles?|inch\w*|feet|ft|metres?|meters?|litres?|grams?|cents?|pence|times|euros?"
    r"|dollars?"
    r"|pounds?|million|thousand)(?!\w))"
)
_HALF_OF_DAY = re.compile(r"\d+\.\d\d")
_OF_VERSIONS = re.compile(r"\b(?:version|release|firmware|build)s?\b")
_CELL = re.compile(
    rf"\s*(?:v|version\s)?(?P<number>[a-z]?{_NUMBER})\s*(?:\+|(?:or|and)\s(?:later|newer|above|higher"
    rf"|up))?\s*"
)


def find_versions(low: str) -> Iterator[Span[Value]]:
    """The numbers of versions; `Value.unit` is what they are of."""
    if not any(letter.isdigit() for letter in low):
        return
    found: set[int] = set()
    for match in _VERSION.finditer(low):
        product = match["product"] or "version"
        unit = _platform_in(low) if product in _OURS else _SAME_PLATFORM.get(product, product)
        found.add(match.start("number"))
        yield _version(match, unit)
    if _SPEAKS.search(low):
        for match in _CODE.finditer(low):
            unit = _platform_in(low)
            is_time = unit == "version" and _HALF_OF_DAY.fullmatch(match["number"])
            if match.start("number") not in found and not is_time:
                yield _version(match, unit)


def version_of_cell(low: str, label: str, head: str) -> Span[Value] | None:
    """The version that a cell holds by itself, in the row or column of a platform or of versions."""
    match = _CELL.fullmatch(low)
    platform = _platform_in(f"{label} {head}")
    return (
        _version(match, platform) if match and (platform != "version" or _OF_VERSIONS.search(head)) else None
    )


def _platform_in(low: str) -> str:
    """The one platform that is named there; "version" when there is none or more than one."""
    found = {_SAME_PLATFORM.get(match[0], match[0]) for match in _PLATFORM.finditer(low)} - _PARTS
    return found.pop() if len(found) == 1 else "version"


def _version(match: re.Match[str], unit: str) -> Span[Value]:
    number = match["number"]
    value = Value("version", number, unit=unit, key=re.sub(r"(?:\.0)+$", "", number.removesuffix(".x")))
    return Span(match.start("number"), match.end("number"), number, value)
