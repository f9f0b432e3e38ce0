"""Where something is or happens: rooms, houses and towns."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span, free

__all__ = ["find_places", "place_of_cell"]

_IS_SOMEWHERE = (
    r"(?i:located|based|held|collect(?:ed|ion)?|pick(?:ed)? up|takes? place|kept|stored|stands|found"
    r"|return(?:ed)?"
    r"|deliver(?:ed)?|sent|shipped|manufactured|made|office|headquarters|warehouse|hosted|entrance|served"
    r"|available|meet|report|hand(?:ed)?|fetch(?:ed)?|drop(?:ped)?|brought|bring|given|give|parked|moved)"
)
_ROOMS = (
    r"station|office|desk|counter|warehouse|reception|shop|store|entrance|building|hall|depot|lobby|library"
    r"|canteen|kitchen|garage|basement|showroom|workshop|pharmacy|branch|terminal|gate|clinic|studio|museum"
)
_HOUSES = (
    r"Hall|House|Building|Tower|Block|Wing|Centre|Center|Annex|Annexe|Pavilion|Court|Lodge|Library|Campus|Warehouse"
    r"|Hut|Works|Mill|Barn|Gallery|Theatre|Theater|Institute|Plaza|Arcade|Mall|Terminal"
)
_NUMBERED = (
    r"(?:(?i:room|rm\.?|suite|floor|level|gate|building|hall|dock|desk|counter|bay|platform|unit|office|door)"
    r"\s+[A-Z]?\d(?:[\w.-]*\w)?)"
)
_STOREY = (
    r"(?:(?i:first|second|third|fourth|fifth|sixth|ground|top|lower|upper|\d(?:st|nd|rd|th))"
    r"\s(?i:floor|level))"
)
_HOUSE = rf"(?:(?:[A-Z][\w'’-]+\s){{1,3}}(?:{_HOUSES})\b(?:\s[A-Z]\b)?)"
_EXACT = rf"(?:{_HOUSE}|{_NUMBERED}|{_STOREY})"
_SITE = re.compile(rf"(?<![\w-]){_EXACT}(?:,?\s+(?:(?:of|in|on)\s+)?(?:the\s+)?{_EXACT})*(?![\w@])")
_AT = re.compile(r"\b(?:in|at|on|from|to|is|are|visit)\s+(?:the\s+|our\s+)?$|:\s*$")
_PLACE = re.compile(
    rf"\b{_IS_SOMEWHERE}(?:\s+\w+){{0,4}}?\s+(?:is\s+)?(?:in|at|from|to|on)\s+(?:the\s+|our\s+)?"
    r"(?P<name>(?:(?:[Rr]oom|[Gg]ate|[Ff]loor|[Bb]uilding|[Hh]all|[Dd]ock|[Dd]esk|[Cc]ounter|[Bb]ay|[Pp]latform)"
    r"\s+[A-Z0-9][\w-]*|(?:first|second|third|fourth|fifth|ground|top)\s+floor"
    rf"|(?:[A-Za-z]+\s+){{0,2}}?(?:{_ROOMS})|[A-Z][\w'-]+(?:\s+[A-Z0-9][\w'-]*){{0,3}}))(?![\w@])"
)
_BETWEEN = frozenset("in of on the at".split())


def find_places(text: str) -> Iterator[Span[Value]]:
    """Rooms, houses and towns: after a word that says that something is or happens there, or of a site."""
    sites = [match for match in _SITE.finditer(text) if _AT.search(text[: match.start()])]
    yield from (_span(match.start(), match[0]) for match in sites)
    for match in _PLACE.finditer(text):
        if free(*match.span("name"), [site.span() for site in sites]):
            yield _span(match.start("name"), match["name"])


def place_of_cell(cell: str) -> Iterator[Span[Value]]:
    """The room or house that a cell of a table holds, if it holds nothing else."""
    start = len(cell) - len(cell.lstrip())
    if match := _SITE.fullmatch(cell.strip()):
        yield _span(start, match[0])


def _span(start: int, name: str) -> Span[Value]:
    key = " ".join(word for word in re.findall(r"[\w'’-]+", name.lower()) if word not in _BETWEEN)
    return Span(start, start + len(name), name, Value("place", name, key=key))
