"""Functions of dates and instants in PostgreSQL."""

from collections.abc import Sequence

from sqlglot import exp

from understudy.org.metadata import FieldType

__all__ = ["between", "date_part"]

_PARTS = {
    "CALENDAR_YEAR": "YEAR",
    "CALENDAR_QUARTER": "QUARTER",
    "CALENDAR_MONTH": "MONTH",
    "DAY_IN_MONTH": "DAY",
    "DAY_IN_WEEK": "DOW",
    "DAY_IN_YEAR": "DOY",
    "HOUR_IN_DAY": "HOUR",
    "FISCAL_YEAR": "YEAR",
    "FISCAL_QUARTER": "QUARTER",
    "FISCAL_MONTH": "MONTH",
    "WEEK_IN_YEAR": "DOY",
    "WEEK_IN_MONTH": "DAY",
}
_SECONDS = {"DAYS_BETWEEN": 86400, "HOURS_BETWEEN": 3600}


def date_part(name: str, time: exp.Expr, kind: FieldType, zone: str, fiscal: int) -> exp.Expr:
    """A date function of SOQL.

    A week is seven days counted from the first of the year or month; Sunday is day 1 of the week; a fiscal
    year is named after the calendar year in which it ends.
    """
    local = time if kind is FieldType.DATE else _local(time, zone)
    if name == "DAY_ONLY":
        return exp.cast(local, "DATE")
    months = (13 - fiscal) % 12
    if name.startswith("FISCAL_") and months:
        shift = exp.Interval(this=exp.Literal.string(str(months)), unit=exp.Var(this="MONTH"))
        local = exp.Paren(this=exp.Add(this=local, expression=shift))
    part = _extract(_PARTS[name], local)
    if name == "DAY_IN_WEEK":
        return exp.Add(this=part, expression=exp.Literal.number(1))
    if name.startswith("WEEK_"):
        before = exp.Paren(this=exp.Sub(this=part, expression=exp.Literal.number(1)))
        weeks = exp.Div(this=before, expression=exp.Literal.number(7), typed=True)
        return exp.Add(this=weeks, expression=exp.Literal.number(1))
    return part


def between(name: str, times: Sequence[exp.Expr], kinds: Sequence[FieldType], zone: str) -> exp.Expr:
    """The time from the first to the second: whole days when one is a date, else a fraction."""
    if name == "DAYS_BETWEEN" and FieldType.DATE in kinds:
        first, second = (_day(time, kind, zone) for time, kind in zip(times, kinds, strict=True))
        return exp.Paren(this=exp.Sub(this=second, expression=first))
    first, second = (_instant(time, kind, zone) for time, kind in zip(times, kinds, strict=True))
    span = exp.Paren(this=exp.Sub(this=second, expression=first))
    seconds = exp.Extract(this=exp.Var(this="EPOCH"), expression=span)
    return exp.Paren(this=exp.Div(this=seconds, expression=exp.Literal.number(_SECONDS[name]), typed=True))


def _local(time: exp.Expr, zone: str) -> exp.Expr:
    return exp.AtTimeZone(this=time, zone=exp.Literal.string(zone))


def _day(time: exp.Expr, kind: FieldType, zone: str) -> exp.Expr:
    return time if kind is FieldType.DATE else exp.cast(_local(time, zone), "DATE")


def _instant(time: exp.Expr, kind: FieldType, zone: str) -> exp.Expr:
    """A date is its first instant in the zone."""
    return _local(exp.cast(time, "TIMESTAMP"), zone) if kind is FieldType.DATE else time


def _extract(part: str, local: exp.Expr) -> exp.Expr:
    return exp.cast(exp.Extract(this=exp.Var(this=part), expression=local), "INT")
