"""The type of a column from its name and its values.

A picklist is a text with few distinct short values for the rows there are. Numbers 0 and 1 are a boolean
only where the name says so (`IsActive`, `has_paid`, `EmailVerified`), for they may as well be counts; words
such as true and no are one under any name.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from understudy.org.importer.naming import words
from understudy.org.metadata import FieldType

__all__ = ["distinct_values", "infer_type", "infer_values"]

_LONG_TEXT = 255
_MANY = 100_000
_PICKLIST_SHARE = 0.2
_PICKLIST_SIZE = 50
_PICKLIST_LENGTH = 60
_BOOLEAN_STARTS = frozenset("is has had can was are do does did should allow allows needs opted".split())
_BOOLEAN_ENDS = frozenset("flag active enabled deleted closed won verified converted archived".split())
_MONEY_WORDS = frozenset("amount price cost revenue budget fee salary balance subtotal turnover".split())
_PERCENT_WORDS = frozenset("percent percentage pct probability".split())
_NO_NUMBER_WORDS = frozenset("phone fax mobile tel zip postal postcode postalcode".split())
_PHONE_WORDS = frozenset("phone fax mobile tel telephone".split())
_NO_PICKLIST_WORDS = frozenset(
    "id ids name subject title alias username street address summary code number".split()
)
_LONG_TEXT_WORDS = frozenset(
    "description body comment comments note notes message content transcript".split()
)
_WHOLE = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9]\d*|[1-9]\d{0,2}(,\d{3})+)?(\.\d+)?([eE][-+]?\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[-+]\d\d:?(\d\d)?)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{5,25}(\s?(x|ext\.?)\s?\d+)?", re.IGNORECASE)
_URL = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_WORDS_OF_TRUTH = (
    frozenset({"true", "false"}),
    frozenset({"yes", "no"}),
    frozenset({"t", "f"}),
    frozenset("yn"),
)


def distinct_values(values: Sequence[Any]) -> Counter[Any]:
    """How often each value occurs, None left out; the most frequent first where they are few."""
    counted = Counter(values)
    counted.pop(None, None)
    return counted if len(counted) > _MANY else Counter(dict(counted.most_common()))


def infer_type(name: str, counted: Counter[Any]) -> tuple[FieldType, int | None]:
    """The type and, for a whole number, the scale 0. A column without values is a string."""
    if not counted:
        return FieldType.STRING, None
    kinds: set[type] = {type(value) for value in counted}
    if kinds == {bool}:
        return FieldType.BOOLEAN, None
    if kinds <= {date, datetime}:
        return (FieldType.DATE if kinds == {date} else FieldType.DATETIME), None
    if kinds <= {int, float, Decimal}:
        return _number(name, whole=kinds == {int}, zero_or_one=set(counted) <= {0, 1})
    return _text_type(name, Counter({str(value): count for value, count in counted.items()}))


def _number(name: str, *, whole: bool, zero_or_one: bool) -> tuple[FieldType, int | None]:
    named = [word.lower() for word in words(name)]
    if whole and zero_or_one and (named[0] in _BOOLEAN_STARTS or named[-1] in _BOOLEAN_ENDS):
        return FieldType.BOOLEAN, None
    if _MONEY_WORDS.intersection(named):
        return FieldType.CURRENCY, None
    if _PERCENT_WORDS.intersection(named):
        return FieldType.PERCENT, None
    return FieldType.NUMBER, 0 if whole else None


def _text_type(name: str, counted: Counter[str]) -> tuple[FieldType, int | None]:
    named = {word.lower() for word in words(name)}
    texts = list(counted)
    if frozenset(text.lower() for text in texts) in _WORDS_OF_TRUTH:
        return FieldType.BOOLEAN, None
    if not named & _NO_NUMBER_WORDS and _all(_DECIMAL.fullmatch, texts):
        whole = _all(_WHOLE.fullmatch, texts)
        return _number(name, whole=whole, zero_or_one=set(texts) <= {"0", "1"})
    for pattern, found in ((_DAY, FieldType.DATE), (_EMAIL, FieldType.EMAIL), (_URL, FieldType.URL)):
        if _all(pattern.fullmatch, texts):
            return found, None
    if _all(lambda text: _INSTANT.fullmatch(text) or _DAY.fullmatch(text), texts):
        return FieldType.DATETIME, None
    if _all(_PHONE.fullmatch, texts) and (named & _PHONE_WORDS or _all(lambda t: t.startswith("+"), texts)):
        return FieldType.PHONE, None
    if named & _LONG_TEXT_WORDS or any(len(text) > _LONG_TEXT or "\n" in text for text in texts):
        return FieldType.TEXT, None
    return _word_type(named, counted), None


def _word_type(named: set[str], counted: Counter[str]) -> FieldType:
    """Picklist, multi-picklist or plain string."""
    if named & _NO_PICKLIST_WORDS:
        return FieldType.STRING
    if _few_and_short(counted, counted.total()):
        return FieldType.MULTIPICKLIST if any(";" in text for text in counted) else FieldType.PICKLIST
    if any(";" in text for text in counted) and _few_and_short(_parts(counted), counted.total()):
        return FieldType.MULTIPICKLIST
    return FieldType.STRING


def _few_and_short(counted: Counter[str], rows: int) -> bool:
    most = min(_PICKLIST_SIZE, rows * _PICKLIST_SHARE)
    return len(counted) <= most and all(len(text) <= _PICKLIST_LENGTH for text in counted)


def _parts(counted: Counter[str]) -> Counter[str]:
    parts: Counter[str] = Counter()
    for text, count in counted.items():
        for part in text.split(";"):
            parts[part.strip()] += count
    return parts


def infer_values(kind: FieldType, counted: Counter[Any]) -> tuple[str, ...]:
    """The values of a picklist, the most frequent first; nothing for other types."""
    texts = Counter({str(value): count for value, count in counted.items()})
    if kind is FieldType.PICKLIST:
        return tuple(texts)
    if kind is FieldType.MULTIPICKLIST:
        return tuple(text for text, _ in _parts(texts).most_common() if text)
    return ()


def _all(test: Callable[[str], object], texts: Sequence[str]) -> bool:
    return all(text and test(text) for text in texts)
