"""Who does or decides something: teams, departments, and persons by their names next to what they are."""

import re
from collections.abc import Iterator
from functools import cache

from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.persons import find_persons
from understudy.knowledge.facts.words import listed
from understudy.llm.local.normalise import stem
from understudy.llm.local.spans import Span, any_of, free

__all__ = ["find_teams", "team_of_cell"]

_WORD = r"(?!(?i:by|the|to|an?|our|your|is|are|of|for|with|from|or|in|at|on|and)\b)[A-Za-z][\w&'-]*"
TITLED = r"(?:Head|Director|Chief|Vice President|VP) of [A-Z]\w+(?:\s(?:and\s)?[A-Z]\w+){0,2}"
# Whom something comes to or from, before the name.
_RECEIVES = re.compile(
    r"(?:\b(?:by|to|with|from|contact|ask|call|ring|email|notify|inform|owner|is|tell|see|through|via)|:)\s+"
    r"(?:only\s+)?(?:the\s+|our\s+|your\s+|an?\s+)?$",
    re.IGNORECASE,
)
# What a team does, after its name and where it sits: any verb that ends in "s", or what it is to do.
_DOES = re.compile(
    r"(?:\s(?:in|at)\s[A-Z]\w+)?,?\s+(?:also\s+|always\s+|then\s+|(?:must|will|can)\s+)?"
    r"(?:(?:is|are)\s+(?:\w+ly\s+)?(?P<duty>responsible|in charge)\b|(?P<verb>[a-z]+)\b(?!\s*:))"
)
_CARES = re.compile(r"\s+(?:also\s+)?(?:looks? after|takes? care of|sees? to|answers? for)\b")
_AFTER_MODAL = re.compile(r"\b(?:must|will)\s+$")
# A name of several words with capitals, which only what it does tells to be that of a team; or an acronym.
_PROPER = re.compile(
    r"(?<![\w@./-])(?P<name>(?:[A-Z][a-z][\w'-]*\s+(?:(?:and|&|of)\s+)?)+[A-Z][a-z][\w'-]*|[A-Z]{2,5}(?![\w-]))"
)
_DONE_BY = re.compile(
    r"\b\w+(?:ed|en|wn|ne|pt|ld|ght|de|id|un|et|aid)\s+(?:only\s+)?by\s+(?:the\s+|our\s+)?$"
)
_ASKED = re.compile(r"\b(?:contact|ask|notify|inform|tell|email|call)\s+(?:the\s+|our\s+)?$", re.IGNORECASE)
_NO_DEED = frozenset(
    "is has was does this us as plus across always meets sits works consists needs members leads managers"
    " meetings days offices events hours".split()
)
_NO_NAME = frozenset(
    "a an the our your their its any each every this that to of or and with from by in at on for contact ask"
    " email call please is are be will can must may see send if when only one new first tell".split()
)
_NOT_PROPER = frozenset(
    "please if when for contact ask call the you your we our monday tuesday wednesday thursday friday"
    " saturday sunday january february march april may june july august september october november december"
    " street road building hall room house campus".split()
)
_KINDS_OF_TEAM = frozenset("team department unit group division office".split())


@cache
def _team() -> re.Pattern[str]:
    units, departments = any_of(listed("units")[0]), any_of(listed("departments")[0])
    return re.compile(
        rf"(?<![\w-])(?P<name>{TITLED}"
        rf"|(?:{_WORD}\s+(?:and\s+|&\s+)?){{1,3}}?(?i:{units})s?(?!\w|\s+(?i:{units})\b)"
        rf"|(?i:{departments})(?!\w|\s*@|\s+(?i:{units})\b)|HR\b|IT\b)"
    )


@cache
def _duties() -> frozenset[str]:
    return frozenset(stem(verb) for verb in listed("duties")[0])


@cache
def _given_to() -> re.Pattern[str]:
    return re.compile(
        rf"\b{any_of(listed('goes_to')[0])}\b[^.;:]{{0,60}}?\s+to\s+(?:the\s+|our\s+)?$", re.IGNORECASE
    )


def find_teams(text: str) -> Iterator[Span[Value]]:
    """Those that the sentence says to do something, or that something goes to or is done by."""
    persons = list(find_persons(text))
    taken = [whole for _, whole in persons]
    yield from (span for span, _ in persons)
    for match in _team().finditer(text):
        words = [word for word in match["name"].split() if word.lower() not in _NO_NAME]
        if not words:
            continue
        start = match.start("name") + match["name"].find(words[0])
        acts = _does(text, match.end()) or _RECEIVES.search(text[:start])
        if acts and free(start, match.end(), taken):
            taken.append((start, match.end()))
            yield _span(text, start, match.end())
    for match in _PROPER.finditer(text):
        start = _name_start(match)
        if free(start, match.end(), taken) and _is_in_charge(text, start, match.end()):
            yield _span(text, start, match.end())


def team_of_cell(cell: str) -> Iterator[Span[Value]]:
    """Who a cell of a table names, if it holds nothing else but where they sit."""
    persons = [span for span, _ in find_persons(cell)]
    start = len(cell) - len(cell.lstrip())
    match = _team().match(cell.lstrip())
    if persons:
        yield from persons
    elif match and re.fullmatch(r"(?:,\s[A-Z][\w ]*)?\s*", cell.lstrip()[match.end() :]):
        yield _span(cell, start, start + match.end())


def _does(text: str, end: int) -> bool:
    match = _DOES.match(text, end)
    if not match:
        return False
    if match["duty"] or _AFTER_MODAL.search(text[: match.start("verb")]):
        return True
    verb = match["verb"]
    return verb.endswith("s") and not verb.endswith("ss") and verb not in _NO_DEED


def _name_start(match: re.Match[str]) -> int:
    """Where the name begins, without a word that only has its capital from beginning the sentence."""
    first, _, rest = match["name"].partition(" ")
    return match.end() - len(rest.lstrip()) if rest and first.lower() in _NO_NAME else match.start()


def _is_in_charge(text: str, start: int, end: int) -> bool:
    """Whether what bears a proper name has a duty, or is what something is done by or goes to."""
    if {word.lower() for word in text[start:end].split()} & _NOT_PROPER:
        return False
    before = text[:start]
    if _DONE_BY.search(before) or _ASKED.search(before) or _given_to().search(before):
        return True
    if before.rstrip().endswith(":") and not text[end:].strip(" ."):
        return " " in text[start:end]
    if _CARES.match(text, end):
        return True
    does = _DOES.match(text, end)
    return bool(does and (does["duty"] or (_does(text, end) and stem(does["verb"]) in _duties())))


def _span(text: str, start: int, end: int) -> Span[Value]:
    """A team is known by what it is for: the finance team is the finance department."""
    told = text[start:end]
    words = [word for word in re.findall(r"[\w'&-]+", told.lower()) if word not in _KINDS_OF_TEAM]
    return Span(start, end, told, Value("team", told, key=" ".join(stem(word) for word in words)))
