"""Who does or decides something: teams, departments, and persons by their names next to what they are."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.normalise import stem
from understudy.llm.local.spans import Span, any_of

__all__ = ["find_teams", "team_of_cell"]

_UNITS = any_of(
    (
        "team,department,desk,unit,committee,group,division,manager,officer,lead,coordinator,director,engineer"
        ",supervisor,office,administrator,admin,centre,center,counter,squad,crew,board,owner,assistant,specialist"
        ",services,council,panel,bureau,registrar,secretary,treasurer,advisor,adviser,analyst,head,chair,warden"
    ).split(",")
)
_DEPARTMENTS = any_of(
    (
        "human resources,people operations,people ops,finance,accounting,accounts payable,payroll,legal"
        ",procurement,purchasing,it support,customer service,customer support,customer care,customer success"
        ",technical support,facilities,logistics,operations,sales,marketing,engineering,security,compliance"
        ",billing,reception,warehouse,dispatch,line manager,manager,supervisor,support,front desk"
        ",service desk,helpdesk,help desk"
    ).split(",")
)
# With a capital these name somebody by themselves.
_ALONE = (
    "Transport,Logistics,Accounts,Payroll,Purchasing,Procurement,Maintenance,Reception,Stores,Warehouse,Dispatch"
    ",Compliance,Legal,Marketing,Communications,Engineering,Production,Design,Quality,Safety,Training"
    ",Catering,Housekeeping,Admissions,Registry,Treasury,Audit,Planning,Research,Development,Analytics"
).split(",")
_WORD = r"(?!(?i:by|the|to|an?|our|your|is|are|of|for|with|from|or|in|at|on|and)\b)[A-Za-z][\w&'-]*"
_TITLED = r"(?:Head|Director|Chief|Vice President|VP) of [A-Z]\w+(?:\s(?:and\s)?[A-Z]\w+){0,2}"
_TEAM = re.compile(
    rf"(?<![\w-])(?P<name>{_TITLED}|(?:{_WORD}\s+(?:and\s+|&\s+)?){{1,3}}?(?i:{_UNITS})s?(?!\w"
    rf"|\s+(?i:{_UNITS})\b)"
    rf"|(?i:{_DEPARTMENTS})(?!\w|\s*@|\s+(?i:{_UNITS})\b)|HR\b|IT\b|{any_of(_ALONE)}(?![\w'-]|\s[A-Z]))"
)
_PERSON_NAME = r"[A-Z][a-z]+(?:\s(?:[A-Z]\.|[A-Z][\w'-]+)){1,2}"
_TITLE = rf"(?:{_TITLED}|(?:[A-Z]\w+\s){{1,3}}(?:{_UNITS.title()}))"
_PERSON = re.compile(
    rf"(?<!\w)(?:(?P<first>{_PERSON_NAME}),\s(?:(?:our|the)\s)?{_TITLE}|{_TITLE},\s(?P<last>{_PERSON_NAME}))"
)
# Whom something comes to or from, before the name.
_RECEIVES = re.compile(
    r"(?:\b(?:by|to|with|from|approval of|decision of|consent of"
    r"|contact|ask|call|ring|email|notify|inform|owner|is)|:)\s+"
    r"(?:only\s+)?(?:the\s+|our\s+|your\s+|an?\s+)?$",
    re.IGNORECASE,
)
# What a team does, after its name and where it sits: any verb that ends in "s", or what it is to do.
_DOES = re.compile(
    r"(?:\s(?:in|at)\s[A-Z]\w+)?,?\s+(?:also\s+|always\s+|then\s+|(?:must|will|can)\s+)?"
    r"(?:(?:is|are)\s+(?:\w+ly\s+)?(?P<duty>responsible|in charge)\b|(?P<verb>[a-z]+)\b(?!\s*:))"
)
_AFTER_MODAL = re.compile(r"\b(?:must|will)\s+$")
_NO_DEED = frozenset(
    "is has was does this us as plus across always meets sits works consists needs members leads managers"
    " meetings days offices events hours".split()
)
_NO_NAME = frozenset(
    "a an the our your their its any each every this that to of or and with from by in at on for contact ask"
    " email call please is are be will can must may see send if when only one new first".split()
)
# What a verb is done to begins with one of these.
_OBJECT = re.compile(r"\s(?:the|an?|all|every|each|any|our|your|its|this|that)\s")
_TWO_NAMES = (
    r"(?:(?:Dr|Mrs?|Ms|Prof)\.?\s|Professor\s)?"
    r"(?P<name>[A-Z][a-z]+(?:\s[A-Z]\.)?(?:\s[A-Z][\w'-]*[a-z]){1,2})"
)
# Somebody without a title: who is said to do something, by whom it is done, or who somebody is.
_NAMED = (
    re.compile(rf"^{_TWO_NAMES}(?=,?\s(?:who\s|also\s)?(?P<verb>[a-z]+s)\b)"),
    re.compile(rf"\w(?:ed|en|ne|pt|ld|de|ought)\s(?:\w+\s)?by\s{_TWO_NAMES}(?![\w'])"),
    re.compile(
        rf"\b(?:is|are|be|been)\s(?:\w+\s)?(?:run|led|made|kept|held|set|sent|paid|done)\sby\s{_TWO_NAMES}(?![\w'])"
    ),
    re.compile(
        rf"\b(?:go|goes|sent|reports?|reported|forwarded|belongs?|passed|escalated?|handed)\s(?:on\s|over\s)?to\s"
        rf"(?:the\s)?{_TWO_NAMES}(?![\w'])"
    ),
    re.compile(rf"\b(?:lies|sits|rests|stays)\swith\s(?:the\s)?{_TWO_NAMES}(?![\w'])"),
    re.compile(rf"\b(?:to|with|for|ask|contact|call|email)\s{_TWO_NAMES}(?=,\s(?:who|which)\b)"),
    re.compile(
        rf"\b(?i:{_UNITS}|lead|head|dean|president)\s(?:[\w\s]{{0,30}}\s)?is\s{_TWO_NAMES}(?=[.,;]|$)"
    ),
)
_WHO = re.compile(
    r"\b(?:who|owners?|responsib\w+|contact|person|team|lead|decid\w+|approv\w+|sign|handl\w+|officer"
    r"|coordinator|head)\b"
)
_NO_VERB = frozenset(
    "is was has does this its as us opens closes costs runs needs allows comes gives means includes".split()
)
# What is called so is no person, whatever its capitals.
_NO_PERSON = frozenset(
    "the management acquisition resources services service room assurance control office desk relations"
    " operations safety security quality planning support care systems records affairs purchasing procurement"
    " maintenance kitchen reception lab laboratory studio workshop works group house hall transport logistics"
    " compliance audit finance legal marketing communications engineering design production dispatch stores"
    " store warehouse risk accounts accounting payroll sales development research analytics data"
    " infrastructure network".split()
)
_KINDS_OF_TEAM = frozenset("team department unit group division office".split())


_IS_THE = re.compile(r",?\sis\s(?:the|our|your|its)\s(?:[\w']+\s){0,2}")
_IS = re.compile(r"\s(?:[\w\s]{0,30}\s)?is\s(?:(?:Dr|Mrs?|Ms|Prof)\.?\s|Professor\s)?")


def find_teams(text: str, *, is_measured: bool = False) -> Iterator[Span[Value]]:
    """Those that the sentence says to do something, or that something goes to or is done by.

    In what `is_measured`, a name by itself is one of a product rather than of a person.
    """
    persons = list(_PERSON.finditer(text))
    named = [] if is_measured else list(_named(text))
    teams: list[Span[Value]] = []
    for match in _TEAM.finditer(text):
        words = [word for word in match["name"].split() if word.lower() not in _NO_NAME]
        is_title = any(_is_title(text, match, each) for each in named)
        if not words or is_title or any(person.start() <= match.start() < person.end() for person in persons):
            continue
        start = match.start("name") + match["name"].find(words[0])
        if _does(text, match.end()) or _RECEIVES.search(text[:start]):
            teams.append(_team(text, start, match.end()))
    yield from teams
    yield from _persons(text)
    yield from (each for each in named if not any(_meet(each, team) for team in teams))


def _meet(one: Span[Value], other: Span[Value]) -> bool:
    return one.start < other.end and other.start < one.end


def _is_title(text: str, match: re.Match[str], named: Span[Value]) -> bool:
    """Whether it says what a person is who is named too: then the person is the value, and it what of."""
    after, before = text[named.end : match.start()], text[match.end() : named.start]
    return bool(
        named.value.unit == "person"
        and (
            (named.end <= match.start() and _IS_THE.fullmatch(after))
            or (match.end() <= named.start and _IS.fullmatch(before))
        )
    )


def _named(text: str) -> Iterator[Span[Value]]:
    """Whom only what they do tells to be somebody: "Ada Moss signs the invoices"."""
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            verb = match.groupdict().get("verb")
            is_one = re.match(r",?\sis\s(?:the|our|\w+\s?'s)", text[match.end("name") :])
            if verb in _NO_VERB and not (verb == "is" and is_one):
                continue
            yield _somebody(text, *match.span("name"))


def _somebody(text: str, start: int, end: int) -> Span[Value]:
    told = text[start:end]
    is_team = bool(_TEAM.fullmatch(told)) or bool(_NO_PERSON & set(told.lower().split()))
    return (
        _team(text, start, end)
        if is_team
        else Span(start, end, told, Value("team", told, unit="person", key=told.lower()))
    )


def team_of_cell(cell: str, labels: str = "") -> Iterator[Span[Value]]:
    """Who a cell of a table names, if it holds nothing else but where they sit."""
    persons = list(_persons(cell))
    match = _TEAM.match(cell.lstrip())
    alone = re.fullmatch(_TWO_NAMES, cell.strip())
    if persons:
        yield from persons
    elif alone and not match and _WHO.search(labels):
        start = cell.find(alone["name"])
        yield _somebody(cell, start, start + len(alone["name"]))
    elif match and re.fullmatch(r"(?:,\s[A-Z][\w ]*)?\s*", cell.lstrip()[match.end() :]):
        start = len(cell) - len(cell.lstrip())
        yield _team(cell, start, start + match.end())


def _does(text: str, end: int) -> bool:
    match = _DOES.match(text, end)
    if not match:
        return False
    if match["verb"] == "leads" and _OBJECT.match(text, match.end("verb")):
        return True
    if match["duty"] or _AFTER_MODAL.search(text[: match.start("verb")]):
        return True
    verb = match["verb"]
    return verb.endswith("s") and not verb.endswith("ss") and verb not in _NO_DEED


def _persons(text: str) -> Iterator[Span[Value]]:
    for match in _PERSON.finditer(text):
        which = "first" if match["first"] else "last"
        told = match[which]
        yield Span(*match.span(which), told, Value("team", told, unit="person", key=told.lower()))


def _team(text: str, start: int, end: int) -> Span[Value]:
    """A team is known by what it is for: the finance team is the finance department."""
    told = text[start:end].removeprefix("The ").removeprefix("the ")
    words = [word for word in re.findall(r"[\w'&-]+", told.lower()) if word not in _KINDS_OF_TEAM]
    return Span(start, end, told, Value("team", told, key=" ".join(stem(word) for word in words)))
