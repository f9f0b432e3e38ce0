"""Numbers, windows and lists as a person reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.actions.shown import name_list, plural, shown_number, shown_value, shown_window

ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (Decimal("41.3333"), "hours", "41.3 hours"),
        (1, "cases", "1 case"),
        (0, "cases", "0 cases"),
        (1234, "cases", "1,234 cases"),
        (Decimal("23.5"), "percent", "23.5%"),
        (100, "percent", "100%"),
        (Decimal("12340.5"), "USD", "$12,340.50"),
        (Decimal("2.346"), "", "2.35"),
    ],
)
def test_numbers_carry_their_unit(value: Decimal | int, unit: str, expected: str) -> None:
    assert shown_number(value, unit) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2026, 3, 1), (2026, 4, 1), "March 2026"),
        ((2026, 1, 1), (2027, 1, 1), "2026"),
        ((2026, 4, 1), (2026, 7, 1), "Q2 2026"),
        ((2026, 12, 1), (2027, 1, 1), "December 2026"),
        ((2026, 2, 1), (2026, 5, 1), "from 2026-02-01 to 2026-04-30"),
        ((2026, 3, 5), (2026, 3, 19), "from 2026-03-05 to 2026-03-18"),
        ((2026, 3, 5), None, "since 2026-03-05"),
        (None, (2026, 3, 5), "until 2026-03-04"),
        (None, None, "all time"),
    ],
)
def test_windows_are_named_by_their_period(
    start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, expected: str
) -> None:
    first = datetime(*start, tzinfo=UTC) if start else None
    last = datetime(*end, tzinfo=UTC) if end else None
    assert shown_window(first, last, ZONE) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (True, "yes"), (date(2026, 5, 1), "2026-05-01"), (Decimal("10.50"), "10.50"), ("x", "x")],
)
def test_values(value: object, expected: str) -> None:
    assert shown_value(value, ZONE) == expected


def test_lists_of_names() -> None:
    assert name_list(["A"]) == "A"
    assert name_list(["A", "B", "C"]) == "A, B and C"
    assert name_list(["A", "B", "C"], most=2) == "A, B and 1 more"
    assert plural(2, "opportunity", "opportunities") == "2 opportunities"
