"""What TODAY, LAST_N_DAYS:30 and the other date literals mean: half-open ranges of days.

Source: SOQL and SOSL Reference, "Date Formats and Date Literals". Weeks begin on Sunday. `LAST_N_DAYS:n`
is today and the n days before it; the other LAST_N and NEXT_N ranges leave the current unit out.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from understudy.kit.clock import Moment

__all__ = ["COUNTED_LITERALS", "PLAIN_LITERALS", "days_of", "midnight"]

_UNITS = ("WEEK", "MONTH", "QUARTER", "YEAR", "FISCAL_QUARTER", "FISCAL_YEAR")
PLAIN_LITERALS = frozenset(
    {"YESTERDAY", "TODAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS"}
    | {f"{which}_{unit}" for which in ("LAST", "THIS", "NEXT") for unit in _UNITS}
)
COUNTED_LITERALS = frozenset(
    {f"{which}_N_{unit}S" for which in ("LAST", "NEXT") for unit in ("DAY", *_UNITS)}
    | {f"N_{unit}S_AGO" for unit in ("DAY", *_UNITS)}
)
_COUNTED = re.compile(r"(LAST|NEXT)_N_(\w+)S|N_(\w+)S_AGO")
_DAYS = {
    "YESTERDAY": (-1, 0),
    "TODAY": (0, 1),
    "TOMORROW": (1, 2),
    "LAST_90_DAYS": (-90, 1),
    "NEXT_90_DAYS": (1, 91),
}
_SHIFT = {"LAST": -1, "THIS": 0, "NEXT": 1}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


def days_of(name: str, n: int | None, moment: Moment) -> tuple[date, date]:
    """The first day of a literal's range and the day after its last.

    Raises:
        OverflowError: the range leaves the calendar (years 1 to 9999).
    """
    today = moment.today
    if name in _DAYS:
        first, end = _DAYS[name]
        return today + timedelta(first), today + timedelta(end)
    counted = _COUNTED.fullmatch(name)
    if counted is None:
        which, _, unit = name.partition("_")
        return _units(today, unit, _SHIFT[which], _SHIFT[which] + 1, moment.fiscal_year_start)
    assert n is not None
    which, unit, ago = counted.groups()
    if ago:
        return _units(today, ago, -n, -n + 1, moment.fiscal_year_start)
    if which == "NEXT":
        return _units(today, unit, 1, n + 1, moment.fiscal_year_start)
    return _units(today, unit, -n, 1 if unit == "DAY" else 0, moment.fiscal_year_start)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins there."""
    return datetime.combine(day, time(), zone)


def _units(today: date, unit: str, first: int, end: int, fiscal_start: int) -> tuple[date, date]:
    """From the beginning of the `first`-th unit after this one to the beginning of the `end`-th."""
    if unit == "DAY":
        return today + timedelta(first), today + timedelta(end)
    if unit == "WEEK":
        sunday = today - timedelta((today.weekday() + 1) % 7)
        return sunday + timedelta(weeks=first), sunday + timedelta(weeks=end)
    offset = fiscal_start - 1 if unit.startswith("FISCAL_") else 0
    months = _MONTHS[unit.removeprefix("FISCAL_")]
    serial = today.year * 12 + today.month - 1 - offset
    current = serial - serial % months + offset
    return _month(current + first * months), _month(current + end * months)


def _month(serial: int) -> date:
    year, month = divmod(serial, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"year {year}")
    return date(year, month + 1, 1)
