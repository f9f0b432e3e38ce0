"""Who does or decides something, where something is, and of which version it is."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.normalise import stem
from understudy.llm.local.spans import Span

__all__ = ["find_places", "find_teams", "find_versions"]

_KINDS = (
    r"team|department|desk|unit|committee|group|division|manager|officer|lead|coordinator|director|engineer"
    r"|supervisor|office|administrator|admin|centre|center|counter|squad|crew|board|owner|assistant|specialist"
)
_WORD = r"(?!(?:by|the|to|an?|our|your|is|are|of|for|with|from|or|in|at|on|and)\b)[A-Za-z][\w&'-]*"
_TEAM = re.compile(
    r"(?<!\w)(?:(?:[Tt]he|[Oo]ur|[Yy]our|[Ii]ts|[Tt]heir|[Aa]n?)\s+)?"
    rf"(?P<name>(?:{_WORD}\s+(?:and\s+|&\s+)?){{1,3}}?)(?P<unit>{_KINDS})s?(?!\w|\s+(?:{_KINDS})\b)"
)
_KNOWN = (
    r"human resources|hr|people operations|people ops|people team|finance|accounting|accounts payable"
    r"|payroll|legal|procurement|purchasing|it support|it|customer (?:service|support|care|success)"
    r"|technical support|facilities|logistics|operations|sales|marketing|engineering|security|compliance"
    r"|billing|reception|warehouse|dispatch|(?:line )?manager|supervisor|support|front desk|service desk"
    r"|helpdesk|help desk"
)
_ARTICLE = r"(?:the\s+|our\s+|your\s+|an?\s+)?"
_BY_WHOM = (
    r"[a-z]+(?:ed|en|wn|ught|nt|ept|ld|ne|de|un|et)(?:\s+(?:off|out|up|over))?\s+(?:only\s+)?by"
    r"|looked after by|taken care of by|dealt with by|responsibility of|responsible party(?: is)?|owner(?: is)?"
    r"|sign-off (?:by|from)|approval (?:from|of|by)|contact|ask|go(?:es)? to|belongs? to|speak to|talk to"
    r"|turn to|write to|report(?:ed)?(?: \w+){0,3} to|escalated?(?: \w+){0,3} to|assigned to|routed? to"
    r"|forward(?:ed)?(?: \w+){0,3} to|submit(?:ted)?(?: \w+){0,3} to|directed to|addressed to"
    r"|raised?(?: \w+){0,3} with|sent to"
)
_BEFORE_TEAM = re.compile(rf"\b(?:{_BY_WHOM})\s+{_ARTICLE}$", re.IGNORECASE)
_BY_KNOWN = re.compile(rf"\b(?:{_BY_WHOM})\s+{_ARTICLE}(?P<name>{_KNOWN})\b(?!\s*@)", re.IGNORECASE)
# What a team does: a verb that ends in "s", but neither what it is or has, nor people of it.
_DOES = re.compile(
    r"\s+(?:(?:is|are)\s+(?:solely\s+|also\s+)?(?:responsible|in charge)\b"
    r"|(?:also\s+|always\s+|then\s+)?(?!is\b|has\b|was\b|meets\b|sits\b|works\b|consists\b|needs\b|members\b|leads\b"
    r"|managers\b|meetings\b|days\b|offices\b|events\b|hours\b|this\b|us\b|as\b|plus\b|across\b)[a-z]+[a-rt-z]s\b(?!\s*:)"
    r"|(?:must|will)\s+(?:approve|sign|handle|decide|review|authori[sz]e|confirm)\b|processes\b)"
)
_DOES_KNOWN = re.compile(
    rf"(?:^|(?<=[.;:,] )|\b[Tt]he\s+|\b[Yy]our\s+|\b[Oo]ur\s+)(?P<name>{_KNOWN})(?=\s)", re.IGNORECASE
)
_NO_NAME = frozenset(
    "a an the our your their its any each every this that to of or and with from by in at on for contact ask"
    " email call please is are be will can must may see send if when only one new first".split()
)
_KINDS_OF_TEAM = frozenset("team department unit group division office".split())

_IS_SOMEWHERE = (
    r"(?i:located|based|held|collect(?:ed|ion)?|pick(?:ed)? up|takes? place|kept|stored|stands|found|return(?:ed)?"
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

_NUMBER = r"\d+(?:\.\d+){0,3}(?:\.x)?"
_PRODUCTS = (
    r"android|ios|ipados|macos|mac os|os x|windows|windows server|ubuntu|debian|python|java|php|node(?:\.js)?"
    r"|chrome|firefox|safari|edge|postgresql|postgres|mysql|tls|ssl|bluetooth|usb|html|kubernetes|docker|linux"
    r"|firmware|app|api|sdk|client|agent|software|release|version|v|wordpress|ruby|\.net|django|excel|office"
)
_OURS = frozenset({"version", "v", "release", "software", "app", "client"})
_VERSION = re.compile(
    rf"(?<![\w.-])(?:(?P<product>{_PRODUCTS})[\s-]?(?:version\s+|v\.?\s?)?|(?<=\s)v)(?P<number>{_NUMBER})"
    r"(?![\w%]|[.,:]\d|\s?(?:%|gb|mb|users?|minutes|hours|days|times|months|years|weeks))"
)


def find_teams(text: str) -> Iterator[Span[Value]]:
    """Teams and persons by what they are, next to a word that says that they do or get something."""
    for match in _TEAM.finditer(text):
        words = [word for word in match["name"].split() if word.lower() not in _NO_NAME]
        if not words:
            continue
        start = match.start("name") + match["name"].rfind(words[0])
        if _DOES.match(text, match.end()) or _BEFORE_TEAM.search(text[:start]):
            yield _team(text, start, match.end())
    for match in (*_BY_KNOWN.finditer(text), *_DOES_KNOWN.finditer(text)):
        if match.re is _BY_KNOWN or _DOES.match(text, match.end("name")):
            yield _team(text, *match.span("name"))


def _team(text: str, start: int, end: int) -> Span[Value]:
    """A team is known by what it is for: the finance team is the finance department."""
    told = text[start:end]
    words = [word for word in told.lower().split() if word not in _KINDS_OF_TEAM]
    return Span(start, end, told, Value("team", told, key=" ".join(stem(word) for word in words)))


def find_places(text: str) -> Iterator[Span[Value]]:
    """Rooms, houses and towns, after a word that says that something is or happens there."""
    for match in _PLACE.finditer(text):
        name = match["name"]
        value = Value("place", name, key=" ".join(name.lower().split()))
        yield Span(match.start("name"), match.end("name"), name, value)


def find_versions(low: str) -> Iterator[Span[Value]]:
    """The numbers of versions; `Value.unit` is what they are of."""
    if not any(letter.isdigit() for letter in low):
        return
    for match in _VERSION.finditer(low):
        product = (match["product"] or "version").replace("mac os", "macos").replace("os x", "macos")
        unit = "version" if product in _OURS else product
        number = match["number"]
        value = Value("version", number, unit=unit, key=re.sub(r"(?:\.0)+$", "", number.removesuffix(".x")))
        yield Span(match.start("number"), match.end("number"), number, value)
