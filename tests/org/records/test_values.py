"""Values are typed, bounded and refused with a code and the field they are about."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.org.metadata import Field, FieldType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy
from understudy.org.records import InvalidWriteError
from understudy.org.records.values import typed_value

_T = FieldType
_ORG = Org("o", "o", Schema(), AccessPolicy(), ZoneInfo("Europe/Berlin"))


def _field(kind: FieldType, **more: Any) -> Field:
    return Field("F", "Field", kind, **more)


@pytest.mark.parametrize(
    ("field", "given", "typed"),
    [
        (_field(_T.STRING), "  ", None),
        (_field(_T.STRING), "x" * 255, "x" * 255),
        (_field(_T.STRING, length=3), "äöü", "äöü"),
        (_field(_T.NUMBER, scale=0), "9" * 18, int("9" * 18)),
        (_field(_T.CURRENCY, scale=2), "1.005", Decimal("1.01")),
        (_field(_T.CURRENCY, scale=2), 0.1 + 0.2, Decimal("0.30")),
        (_field(_T.CURRENCY, scale=2), "-1.005", Decimal("-1.01")),
        (_field(_T.CURRENCY, scale=2), "5e3", Decimal(5000)),
        (_field(_T.NUMBER, precision=3, scale=1), "99.94", Decimal("99.9")),
        (_field(_T.NUMBER), "1e-30", Decimal(0)),
        (_field(_T.MULTIPICKLIST, values=("a", "b")), "b; a;b;", "b;a"),
        (_field(_T.PICKLIST, values=("a",), restricted=False), "z", "z"),
        (_field(_T.PICKLIST), "anything", "anything"),
        (_field(_T.EMAIL), "ann@shop.example", "ann@shop.example"),
        (_field(_T.DATETIME), "2024-01-31T08:30:00", datetime(2024, 1, 31, 7, 30, tzinfo=UTC)),
        (_field(_T.BOOLEAN), "no", False),
    ],
)
def test_what_fits(field: Field, given: object, typed: object):
    assert typed_value(_ORG, field, given) == typed


@pytest.mark.parametrize(
    ("field", "given", "code", "message"),
    [
        (_field(_T.STRING), "x" * 256, "STRING_TOO_LONG", "Field has 256 characters; at most 255 fit"),
        (_field(_T.TEXT), "x" * 131_073, "STRING_TOO_LONG", "at most 131,072 fit"),
        (_field(_T.STRING, length=3), "four", "STRING_TOO_LONG", "has 4 characters; at most 3 fit"),
        (_field(_T.NUMBER, scale=0), "1" + "0" * 18, "NUMBER_OUTSIDE_VALID_RANGE", "more than 18 digits"),
        (_field(_T.CURRENCY, scale=2), "1e16", "NUMBER_OUTSIDE_VALID_RANGE", "more than 16 digits"),
        (_field(_T.CURRENCY, scale=2), "1e999999", "NUMBER_OUTSIDE_VALID_RANGE", "more than 16 digits"),
        (_field(_T.NUMBER, precision=3, scale=1), 100, "NUMBER_OUTSIDE_VALID_RANGE", "more than 2 digits"),
        (_field(_T.NUMBER), "NaN", "INVALID_TYPE_ON_FIELD_IN_RECORD", "is not a finite number"),
        (_field(_T.DATE), "1699-12-31", "FIELD_INTEGRITY_EXCEPTION", "the year 1699 is not between"),
        (_field(_T.DATETIME), "4001-02-01", "FIELD_INTEGRITY_EXCEPTION", "the year 4001 is not between"),
        (_field(_T.DATETIME), "0001-01-01", "FIELD_INTEGRITY_EXCEPTION", "is out of range"),
        (_field(_T.DATE), "2024-02-30", "INVALID_TYPE_ON_FIELD_IN_RECORD", "is not a date"),
        (_field(_T.BOOLEAN), None, "INVALID_TYPE_ON_FIELD_IN_RECORD", "never empty"),
        (_field(_T.BOOLEAN), "perhaps", "INVALID_TYPE_ON_FIELD_IN_RECORD", "neither true nor false"),
        (_field(_T.EMAIL), "ann at shop", "INVALID_EMAIL_ADDRESS", "is not an email address"),
        (_field(_T.REFERENCE), "x" * 500, "MALFORMED_ID", "is not a valid id"),
        (
            _field(_T.MULTIPICKLIST, values=("a",)),
            "a;z",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "cannot be 'z'",
        ),
    ],
)
def test_what_does_not_fit(field: Field, given: object, code: str, message: str):
    with pytest.raises(InvalidWriteError, match=message) as refused:
        typed_value(_ORG, field, given)
    assert (refused.value.code, refused.value.fields) == (code, ("F",))
    assert len(refused.value.message) < 200
