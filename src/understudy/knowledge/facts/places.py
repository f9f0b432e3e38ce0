"""Where something is or happens: rooms, houses and towns."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span

__all__ = ["find_places"]

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
_PLACE = re.compile(
    rf"\b{_IS_SOMEWHERE}(?:\s+\w+){{0,4}}?\s+(?:is\s+)?(?:in|at|from|to|on)\s+(?:the\s+|our\s+)?"
    r"(?P<name>(?:(?:[Rr]oom|[Gg]ate|[Ff]loor|[Bb]uilding|[Hh]all|[Dd]ock|[Dd]esk|[Cc]ounter|[Bb]ay|[Pp]latform)"
    r"\s+[A-Z0-9][\w-]*|(?:first|second|third|fourth|fifth|ground|top)\s+floor"
    rf"|(?:[A-Za-z]+\s+){{0,2}}?(?:{_ROOMS})|[A-Z][\w'-]+(?:\s+[A-Z0-9][\w'-]*){{0,3}}))(?![\w@])"
)


def find_places(text: str) -> Iterator[Span[Value]]:
    """Rooms, houses and towns, after a word that says that something is or happens there."""
    for match in _PLACE.finditer(text):
        name = match["name"]
        value = Value("place", name, key=" ".join(name.lower().split()))
        yield Span(match.start("name"), match.end("name"), name, value)
