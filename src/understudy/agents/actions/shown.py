"""Numbers, dates and windows as a person reads them. Pure."""

from calendar import month_name
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from understudy.org.metadata import FieldType

__all__ = ["name_list", "plural", "shown_cell", "shown_number", "shown_value", "shown_window"]

_MONEY = {"USD": "$", "EUR": "€", "GBP": "£"}
_UNIT_DIGITS = {"hours": 1, "days": 1, "percent": 1}


def shown_number(value: float | Decimal, unit: str = "") -> str:
    """The number with its unit: `41.3 hours`, `$12,340.00`, `23.5%`, `1 case`."""
    if unit in _MONEY:
        return f"{_MONEY[unit]}{value:,.2f}"
    whole = value == int(value)
    digits = _UNIT_DIGITS.get(unit, 2)
    text = f"{int(value):,}" if whole else f"{value:,.{digits}f}"
    if unit == "percent":
        return f"{text}%"
    if not unit:
        return text
    return f"{text} {_singular(unit) if value == 1 else unit}"


def _singular(unit: str) -> str:
    return f"{unit.removesuffix('ies')}y" if unit.endswith("ies") else unit.removesuffix("s")


def shown_value(value: object, zone: ZoneInfo) -> str:
    """Any field value as text; empty for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float | int):
        return shown_number(value)
    return str(value)


def shown_cell(value: object, kind: FieldType, zone: ZoneInfo) -> str:
    """A value of a field of that type: an amount of money has its sign, a share its percent."""
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        units = {FieldType.CURRENCY: "USD", FieldType.PERCENT: "percent"}
        return shown_number(value, units.get(kind, ""))
    return shown_value(value, zone)


def shown_window(start: datetime | None, end: datetime | None, zone: ZoneInfo) -> str:
    """The half-open window in words: `March 2026`, `2025`, `from 2026-01-05 to 2026-02-03`."""
    if start is None and end is None:
        return "all time"
    first = start.astimezone(zone) if start else None
    last = _last_moment(end.astimezone(zone)) if end else None
    if first is None:
        return f"until {_day(last)}"
    if last is None:
        return f"since {_day(first)}"
    return (
        _whole_period(first, end.astimezone(zone) if end else first) or f"from {_day(first)} to {_day(last)}"
    )


def _last_moment(end: datetime) -> datetime:
    return end - timedelta(microseconds=1)


def _day(at: datetime | None) -> str:
    return at.date().isoformat() if at else ""


def _whole_period(first: datetime, end: datetime) -> str | None:
    """The name of the calendar year, quarter or month that the window is, if it is one."""
    if first.day != 1 or end.day != 1 or first.time() != end.time() or first.hour:
        return None
    months = (end.year - first.year) * 12 + end.month - first.month
    if months == 1:
        return f"{month_name[first.month]} {first.year}"
    if months == 12 and first.month == 1:
        return str(first.year)
    if months == 3 and first.month % 3 == 1:
        return f"Q{first.month // 3 + 1} {first.year}"
    return None


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """The count with its noun: `1 record`, `3 records`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def name_list(names: list[str], most: int = 5) -> str:
    """The names as a sentence part: `A, B and C`, shortened after `most`."""
    if len(names) > most:
        return ", ".join(names[:most]) + f" and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
