"""Functions that show values, and that tell which of several records there is, in PostgreSQL."""

from collections.abc import Sequence

from sqlglot import exp

from understudy.org.metadata import FieldType

__all__ = ["DISTANCES", "distance", "first_present", "formatted"]

_WHOLE = "999,999,999,999,999,990"
_DAY, _HOUR = "FMMM/FMDD/YYYY", "FMHH12:MI AM"

DISTANCES = {"DISTANCE_KM": "6371.0088", "DISTANCE_MI": "3958.7613"}
"""The earth's mean radius in the unit of each."""


def first_present(ids: Sequence[exp.Expr]) -> exp.Expr:
    """The number, from 0, of the first that is not null."""
    present = (exp.Not(this=exp.Is(this=each, expression=exp.Null())) for each in ids)
    return exp.Case(
        ifs=[exp.If(this=each, true=exp.Literal.number(number)) for number, each in enumerate(present)]
    )


def formatted(value: exp.Expr, kind: FieldType, zone: str) -> exp.Expr:
    """A value as a person in the United States writes it, an instant in the zone; other texts as they are."""
    match kind:
        case FieldType.DATE:
            return _written(value, _DAY)
        case FieldType.DATETIME:
            return _written(exp.AtTimeZone(this=value, zone=exp.Literal.string(zone)), f"{_DAY}, {_HOUR}")
        case FieldType.CURRENCY:
            return _written(value, f'FM"$"{_WHOLE}.00')
        case FieldType.NUMBER:
            return _number(value)
        case FieldType.PERCENT:
            return exp.DPipe(this=_number(value), expression=exp.Literal.string("%"))
        case _:
            return exp.cast(value, "TEXT")


def _number(value: exp.Expr) -> exp.Expr:
    """With the decimals it has, and without the point where it has none."""
    written = _written(value, f"FM{_WHOLE}.999999")
    return exp.Anonymous(this="RTRIM", expressions=[written, exp.Literal.string(".")])


def _written(value: exp.Expr, pattern: str) -> exp.Expr:
    return exp.Anonymous(this="TO_CHAR", expressions=[value, exp.Literal.string(pattern)])


def distance(name: str, place: Sequence[exp.Expr]) -> exp.Expr:
    """The great-circle distance between two places, by the haversine formula; null where one has none."""
    north, east, other_north, other_east = (
        exp.func("RADIANS", exp.cast(degrees, "DOUBLE")) for degrees in place
    )
    parallels = exp.Mul(this=exp.func("COS", north), expression=exp.func("COS", other_north))
    across = exp.Mul(this=parallels, expression=_half_sine_squared(east, other_east))
    haversine = exp.Paren(this=exp.Add(this=_half_sine_squared(north, other_north), expression=across))
    # At the far side of the earth rounding may leave less than nothing.
    rest = exp.Sub(this=exp.Literal.number(1), expression=haversine.copy())
    rest = exp.Greatest(this=exp.Literal.number(0), expressions=[rest], ignore_nulls=True)
    angle = exp.Anonymous(this="ATAN2", expressions=[exp.func("SQRT", haversine), exp.func("SQRT", rest)])
    diameter = exp.Mul(this=exp.Literal.number(2), expression=exp.Literal.number(DISTANCES[name]))
    return exp.cast(exp.Mul(this=diameter, expression=angle), "DECIMAL")


def _half_sine_squared(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    between = exp.Paren(this=exp.Sub(this=second.copy(), expression=first.copy()))
    half = exp.Div(this=between, expression=exp.Literal.number(2), typed=True)
    return exp.func("POWER", exp.func("SIN", half), exp.Literal.number(2))
