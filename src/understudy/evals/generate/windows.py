"""Times that people ask about, each with its first day and the first day after it. Pure."""

from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from understudy.org.metadata import Field, FieldType
from understudy.soql.literals import quote

__all__ = ["Window", "windows"]

_MONTHS_BACK = 18
_QUARTERS = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class Window:
    """`words` as they end a question: "in May 2026", "last month"."""

    words: str
    start: date
    end: date

    def edges(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The first instant in it and the first after it."""
        return datetime.combine(self.start, time(), zone), datetime.combine(self.end, time(), zone)

    def condition(self, field: Field, zone: ZoneInfo) -> str:
        """That the field lies in it, in the question language."""
        is_day = field.type is FieldType.DATE
        start, end = (self.start, self.end) if is_day else self.edges(zone)
        return f"{field.name} >= {quote(start)} AND {field.name} < {quote(end)}"


def windows(today: date, fiscal_year_start: int, random: Random) -> list[Window]:
    """Months, quarters and years, absolute and relative, that have begun; in any order.

    Where the fiscal year is not the calendar's, a quarter may be either's, so there are none.
    """
    found = [*_months(today), *_years(today)]
    if fiscal_year_start == 1:
        found += _quarters(today)
    random.shuffle(found)
    return found


def _months(today: date) -> Iterator[Window]:
    this = today.replace(day=1)
    for back in range(1, _MONTHS_BACK):
        start = _month(this, -back)
        yield Window(f"in {month_name[start.month]} {start.year}", start, _month(start, 1))
    yield Window("last month", _month(this, -1), this)
    first = _month(this, -4)
    words = f"from {month_name[first.month]} {first.year} to {month_name[_month(this, -2).month]} "
    yield Window(f"{words}{_month(this, -2).year}", first, _month(this, -1))


def _years(today: date) -> Iterator[Window]:
    year = today.year
    yield Window("this year", date(year, 1, 1), date(year + 1, 1, 1))
    yield Window("last year", date(year - 1, 1, 1), date(year, 1, 1))
    for each in (year, year - 1, year - 2):
        yield Window(f"in {each}", date(each, 1, 1), date(each + 1, 1, 1))


def _quarters(today: date) -> Iterator[Window]:
    this = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for back in range(1, 6):
        start = _month(this, -3 * back)
        number = (start.month + 2) // 3
        name = f"Q{number}" if back % 2 else f"the {_QUARTERS[number - 1]} quarter of"
        yield Window(f"in {name} {start.year}", start, _month(start, 3))
    yield Window("last quarter", _month(this, -3), this)


def _month(day: date, by: int) -> date:
    at = day.year * 12 + day.month - 1 + by
    return date(at // 12, at % 12 + 1, 1)
