"""Functions that show values, and that tell which of several records there is, in PostgreSQL."""

from collections.abc import Sequence

from sqlglot import exp

from understudy.org.metadata import FieldType

__all__ = ["first_present", "formatted"]

_WHOLE = "999,999,999,999,999,990"
_DAY, _HOUR = "FMMM/FMDD/YYYY", "FMHH12:MI AM"


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
