"""The value that a field is to have, from the words that say it."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from rapidfuzz import fuzz, process

from understudy.llm.local.lexicon import ValueTerm
from understudy.llm.local.message import Message, within
from understudy.llm.local.numbers import find_numbers
from understudy.llm.local.spans import Range
from understudy.llm.local.times import Window
from understudy.llm.local.world import FieldView

__all__ = ["Value", "value_of"]

Value = str | float | bool | None

_LIKE = 82
_YES = frozenset({"yes", "true", "on", "checked", "active"})
_NO = frozenset({"no", "false", "off", "unchecked", "inactive"})
_EMPTY = frozenset({"nothing", "empty", "none", "blank", "null", "nobody"})
_EDGES = " \t\n.!?\"'“”‘’"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BACK = re.compile(r"\b(?:last|past|previous|ago|yesterday|earlier|today)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b", re.IGNORECASE)
_COURTESY = re.compile(r"(?:,?\s?(?:please|thanks|thank you|now|asap|right away|instead))+$", re.IGNORECASE)


def value_of(message: Message, kind: str, field: FieldView, where: Range, today: date) -> Value:
    """What the words there say as a value of the field; as they stand when they are none of its own.

    A day without a year is the next one: what is set lies ahead, where what is asked about lies behind.

    A value that does not fit is not made to: whoever checks it can say what would.
    """
    text = _COURTESY.sub("", message.typed(*where).strip(_EDGES)).strip(_EDGES)
    if text.lower() in _EMPTY:
        return None
    match field.kind:
        case "choice":
            return _choice(message, kind, field, where) or _nearest(text, field.values)
        case "number" | "money" | "percent":
            numbers = find_numbers(text)
            return numbers[0].value.value if numbers else text
        case "date" | "datetime":
            return _instant(message, where, today, with_time=field.kind == "datetime") or text
        case "yes_no":
            return True if text.lower() in _YES else False if text.lower() in _NO else text
        case "reference":
            return _record(message, field, where) or text
        case _:
            return text


def _choice(message: Message, kind: str, field: FieldView, where: Range) -> str | None:
    """The longest declared value of the field that stands there."""
    found = [
        (mention.size, term.value)
        for mention in message.mentions
        if within(mention.start, mention.end, [where])
        for term in mention.meanings
        if isinstance(term, ValueTerm) and (term.object, term.field) == (kind, field.name)
    ]
    return max(found)[1] if found else None


def _nearest(text: str, values: Sequence[str]) -> str:
    found = process.extractOne(
        text.lower(), values, scorer=fuzz.ratio, processor=str.lower, score_cutoff=_LIKE
    )
    return found[0] if found else text


def _instant(message: Message, where: Range, today: date, *, with_time: bool) -> str | None:
    for span in message.windows:
        start: datetime | None = span.value.start if isinstance(span.value, Window) else None
        if start and within(span.start, span.end, [where]):
            start = _ahead(start, span.text, today)
            return start.isoformat() if with_time else start.date().isoformat()
    return None


def _ahead(start: datetime, told: str, today: date) -> datetime:
    """The instant, or its like in the week or year to come if it is past and the words don't say so."""
    if start.date() >= today or _YEAR.search(told) or _BACK.search(told):
        return start
    if _WEEKDAY.search(told):
        return start + timedelta(days=7 * -((start.date() - today).days // 7))
    years = today.year - start.year
    moved = start + relativedelta(years=years)
    return moved if moved.date() >= today else start + relativedelta(years=years + 1)


def _record(message: Message, field: FieldView, where: Range) -> str | None:
    for name in message.names:
        best = {match.id for match in name.best if field.target in (None, match.object)}
        if within(name.start, name.end, [where]) and len(best) == 1:
            return best.pop()
    return next((span.value for span in message.ids if within(span.start, span.end, [where])), None)
