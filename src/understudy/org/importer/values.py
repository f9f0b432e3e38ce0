"""One raw value becomes a typed one, or the reason why it cannot."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from understudy.org.metadata import Field, FieldType

__all__ = ["NUL", "Convert", "MisfitError", "as_text", "converter", "has_time_of_day", "is_fraction"]

Convert = Callable[[Any], Any]

_TRUE = frozenset({"true", "yes", "t", "y", "1"})
_FALSE = frozenset({"false", "no", "f", "n", "0"})
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_MONEY = re.compile(r"^([-+]?)[$€£]\s*|\s*[€£%]$")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BIGINT = 2**63
NUL = "\x00"


class MisfitError(ValueError):
    """A value is not of the type; the message completes "the value …"."""


def converter(field: Field, zone: ZoneInfo) -> Convert:
    """The function that makes the field's typed values out of raw ones, None excepted.

    Times without an offset are taken to be in the zone. The function raises MisfitError.
    """
    match field.type:
        case FieldType.BOOLEAN:
            return _boolean
        case FieldType.NUMBER if field.scale == 0:
            return _whole
        case FieldType.NUMBER | FieldType.CURRENCY | FieldType.PERCENT:
            return _decimal
        case FieldType.DATE:
            return _day
        case FieldType.DATETIME:
            return lambda value: _instant(value, zone)
        case _:
            return as_text


def is_fraction(value: object) -> bool:
    """Whether the value is a number with digits after the point."""
    try:
        number = _decimal(value)
    except MisfitError:
        return False
    return number != number.to_integral_value()


def has_time_of_day(value: object) -> bool:
    """Whether the value is a time other than midnight."""
    try:
        return _instant(value, ZoneInfo("UTC")).timetz().replace(tzinfo=None) != time()
    except MisfitError:
        return False


def as_text(value: object) -> str:
    """The value as text, which cannot hold NUL."""
    if isinstance(value, str):
        if NUL in value:
            raise MisfitError("holds the character NUL, which text cannot")
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        raise MisfitError("is bytes, not text")
    return str(value)


def _boolean(value: object) -> bool:
    word = str(int(value)) if isinstance(value, bool | float) and value in (0, 1) else str(value)
    if word.strip().lower() in _TRUE:
        return True
    if word.strip().lower() in _FALSE:
        return False
    raise MisfitError("is neither true nor false")


def _decimal(value: object) -> Decimal:
    text = str(value).strip() if not isinstance(value, bool) else "true"
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(_MONEY.sub(r"\1", text))
    except InvalidOperation:
        raise MisfitError("is not a number") from None
    if not number.is_finite():
        raise MisfitError("is not a finite number")
    return number


def _whole(value: object) -> int:
    number = value if type(value) is int else _decimal(value)
    if number != int(number):
        raise MisfitError("is not a whole number")
    if not -_BIGINT <= number < _BIGINT:
        raise MisfitError("is too large for a whole number")
    return int(number)


def _day(value: object) -> date:
    if type(value) is date:
        return value
    return _instant(value, ZoneInfo("UTC")).date()


def _instant(value: object, zone: ZoneInfo) -> datetime:
    found = value
    if isinstance(value, str):
        text = value.strip()
        if not _ISO_DAY.match(text):
            raise MisfitError("is not a date as 2024-01-31 or 2024-01-31T08:30:00Z")
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise MisfitError("is not a date as 2024-01-31 or 2024-01-31T08:30:00Z") from None
    elif type(value) is date:
        found = datetime.combine(value, time(), zone)
    if not isinstance(found, datetime):
        raise MisfitError("is not a date")
    if found.tzinfo is UTC:
        return found
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
