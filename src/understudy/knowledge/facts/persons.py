"""Persons by their names, where it is told what they are: "Ana Ruiz is our Safety Officer"."""

import re
from collections.abc import Iterator
from functools import cache

from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.words import listed
from understudy.llm.local.spans import Range, Span, any_of

__all__ = ["find_persons"]

_HONORIFIC = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Sir|Dame|Rev)\.?\s)"
_LAST = r"(?:[A-Z]\.|(?:de|van|von|da|el)\s[A-Z][\w'’-]+|[A-Z][a-z][\w'’-]*)"
_NAME = rf"(?:{_HONORIFIC}?[A-Z][a-z'’-]+(?:\s{_LAST}){{1,2}})"
_CAPITALS = re.compile(r"[A-Z][a-z'’.-]+\s[A-Z]")
_WHOSE = r"(?:(?:our|the|your|an?)\s)?(?:[\w-]+(?:'s|’s|s'|s’)\s)?"
_IS = r"\s(?:is|was named|has been|acts as|serves as|works as|remains)\s(?:now\s|currently\s)?"
_LED = r"\b(?:led|headed|run|chaired|managed|overseen)\sby\s"


@cache
def _person() -> re.Pattern[str]:
    units = any_of(listed("units")[0])
    titled = r"(?i:head|director|chief|vice president|vp|lead|chair)\sof\s\w+(?:\s(?:and\s)?[A-Z]\w+){0,2}"
    title = rf"(?:{titled}|(?:[A-Za-z][\w&-]*\s){{0,3}}?(?i:{units})\b)"
    return re.compile(
        rf"(?<!\w)(?:(?P<first>{_NAME}),\s{_WHOSE}{title}"
        rf"|(?P<named>{_NAME}){_IS}{_WHOSE}{title}"
        rf"|(?P<title>{title})(?:,\s|{_IS}|:\s|\s\()(?P<last>{_NAME})(?=\W|$)"
        rf"|{_LED}(?P<lead>{_NAME})"
        rf"|(?P<honoured>{_HONORIFIC}[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?))"
    )


def find_persons(text: str) -> Iterator[tuple[Span[Value], Range]]:
    """The names of persons, each with the characters that also tell what they are."""
    if not _CAPITALS.search(text):
        return
    units = listed("units")[0]
    for match in _person().finditer(text):
        which = next(name for name in ("first", "named", "last", "lead", "honoured") if match[name])
        told = match[which]
        if told.rsplit(maxsplit=1)[-1].lower().removesuffix("s") in units:
            continue
        key = re.sub(_HONORIFIC, "", told).lower()
        yield Span(*match.span(which), told, Value("team", told, unit="person", key=key)), match.span()
