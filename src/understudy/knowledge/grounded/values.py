"""What a sentence says to the letter: numbers with units, days, contacts, names and codes. Pure."""

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import chain

from understudy.knowledge.facts.agree import disagree
from understudy.knowledge.facts.amounts import find_amounts
from understudy.knowledge.facts.bounds import bound_of
from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.contacts import find_contacts
from understudy.knowledge.facts.days import find_clocks, find_days, find_weekdays
from understudy.knowledge.facts.versions import find_versions
from understudy.llm.local.spans import Span, free, longest_first, plain

__all__ = ["against", "equal", "names_of", "numbers_of", "values_of"]

_NAME = re.compile(r"(?<![.!?:“\"'(]\s)(?<!^)(?<![\w'])[A-Z][\w&'-]*(?:\s+(?:of\s+|and\s+)?[A-Z][\w&'-]*)*")
_CODE = re.compile(r"(?<!\w)(?=[\w.-]*\d)(?=[\w.-]*[A-Za-z])[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*(?!\w)")
_UNIT = re.compile(r"\d+(?:st|nd|rd|th|am|pm|[a-z]{1,3})", re.IGNORECASE)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_OPPOSITE = ({"least", "most"},)
_NEARLY = 1e-6


def values_of(text: str) -> list[Value]:
    """The values in order, none within another."""
    low = plain(text)
    found = [
        *find_contacts(text),
        *chain(find_versions(low), find_days(low), find_clocks(low), find_weekdays(low)),
    ]
    taken = [span.range for span in found]
    found += [span for span in find_amounts(low) if free(span.start, span.end, taken)]
    return [_bounded(span, low) for span in sorted(longest_first(found), key=lambda span: span.start)]


def _bounded(span: Span[Value], low: str) -> Value:
    """The value, how often something is with the bound that the words around it give."""
    if span.value.kind != "frequency":
        return span.value
    return replace(span.value, bound=bound_of(low, span.start, span.end))


def equal(told: Value, known: Value) -> bool:
    """Whether both say the same of the same kind of thing; a bound turned round does not."""
    if told.kind != known.kind:
        return False
    if {told.bound, known.bound} in _OPPOSITE:
        return False
    if told.key or known.key:
        return told.key == known.key or _day_within(told, known)
    same = abs(told.low - known.low) <= _NEARLY * max(1, abs(known.low)) or told.low == known.low
    same = same and (
        told.high == known.high or abs(told.high - known.high) <= _NEARLY * max(1, abs(known.high))
    )
    return same and (told.kind in ("count", "money") or told.unit == known.unit or not told.unit)


def against(told: Value, known: Value) -> bool:
    """Whether only one of the two can be right of one thing."""
    if told.kind == known.kind and {told.bound, known.bound} in _OPPOSITE and told.low == known.low:
        return True
    return disagree(told, known)


def _day_within(told: Value, known: Value) -> bool:
    """A day told with less than is known: "4 May" of 4 May 2026."""
    if told.kind != "date" or "-" not in told.key:
        return False
    pairs = list(zip(told.key.split("-"), known.key.split("-"), strict=False))
    return len(pairs) == 3 and all(a in ("?", b) for a, b in pairs)


def numbers_of(text: str) -> set[str]:
    """The digits that stand in a text."""
    return {number.replace(",", "") for number in _DIGITS.findall(text)}


def names_of(text: str, known: Collection[str] = ()) -> list[str]:
    """What is written like a name within the sentence, and codes of letters and digits.

    Every sentence begins with a capital: its first word is a name only if it is among those `known`.
    """
    names = [match[0] for match in _NAME.finditer(text)]
    first = re.match(r"\W*([A-Z][\w'-]*)", text)
    if first and first[1] in known:
        names.insert(0, first[1])
    codes = [code for code in _CODE.findall(text) if not _UNIT.fullmatch(code)]
    return list(dict.fromkeys([*names, *codes]))
