"""The day depends on the zone, and a moment without a zone is refused."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import FixedClock, Moment, SystemClock

_LATE = datetime(2021, 3, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2021, 3, 31)),
        ("Europe/Berlin", date(2021, 4, 1)),
        ("America/New_York", date(2021, 3, 31)),
    ],
)
def test_today_is_the_day_in_the_zone(zone: str, day: date):
    assert Moment(_LATE, ZoneInfo(zone)).today == day


def test_a_moment_needs_a_zone():
    with pytest.raises(AssertionError, match="time zone"):
        Moment(datetime(2021, 3, 31), ZoneInfo("UTC"))  # noqa: DTZ001


def test_clocks():
    assert FixedClock(_LATE).now() == _LATE
    assert SystemClock().now().tzinfo is UTC
