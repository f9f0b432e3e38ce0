"""Date literals and date functions, told day by day: which side of a literal's range a day lies on.

The compiler turns a literal into the first and last day of its range; here every day is asked for the number
of its week, month or quarter instead, and the numbers are compared.
"""

from collections.abc import Callable
from datetime import date

from understudy.kit.clock import Moment

__all__ = ["DATE_FUNCTIONS", "side_of"]


def side_of(day: date, literal: str, n: int | None, moment: Moment) -> int:
    """-1 for a day before the range of a literal, 0 for one in it, 1 for one after it."""
    number, first, last = _range(literal, n, moment.fiscal_year_start)
    away = number(day) - number(moment.today)
    return (away > last) - (away < first)


def _range(literal: str, n: int | None, fiscal: int) -> tuple[Callable[[date], int], int, int]:
    """What numbers the days, and how far from today's number the range begins and ends."""
    match literal:
        case "YESTERDAY" | "TODAY" | "TOMORROW":
            away = ["YESTERDAY", "TODAY", "TOMORROW"].index(literal) - 1
            return date.toordinal, away, away
        case "LAST_90_DAYS":
            return date.toordinal, -90, 0
        case "NEXT_90_DAYS":
            return date.toordinal, 1, 90
    words = literal.split("_")
    if n is None:
        away = {"LAST": -1, "THIS": 0, "NEXT": 1}[words[0]]
        return _numbering("_".join(words[1:]), fiscal), away, away
    if words[-1] == "AGO":
        return _numbering("_".join(words[1:-1])[:-1], fiscal), -n, -n
    unit = "_".join(words[2:])[:-1]
    if words[0] == "NEXT":
        return _numbering(unit, fiscal), 1, n
    return _numbering(unit, fiscal), -n, 0 if unit == "DAY" else -1


def _numbering(unit: str, fiscal: int) -> Callable[[date], int]:
    shift = fiscal - 1 if unit.startswith("FISCAL_") else 0

    def months(day: date) -> int:
        return day.year * 12 + day.month - 1 - shift

    match unit.removeprefix("FISCAL_"):
        case "DAY":
            return date.toordinal
        case "WEEK":
            # The first of January of year 1 was a Monday, so that Sundays have ordinals divisible by seven.
            return lambda day: day.toordinal() // 7
        case "MONTH":
            return months
        case "QUARTER":
            return lambda day: months(day) // 3
        case _:
            return lambda day: months(day) // 12


def _fiscal_month(day: date, fiscal: int) -> int:
    return (day.month - fiscal) % 12 + 1


DATE_FUNCTIONS: dict[str, Callable[[date, int], int | date]] = {
    "CALENDAR_YEAR": lambda day, _: day.year,
    "CALENDAR_QUARTER": lambda day, _: {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 3, 9: 3}.get(
        day.month, 4
    ),
    "CALENDAR_MONTH": lambda day, _: day.month,
    "FISCAL_YEAR": lambda day, fiscal: day.year + (fiscal > 1 and day.month >= fiscal),
    "FISCAL_QUARTER": lambda day, fiscal: (_fiscal_month(day, fiscal) + 2) // 3,
    "FISCAL_MONTH": _fiscal_month,
    "WEEK_IN_YEAR": lambda day, _: (day.timetuple().tm_yday + 6) // 7,
    "WEEK_IN_MONTH": lambda day, _: (day.day + 6) // 7,
    "DAY_IN_YEAR": lambda day, _: day.timetuple().tm_yday,
    "DAY_IN_MONTH": lambda day, _: day.day,
    "DAY_IN_WEEK": lambda day, _: day.isoweekday() % 7 + 1,
    "DAY_ONLY": lambda day, _: day,
}
"""By name: what a function says of a day, in a year that begins in the given month."""
