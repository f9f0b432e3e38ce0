"""What PostgreSQL writes in its own way, as a warehouse writes it; what has no such rule is refused.

The tree of a statement is the same for all engines but for these. Numbers are exact up to 38 digits;
quotients, averages and medians are doubles, of 15 digits.
"""

from collections.abc import Callable

from sqlglot import exp

from understudy.kit.errors import InputError
from understudy.soql.warehouse.engines import Engine

__all__ = ["respelled"]

_Rule = Callable[[exp.Expr, Engine], exp.Expr]

_KNOWN: tuple[type[exp.Expr], ...] = (
    *(exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit),
    *(exp.Offset, exp.Subquery, exp.Union, exp.Rollup, exp.Cube, exp.Window, exp.RowNumber, exp.Star),
    *(exp.Table, exp.TableAlias, exp.Identifier, exp.Column, exp.Alias, exp.Placeholder, exp.Literal),
    *(exp.Null, exp.Boolean, exp.Paren, exp.Not, exp.And, exp.Or, exp.EQ, exp.LT, exp.LTE, exp.GT, exp.GTE),
    *(exp.NullSafeNEQ, exp.In, exp.Is, exp.Like, exp.Escape, exp.Coalesce, exp.Nullif, exp.Case, exp.If),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Cast, exp.DataType, exp.DataTypeParam),
    *(exp.Interval, exp.Var, exp.Extract, exp.DateDiff, exp.AtTimeZone, exp.Lower, exp.Trim, exp.DPipe),
    *(exp.Substring, exp.Greatest, exp.Count, exp.Distinct, exp.Sum, exp.Min, exp.Max, exp.Filter),
    *(exp.Grouping, exp.Radians, exp.Sin, exp.Cos, exp.Sqrt, exp.Pow, exp.Atan2),
)
"""What all engines write alike, or sqlglot for each as it should be."""
_KNOWN_FUNCTIONS = {
    "LPAD",
    "ATAN2",
    "DATE_FORMAT",
    "EPOCH_US",
    "EXPLODE",
    "LIST_CONTAINS",
    "ARRAY_CONTAINS",
    "PERCENTILE",
    "QUANTILE_CONT",
    "SPLIT",
    "STRFTIME",
    "STRING_SPLIT",
    "STRING_SPLIT_REGEX",
    "TO_UTC_TIMESTAMP",
    "UNIX_MICROS",
    "UNNEST",
}


def respelled(tree: exp.Select, engine: Engine) -> exp.Select:
    """The tree as the engine is to have it.

    Raises:
        InputError: something in it has no sure equal there.
    """

    def respell(node: exp.Expr) -> exp.Expr:
        rule = _RULES.get(type(node))
        return rule(node, engine) if rule else node

    # From the leaves up, so that a rule finds its operands done.
    for node in reversed(list(tree.walk(bfs=True))):
        replaced = respell(node)
        if replaced is not node:
            node.replace(replaced)
    for node in tree.walk():
        _check(node, engine)
    return tree


def _check(node: exp.Expr, engine: Engine) -> None:
    name = str(node.this).upper() if isinstance(node, exp.Anonymous) else ""
    if name in _KNOWN_FUNCTIONS or (not name and isinstance(node, _KNOWN)):
        return
    raise InputError(
        f"{name or type(node).__name__.upper()} cannot be written for {engine.label}",
        hint="ask the org itself, without the warehouse",
    )


def _bare(node: exp.Expr, _: Engine) -> exp.Expr:
    """Both engines compare texts by code point, which COLLATE "C" asks of PostgreSQL."""
    return node.this


def _double(node: exp.Expr, _: Engine) -> exp.Expr:
    """A number of any scale, which only PostgreSQL has."""
    to = node.args["to"]
    is_number = to.is_type(exp.DataType.Type.DECIMAL) and not to.expressions
    return exp.cast(node.this, "DOUBLE") if is_number else node


def _quotient(node: exp.Expr, _: Engine) -> exp.Expr:
    """Whole numbers divide wholly, and others not."""
    left, right = node.this, node.expression
    if _is_whole(left) and _is_whole(right):
        return exp.IntDiv(this=left, expression=right)
    if isinstance(left, exp.Cast) and left.to.is_type(exp.DataType.Type.DOUBLE):
        return node
    return exp.Div(this=exp.cast(left, "DOUBLE"), expression=right)


def _is_whole(node: exp.Expr) -> bool:
    match node:
        case exp.Literal():
            return node.is_int
        case exp.Cast():
            return node.to.is_type(exp.DataType.Type.INT)
        case exp.Paren():
            return _is_whole(node.this)
        case exp.Add() | exp.Sub():
            return _is_whole(node.this) and _is_whole(node.expression)
        case _:
            return False


def _average(node: exp.Expr, _: Engine) -> exp.Expr:
    """From the exact sum: engines add up doubles, or cut digits off."""
    count = exp.Nullif(this=exp.Count(this=node.this.copy()), expression=exp.Literal.number(0))
    return exp.Paren(this=exp.Div(this=exp.cast(exp.Sum(this=node.this), "DOUBLE"), expression=count))


def _median(node: exp.Expr, engine: Engine) -> exp.Expr:
    """Between two values lies a double."""
    percentile, ordered = node.this, node.expression.expressions[0]
    name = "QUANTILE_CONT" if engine is Engine.DUCKDB else "PERCENTILE"
    return exp.Anonymous(this=name, expressions=[exp.cast(ordered.this, "DOUBLE"), percentile.this])


def _one_of(node: exp.Expr, engine: Engine) -> exp.Expr:
    """`x = ANY(:list)` as a semijoin, for the list may be long."""
    if not isinstance(node.expression, exp.Any):
        return node
    values = node.expression.this.unnest()
    unnest = "UNNEST" if engine is Engine.DUCKDB else "EXPLODE"
    query = exp.Select(expressions=[exp.Anonymous(this=unnest, expressions=[values])])
    return exp.In(this=node.this, query=exp.Subquery(this=query))


def _place(node: exp.Expr, _: Engine) -> exp.Expr:
    """ARRAY_POSITION of a list that stands in the statement."""
    if node.this != "ARRAY_POSITION":
        return node
    values, value = node.expressions
    places = enumerate(values.this.expressions, start=1)
    return exp.Case(this=value, ifs=[exp.If(this=each, true=exp.Literal.number(n)) for n, each in places])


def _day_of_week(node: exp.Expr, engine: Engine) -> exp.Expr:
    """Sunday is 0 in PostgreSQL and DuckDB, 1 in Spark."""
    if engine is Engine.DUCKDB or str(node.this).upper() != "DOW":
        return node
    counted = exp.Extract(this=exp.Var(this="DAYOFWEEK"), expression=node.expression)
    return exp.Paren(this=exp.Sub(this=counted, expression=exp.Literal.number(1)))


_RULES: dict[type[exp.Expr], _Rule] = {
    exp.Anonymous: _place,
    exp.Avg: _average,
    exp.Cast: _double,
    exp.Collate: _bare,
    exp.Div: _quotient,
    exp.EQ: _one_of,
    exp.Extract: _day_of_week,
    exp.WithinGroup: _median,
}
