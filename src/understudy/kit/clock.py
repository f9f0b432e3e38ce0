"""What time it is, as something that is passed in: never asked of the machine in the middle of the work."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

__all__ = ["Clock", "FixedClock", "Moment", "SystemClock"]


class Clock(Protocol):
    """Anything that can tell the time."""

    def now(self) -> datetime:
        """The present instant, with a time zone."""
        ...


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for a replay, a test or a question asked 'as of' a date."""

    instant: datetime

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.instant


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant, zone and fiscal year from which relative dates ("last quarter") are worked out.

    `now` carries a time zone; `fiscal_year_start` is the month (1 to 12) in which the fiscal year begins.
    """

    now: datetime
    timezone: ZoneInfo
    fiscal_year_start: int = 1

    def __post_init__(self) -> None:
        """Refuse a time that could mean several instants."""
        assert self.now.tzinfo is not None, "a moment needs a time zone"

    @property
    def today(self) -> date:
        """The day it is in the zone."""
        return self.now.astimezone(self.timezone).date()
