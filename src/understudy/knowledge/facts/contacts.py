"""Where somebody is reached: mail addresses, phone numbers, streets; and who or where by name."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.normalise import stem
from understudy.llm.local.spans import Span

__all__ = ["find_contacts", "find_names", "find_versions"]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?<![.-])")
_PHONE = re.compile(
    r"(?<![\w.@/-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,5}\)[\s.-]?)?\d{2,5}(?:[\s.-]\d{2,5}){1,4}(?![\w%]|[.,-]\d)"
)
_EXTENSION = re.compile(r"(?<!\w)(?:ext\.?|extension|dial)\s+(?P<digits>\d{2,6})(?!\w)", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:phone|call|tel|telephone|hotline|dial|fax|ring|mobile|number|line|whatsapp|sms|text|reach)\b",
    re.IGNORECASE,
)
_STREET = (
    r"Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Boulevard|Blvd\.?|Way|Square|Place|Quay|Court|Row"
    r"|Terrace|Parkway|Wharf|Close|Crescent|Alley|Park|Yard|Hill|Walk|Gate|Embankment"
)
_ADDRESS = re.compile(rf"(?<!\w)\d{{1,5}}[A-Za-z]?\s+(?:[A-Z][\w'-]+\s+){{1,3}}(?:{_STREET})(?!\w)")

_UNITS_OF_PEOPLE = (
    r"team|department|desk|unit|committee|group|division|manager|officer|lead|coordinator|director"
    r"|supervisor|office|administrator|admin|centre|center|counter|squad|crew|board"
)
_TEAM = re.compile(
    rf"(?<!\w)(?:(?:the|our|your|its|their)\s+)?(?P<name>(?:[A-Za-z][\w&'-]*\s+(?:and\s+|&\s+)?){{1,3}}?)"
    rf"(?P<unit>{_UNITS_OF_PEOPLE})s?(?!\w)"
)
_KNOWN_TEAMS = (
    r"human resources|hr|people operations|people ops|people team|finance|accounting|accounts payable"
    r"|payroll|legal|procurement|purchasing|it support|it|customer (?:service|support|care|success)"
    r"|technical support|facilities|logistics|operations|sales|marketing|engineering|security|compliance"
    r"|billing|reception|warehouse|dispatch|line manager|support|front desk|service desk|helpdesk|help desk"
)
_RESPONSIBLE = (
    r"handled by|responsibility of|responsible (?:for|party)|owned by|owner(?: is)?|approved by|signed off by"
    r"|sign-off (?:by|from)|managed by|run by|processed by|issued by|maintained by|decided by|reviewed by"
    r"|assigned to|reported to|report(?: \w+){0,3} to|escalated? to|escalate(?: \w+){0,3} to|sent to"
    r"|forward(?:ed)?(?: \w+){0,3} to|contact|go(?:es)? to|belongs to|ask|approval (?:from|of|by)|arranged by"
    r"|submitted? to|directed to|routed? to|looked after by|taken care of by|carried out by|done by"
    r"|dealt with by"
    r"|speak to|talk to|turn to|addressed to|raised with|raise(?: \w+){0,3} with|authori[sz]ed by"
    r"|granted by|write to"
)
_BY = re.compile(
    rf"\b(?:{_RESPONSIBLE})\s+(?:only\s+)?(?:by\s+)?(?:the\s+|our\s+"
    rf"|your\s+)?(?P<name>{_KNOWN_TEAMS})\b(?!\s*@)",
    re.IGNORECASE,
)
_BY_TEAM = re.compile(
    rf"\b(?:{_RESPONSIBLE})\s+(?:only\s+)?(?:by\s+)?(?:the\s+|our\s+|your\s+)?$", re.IGNORECASE
)
_DOES = re.compile(
    r"\s+(?:is|are)?\s*(?:solely\s+|also\s+)?(?:responsible|in charge|handles?|owns?|approves?|manages?"
    r"|processes"
    r"|process|deals? with|looks? after|takes? care|issues?|signs? off|maintains?|decides?|runs?|reviews?"
    r"|answers?|arranges?|authori[sz]es?|coordinates?|grants?)\b"
)
_DOES_KNOWN = re.compile(rf"(?:^|(?<=[.;:,] )|\b[Tt]he\s+)(?P<name>{_KNOWN_TEAMS})(?=\s)", re.IGNORECASE)
_PLACE = re.compile(
    r"\b(?i:located|based|held|collect(?:ed|ion)?|picked up|pick up|takes place|kept|stored|stands"
    r"|found|returned"
    r"|delivered|sent|shipped|manufactured|made|office|headquarters|warehouse|hosted|entrance|served"
    r"|available"
    r"|meet|report)(?:\s+\w+){0,3}?\s+(?:is\s+)?(?:in|at|from|to|on)\s+(?:the\s+)?"
    r"(?P<name>(?:(?:room|gate|floor|building|hall|dock|desk|counter|bay|level|platform|door"
    r"|entrance)\s+[A-Z0-9][\w-]*"
    r"|[A-Z][\w'-]+(?:\s+[A-Z0-9][\w'-]*){0,3}"
    r"|(?:first|second|third|fourth|fifth|ground|top)\s+floor"
    r"|(?:[a-z]+\s+){0,2}?(?:station|office|desk|counter|warehouse|reception|shop|store|entrance"
    r"|building|hall|depot"
    r"|lobby|library|canteen|kitchen|garage|basement|showroom|workshop|pharmacy|branch|terminal"
    r"|gate)))(?![\w@])"
)
_ROLE_STOP = frozenset(
    "a an the our your their its any each every this that to of or and with from by in at on for contact ask"
    " email call please is are be will can must may see send if when only".split()
)

_VERSION_NUMBER = r"\d+(?:\.\d+){0,3}(?:\.x)?"
_PRODUCTS = (
    r"android|ios|ipados|macos|mac os|os x|windows|windows server|ubuntu|debian|python|java|php|node(?:\.js)?"
    r"|chrome|firefox|safari|edge|postgresql|postgres|mysql|tls|ssl|bluetooth|usb|html|kubernetes"
    r"|docker|linux"
    r"|firmware|app|api|sdk|client|agent|software|release|version|v|wordpress|ruby|\.net|django|excel|office"
)
_VERSION = re.compile(
    rf"(?<![\w.-])(?:(?P<product>{_PRODUCTS})[\s-]?(?:version\s+|v\.?\s?)?"
    rf"|(?<=\s)v)(?P<number>{_VERSION_NUMBER})"
    rf"(?![\w%]|[.,:]\d|\s?(?:%|gb|mb|users?|minutes|hours|days|times|months|years|weeks))"
)


def find_contacts(text: str) -> Iterator[Span[Value]]:
    """Mail addresses, phone numbers and streets."""
    for match in _EMAIL.finditer(text):
        yield _span(match, Value("email", match[0], key=match[0].lower()))
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if (
            7 <= len(digits) <= 15
            and (match[0][0] in "+(" or len(digits) >= 9 or _CALLED.search(text))
            and not re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d", match[0])
        ):
            yield _span(match, Value("phone", match[0], key=digits[-9:].lstrip("0")))
    for match in _EXTENSION.finditer(text):
        yield _span(match, Value("phone", match[0], key=match["digits"], unit="extension"))
    for match in _ADDRESS.finditer(text):
        yield _span(
            match, Value("address", match[0], key=" ".join(match[0].lower().replace(".", "").split()[:-1]))
        )


def _span(match: re.Match[str], value: Value) -> Span[Value]:
    return Span(match.start(), match.end(), match[0], value)


def find_names(text: str) -> Iterator[Span[Value]]:
    """Teams that do or decide something, and places where something is; only next to a word that says so."""
    for match in _TEAM.finditer(text):
        words = [word for word in match["name"].split() if word.lower() not in _ROLE_STOP]
        if not words:
            continue
        start = match.start("name") + match["name"].rfind(words[0])
        before = text[: match.start()] + (match[0][: match[0].find(words[0])])
        if _DOES.match(text, match.end()) or _BY_TEAM.search(before):
            name = f"{' '.join(words)} {match['unit']}"
            key = " ".join(stem(word.lower()) for word in words)
            yield Span(start, match.end(), text[start : match.end()], Value("team", name, key=key))
    for match in _BY.finditer(text):
        yield _team(match)
    for match in _DOES_KNOWN.finditer(text):
        if _DOES.match(text, match.end("name")):
            yield _team(match)
    for match in _PLACE.finditer(text):
        name = match["name"]
        value = Value("place", name, key=" ".join(name.lower().split()))
        yield Span(match.start("name"), match.end("name"), name, value)


def _team(match: re.Match[str]) -> Span[Value]:
    name = match["name"]
    key = " ".join(stem(word.lower()) for word in name.split())
    return Span(match.start("name"), match.end("name"), name, Value("team", name, key=key))


def find_versions(low: str) -> Iterator[Span[Value]]:
    """Versions of something that has them; `Value.unit` is what."""
    for match in _VERSION.finditer(low):
        product = (match["product"] or "version").replace("mac os", "macos").replace("os x", "macos")
        unit = "version" if product in ("version", "v", "release", "software", "app", "client") else product
        key = re.sub(r"(?:\.0)+$", "", match["number"].removesuffix(".x"))
        yield _span(match, Value("version", match[0], unit=unit, key=key))
