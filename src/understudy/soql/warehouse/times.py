"""Spans of time, and times as a person writes them, in the SQL of a warehouse.

Spark's session must be in UTC: its functions shift an instant to the clock of a zone and back.
"""

from collections.abc import Sequence

from sqlglot import exp

from understudy.org.metadata import FieldType
from understudy.soql.warehouse.engines import Engine

__all__ = ["between", "formatted_time"]

_MICROSECONDS = {"DAYS_BETWEEN": 86_400_000_000, "HOURS_BETWEEN": 3_600_000_000}
_WRITTEN = {
    Engine.DUCKDB: ("STRFTIME", "%-m/%-d/%Y", "%-m/%-d/%Y, %-I:%M %p"),
    Engine.SPARK: ("DATE_FORMAT", "M/d/yyyy", "M/d/yyyy, h:mm a"),
}


def between(
    name: str, times: Sequence[exp.Expr], kinds: Sequence[FieldType], zone: str, engine: Engine
) -> exp.Expr:
    """The time from the first to the second: whole days when one is a date, else a fraction."""
    if name == "DAYS_BETWEEN" and FieldType.DATE in kinds:
        first, second = (_day(time, kind, zone) for time, kind in zip(times, kinds, strict=True))
        return exp.DateDiff(this=second, expression=first, unit=exp.Var(this="DAY"))
    first, second = (_microseconds(time, kind, zone, engine) for time, kind in zip(times, kinds, strict=True))
    span = exp.Paren(this=exp.Sub(this=second, expression=first))
    return exp.Paren(this=exp.Div(this=span, expression=exp.Literal.number(_MICROSECONDS[name])))


def formatted_time(time: exp.Expr, kind: FieldType, zone: str, engine: Engine) -> exp.Expr:
    """A date or instant as a person in the United States writes it, an instant in the zone."""
    name, day, instant = _WRITTEN[engine]
    local = time if kind is FieldType.DATE else _local(time, zone)
    pattern = day if kind is FieldType.DATE else instant
    return exp.Anonymous(this=name, expressions=[local, exp.Literal.string(pattern)])


def _local(time: exp.Expr, zone: str) -> exp.Expr:
    return exp.AtTimeZone(this=time, zone=exp.Literal.string(zone))


def _day(time: exp.Expr, kind: FieldType, zone: str) -> exp.Expr:
    return time if kind is FieldType.DATE else exp.cast(_local(time, zone), "DATE")


def _microseconds(time: exp.Expr, kind: FieldType, zone: str, engine: Engine) -> exp.Expr:
    """Since 1970. A date is its first instant in the zone."""
    if kind is FieldType.DATE:
        midnight = exp.cast(time, "TIMESTAMP")
        time = (
            _local(midnight, zone)
            if engine is Engine.DUCKDB
            else exp.Anonymous(this="TO_UTC_TIMESTAMP", expressions=[midnight, exp.Literal.string(zone)])
        )
    name = "EPOCH_US" if engine is Engine.DUCKDB else "UNIX_MICROS"
    return exp.Anonymous(this=name, expressions=[time])
