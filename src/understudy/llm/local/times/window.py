"""What a time expression means: half-open windows of instants, and the calendar arithmetic behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from understudy.kit.clock import Moment

__all__ = [
    "MONTHS",
    "Grain",
    "Period",
    "Shifted",
    "Time",
    "Unit",
    "UnknownTime",
    "Versus",
    "Window",
    "day_name",
    "finished",
    "midnight",
    "moved",
    "range_name",
    "shift",
    "unit_start",
]

Unit = Literal["minute", "hour", "day", "workday", "week", "month", "quarter", "half", "year"]
Grain = Literal["minute", "hour", "day", "week", "month", "quarter", "season", "half", "year", "any"]

MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Window:
    """Instants from `start` up to but not including `end`; None leaves that end open.

    `label` completes a sentence ("in March 2021", "since 3 May 2021"). `note` says how words were read
    that a person might read otherwise. `due` says that it is about when things fall due ("overdue").
    """

    start: datetime | None
    end: datetime | None
    label: str
    grain: Grain = "day"
    note: str | None = None
    due: bool = False


@dataclass(frozen=True, slots=True)
class UnknownTime:
    """Words that name a time which cannot be known from the calendar: someone has to be asked."""

    words: str
    reason: Literal["holiday", "event", "vague", "invalid"]


@dataclass(frozen=True, slots=True)
class Shifted:
    """A window told by another one: the same, `count` units later (earlier when negative).

    The unit `period` is the other window's own length.
    """

    count: int
    unit: Unit | Literal["period"]


@dataclass(frozen=True, slots=True)
class Versus:
    """Two windows to be compared; `first` is None when it is said elsewhere."""

    first: Window | None
    second: Window | Shifted


Time = Window | UnknownTime | Shifted | Versus


@dataclass(frozen=True, slots=True)
class Period:
    """A window while the words around it are still being read: "March", before "since" is seen.

    `weak` marks words that mean a time only when something introduces them ("may", "fall", "2021").
    `again` gives the same period of another year, and is there only if no year was said. `weekly` marks a
    day of the week.
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    name: str
    preposition: str = "in"
    note: str | None = None
    weak: bool = False
    again: Callable[[int], "Period"] | None = None
    weekly: bool = False
    due: bool = False


def finished(period: Period) -> Window:
    """The window of a period about which no more is said."""
    label = f"{period.preposition} {period.name}".strip()
    return Window(period.start, period.end, label, period.grain, period.note, period.due)


def midnight(moment: Moment, day: date | None = None) -> datetime:
    """The first instant of the day (today's, without one) in the moment's zone."""
    day = day or moment.today
    return datetime(day.year, day.month, day.day, tzinfo=moment.timezone)


def moved(instant: datetime, count: float, unit: Unit) -> datetime:
    """The instant `count` units later; months clip to the month's end, half a month is 15 days."""
    if unit == "minute":
        return instant + timedelta(minutes=count)
    if unit == "hour":
        return instant + timedelta(hours=count)
    if unit == "workday":
        return _workdays_later(instant, int(count))
    if unit in ("day", "week"):
        return instant + timedelta(days=count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    whole = int(months)
    return instant + relativedelta(months=whole) + timedelta(days=round((months - whole) * 30))


def _workdays_later(instant: datetime, count: int) -> datetime:
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        instant += step
        while instant.weekday() >= 5:
            instant += step
    return instant


def unit_start(instant: datetime, unit: Unit) -> datetime:
    """The beginning of the calendar unit that the instant lies in; weeks begin on Monday."""
    if unit in ("minute", "hour"):
        return instant.replace(minute=instant.minute if unit == "minute" else 0, second=0, microsecond=0)
    day = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in ("day", "workday"):
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def day_name(instant: datetime) -> str:
    """The day as it is read: "3 May 2021"."""
    return f"{instant.day} {MONTHS[instant.month - 1]} {instant.year}"


def range_name(start: datetime, end: datetime) -> str:
    """The days of a half-open range, both inclusive: "1 May 2021 to 31 July 2021"."""
    last = end - timedelta(microseconds=1)
    return day_name(start) if start.date() == last.date() else f"{day_name(start)} to {day_name(last)}"


def shift(window: Window, by: Shifted) -> Window:
    """The window that `by` tells from this one; an open end stays open."""
    start, end = window.start, window.end
    unit: Unit
    if by.unit == "period":
        count, unit = _length(window)
        count *= by.count
    else:
        count, unit = by.count, by.unit
    start = moved(start, count, unit) if start else None
    end = moved(end, count, unit) if end else None
    return Window(start, end, _shifted_label(start, end), window.grain)


def _length(window: Window) -> tuple[int, Unit]:
    if window.start is None or window.end is None:
        return 0, "day"
    if window.start.day == window.end.day == 1:
        months = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month
        return months, "month"
    return (window.end.date() - window.start.date()).days, "day"


def _shifted_label(start: datetime | None, end: datetime | None) -> str:
    if start and end:
        name = range_name(start, end)
        return f"from {name}" if " to " in name else f"on {name}"
    if start:
        return f"since {day_name(start)}"
    return f"before {day_name(end)}" if end else "over all time"
