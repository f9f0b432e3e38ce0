"""Date literals as half-open ranges of days, from Wednesday 2026-03-18; fiscal years begin in February."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.soql.dates import COUNTED_LITERALS, PLAIN_LITERALS, days_of, midnight

RANGES = [
    ("TODAY", None, "2026-03-18", "2026-03-19"),
    ("YESTERDAY", None, "2026-03-17", "2026-03-18"),
    ("TOMORROW", None, "2026-03-19", "2026-03-20"),
    ("LAST_90_DAYS", None, "2025-12-18", "2026-03-19"),
    ("NEXT_90_DAYS", None, "2026-03-19", "2026-06-17"),
    ("LAST_N_DAYS", 3, "2026-03-15", "2026-03-19"),
    ("NEXT_N_DAYS", 3, "2026-03-19", "2026-03-22"),
    ("N_DAYS_AGO", 3, "2026-03-15", "2026-03-16"),
    ("THIS_WEEK", None, "2026-03-15", "2026-03-22"),
    ("LAST_WEEK", None, "2026-03-08", "2026-03-15"),
    ("LAST_N_WEEKS", 2, "2026-03-01", "2026-03-15"),
    ("N_WEEKS_AGO", 2, "2026-03-01", "2026-03-08"),
    ("NEXT_MONTH", None, "2026-04-01", "2026-05-01"),
    ("LAST_N_MONTHS", 3, "2025-12-01", "2026-03-01"),
    ("N_MONTHS_AGO", 3, "2025-12-01", "2026-01-01"),
    ("THIS_QUARTER", None, "2026-01-01", "2026-04-01"),
    ("NEXT_N_QUARTERS", 2, "2026-04-01", "2026-10-01"),
    ("LAST_YEAR", None, "2025-01-01", "2026-01-01"),
    ("N_YEARS_AGO", 2, "2024-01-01", "2025-01-01"),
    ("THIS_FISCAL_QUARTER", None, "2026-02-01", "2026-05-01"),
    ("LAST_FISCAL_QUARTER", None, "2025-11-01", "2026-02-01"),
    ("N_FISCAL_QUARTERS_AGO", 2, "2025-08-01", "2025-11-01"),
    ("THIS_FISCAL_YEAR", None, "2026-02-01", "2027-02-01"),
    ("LAST_N_FISCAL_YEARS", 2, "2024-02-01", "2026-02-01"),
]


@pytest.mark.parametrize(("name", "n", "first", "end"), RANGES)
def test_range(name: str, n: int | None, first: str, end: str, moment: Moment) -> None:
    assert days_of(name, n, moment) == (date.fromisoformat(first), date.fromisoformat(end))


def test_every_literal_is_a_range(moment: Moment) -> None:
    for name in PLAIN_LITERALS:
        first, end = days_of(name, None, moment)
        assert first < end
    for name in COUNTED_LITERALS:
        first, end = days_of(name, 1, moment)
        assert first < end


def test_today_is_the_day_in_the_zone() -> None:
    late = Moment(datetime(2026, 1, 1, 1, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert days_of("THIS_YEAR", None, late)[0] == date(2025, 1, 1)


def test_midnight_keeps_summer_time() -> None:
    zone = ZoneInfo("Europe/Berlin")
    before, after = (midnight(date(2026, 3, day), zone).astimezone(UTC) for day in (29, 30))
    assert (after - before).total_seconds() == 23 * 3600


def test_range_off_the_calendar_overflows(moment: Moment) -> None:
    with pytest.raises(OverflowError):
        days_of("N_YEARS_AGO", 2026, moment)
