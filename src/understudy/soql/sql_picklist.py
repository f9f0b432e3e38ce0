"""The order of a picklist's values in PostgreSQL: as they were set up, not by letters.

Source: SOQL and SOSL Reference, "ORDER BY" (limitations by data type) and "Aggregate Functions" (MIN, MAX).
"""

from collections.abc import Callable
from typing import TypeGuard

from sqlglot import exp

from understudy.org.metadata import FieldType
from understudy.soql.plan import Column, Expression

__all__ = ["is_ranked", "outermost", "rank"]

_DIGITS = 5
_Param = Callable[[tuple[str, ...]], exp.Expr]


def is_ranked(expression: Expression) -> TypeGuard[Column]:
    """Whether its values have an order of their own."""
    if not isinstance(expression, Column) or expression.type is not FieldType.PICKLIST:
        return False
    return bool(expression.field.values)


def rank(column: Column, written: exp.Expr, param: _Param) -> exp.Expr:
    """The place of a value in its picklist; one that is not in it comes after all, null is null."""
    values = column.field.values
    exact = _place(param(values), written)
    folded = _place(param(tuple(value.lower() for value in values)), exp.Lower(this=written.copy()))
    places = exp.Coalesce(this=exact, expressions=[folded, exp.Literal.number(len(values) + 1)])
    missing = exp.Is(this=written.copy(), expression=exp.Null())
    return exp.Case(ifs=[exp.If(this=exp.Not(this=missing), true=places)])


def outermost(function: type[exp.AggFunc], written: exp.Expr, place: exp.Expr) -> exp.Expr:
    """The first or last value of a group: the least or greatest of the values with their places in front."""
    digits = exp.Anonymous(
        this="LPAD",
        expressions=[exp.cast(place, "TEXT"), exp.Literal.number(_DIGITS), exp.Literal.string("0")],
    )
    placed = exp.DPipe(this=digits, expression=written.copy(), safe=True)
    sorted_alike = exp.Collate(this=exp.Paren(this=placed), expression=exp.Identifier(this="C", quoted=True))
    return exp.Substring(this=function(this=sorted_alike), start=exp.Literal.number(_DIGITS + 1))


def _place(values: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="ARRAY_POSITION", expressions=[exp.cast(values, "TEXT[]"), value])
