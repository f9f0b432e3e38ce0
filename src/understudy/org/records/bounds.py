"""How long, how large and how late a value may be.

Source: Salesforce Help, "Custom Field Types" (lengths, 18 digits) and "Supported Date and Time Formats" (1700
to 4000).
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from understudy.org.metadata import Field, FieldType
from understudy.org.records.faults import InvalidWriteError, StatusCode

__all__ = ["longest", "within_bounds"]

_LONGEST: Mapping[FieldType, int] = {
    FieldType.STRING: 255,
    FieldType.TEXT: 131_072,
    FieldType.PICKLIST: 255,
    FieldType.MULTIPICKLIST: 4_099,
    FieldType.EMAIL: 80,
    FieldType.PHONE: 40,
    FieldType.URL: 255,
}
_DIGITS = 18
_FINEST = 18
"""Digits after the point where the field does not say how many."""
_FIRST_YEAR, _LAST_YEAR = 1700, 4000


def longest(field: Field) -> int | None:
    """The most characters of a text; None for what is no text."""
    return (field.length or _LONGEST[field.type]) if field.type in _LONGEST else None


def within_bounds(field: Field, value: Any) -> Any:  # noqa: ANN401  (as many types as fields have)
    """The typed value; a number with more digits after the point than the field has is rounded half up.

    Raises: InvalidWriteError.
    """
    if field.type.is_number:
        return _number(field, value)
    if field.type.is_time:
        return _time(field, value)
    most = longest(field)
    if most is not None and len(value) > most:
        message = f"{field.label} has {len(value):,} characters; at most {most:,} fit"
        raise InvalidWriteError(StatusCode.STRING_TOO_LONG, message, [field.name])
    return value


def _number(field: Field, value: Decimal | int) -> Decimal | int:
    digits = (field.precision or _DIGITS) - (field.scale or 0)
    number = Decimal(value)
    if number and number.adjusted() >= digits:
        message = f"{field.label}: {_short(value)} has more than {digits} digits before the point"
        raise InvalidWriteError(StatusCode.NUMBER_OUTSIDE_VALID_RANGE, message, [field.name])
    if isinstance(value, int):
        return value
    finest = _FINEST if field.scale is None else field.scale
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > finest:
        return number.quantize(Decimal(1).scaleb(-finest), ROUND_HALF_UP)
    return value


def _short(value: Decimal | int) -> str:
    """A number as it is told: one of a million digits is not."""
    text = f"{value:E}" if isinstance(value, Decimal) else str(value)
    return text if len(text) <= 2 * _DIGITS else f"{text[:_DIGITS]}…"


def _time(field: Field, value: date) -> date:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        message = f"{field.label}: the year {value.year} is not between {_FIRST_YEAR} and {_LAST_YEAR}"
        raise InvalidWriteError(StatusCode.FIELD_INTEGRITY_EXCEPTION, message, [field.name])
    return value
