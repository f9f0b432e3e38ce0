"""Expressions and conditions in PostgreSQL. Values become parameters; equal values share one."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from understudy.org.metadata import FieldType
from understudy.soql.bind_value import family
from understudy.soql.plan import (
    Aggregate,
    AllOf,
    AnyOf,
    Arithmetic,
    Column,
    Compare,
    Condition,
    Constant,
    Expression,
    Function,
    Includes,
    InList,
    InQuery,
    IsNull,
    Like,
    ListContains,
    Negation,
    Primitive,
    Scalar,
    Select,
    Truth,
)
from understudy.soql.sql_dates import between, date_part
from understudy.soql.sql_functions import DISTANCES, distance, first_present, formatted
from understudy.soql.sql_picklist import is_ranked, outermost, rank

__all__ = ["ExpressionWriter", "identifier", "lowered", "text_key"]

_COMPARE: dict[str, type[exp.Binary]] = {"=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_AGGREGATES: dict[str, type[exp.AggFunc]] = {"SUM": exp.Sum, "AVG": exp.Avg, "MIN": exp.Min, "MAX": exp.Max}
_SEPARATOR = "[[:space:]]*[,;][[:space:]]*"


def identifier(name: str) -> exp.Identifier:
    """A quoted name."""
    return exp.Identifier(this=name, quoted=True)


def text_key(expression: exp.Expr) -> exp.Expr:
    """A text as it sorts on every server alike: by code point."""
    return exp.Collate(this=expression, expression=identifier("C"))


class ExpressionWriter(ABC):
    """Writes the parts of a statement and collects its parameters."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.params: dict[str, Any] = {}
        self._names: dict[tuple[type, Any], str] = {}

    @abstractmethod
    def select(self, select: Select) -> exp.Select:
        """Write a subquery."""

    def param(self, value: Primitive | int | tuple[Primitive, ...]) -> exp.Expr:
        """A placeholder for a value; a tuple becomes an array."""
        key = (type(value), value)
        if key not in self._names:
            name = f"{self._prefix}{len(self._names) + 1}"
            self._names[key] = name
            self.params[name] = list(value) if isinstance(value, tuple) else value
        return exp.Placeholder(this=self._names[key])

    def expression(self, expression: Expression) -> exp.Expr:
        """Write an expression."""
        match expression:
            case Column(scan=scan, name=name):
                return exp.Column(this=identifier(name), table=identifier(scan.alias))
            case Constant(value=None):
                return exp.Null()
            case Constant(value=value):
                return self.param(value)
            case Arithmetic():
                return self._arithmetic(expression)
            case Function():
                return self.function(expression)
            case Aggregate():
                return self._aggregate(expression)
            case Scalar(query=query):
                return exp.Subquery(this=self.select(query))

    def _arithmetic(self, node: Arithmetic) -> exp.Expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if node.operator != "/":
            return exp.Paren(this=_ARITHMETIC[node.operator](this=left, expression=right))
        divisor = exp.Nullif(this=right, expression=exp.Literal.number(0))
        return exp.Paren(this=exp.Div(this=exp.cast(left, "DECIMAL"), expression=divisor, typed=True))

    def function(self, node: Function) -> exp.Expr:
        """Write a function of each row."""
        arguments = [self.expression(each) for each in node.arguments]
        if node.name == "COALESCE":
            return exp.Coalesce(this=arguments[0], expressions=arguments[1:])
        if node.name == "GROUPING":
            return exp.Grouping(expressions=arguments)
        if node.name == "FIRST_PRESENT":
            return first_present(arguments)
        if node.name in DISTANCES:
            return distance(node.name, arguments)
        if node.name == "FORMAT":
            return formatted(arguments[0], node.arguments[0].type, node.zone)
        kinds = [each.type for each in node.arguments]
        if node.name in ("DAYS_BETWEEN", "HOURS_BETWEEN"):
            return between(node.name, arguments, kinds, node.zone)
        return date_part(node.name, arguments[0], kinds[0], node.zone, node.fiscal)

    def _aggregate(self, node: Aggregate) -> exp.Expr:
        if node.condition is not None:
            return self._share(node.condition)
        if node.argument is None:
            return exp.Count(this=exp.Star())
        argument = self.expression(node.argument)
        match node.name:
            case "COUNT":
                return exp.Count(this=argument)
            case "COUNT_DISTINCT":
                return exp.Count(this=exp.Distinct(expressions=[argument]))
            case "MEDIAN":
                half = exp.PercentileCont(this=exp.Literal.number("0.5"))
                order = exp.Order(expressions=[exp.Ordered(this=argument, nulls_first=False)])
                return exp.cast(exp.WithinGroup(this=half, expression=order), "DECIMAL")
            case "MIN" | "MAX" as name if is_ranked(node.argument):
                place = rank(node.argument, argument, self.param)
                return outermost(_AGGREGATES[name], argument, place)
            case name:
                by_text = name in ("MIN", "MAX") and family(node.type) == "text"
                return _AGGREGATES[name](this=text_key(argument) if by_text else argument)

    def outermost_place(self, expression: Expression) -> exp.Expr | None:
        """The place in its picklist of the first or last value of a group; None for what is no such value."""
        if not isinstance(expression, Aggregate) or expression.name not in ("MIN", "MAX"):
            return None
        argument = expression.argument
        if argument is None or not is_ranked(argument):
            return None
        return _AGGREGATES[expression.name](this=rank(argument, self.expression(argument), self.param))

    def _share(self, condition: Condition) -> exp.Expr:
        matching = exp.Filter(
            this=exp.Count(this=exp.Star()), expression=exp.Where(this=self.condition(condition))
        )
        hundredfold = exp.Mul(this=exp.Literal.number("100.0"), expression=matching)
        rows = exp.Nullif(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0))
        return exp.Paren(this=exp.Div(this=hundredfold, expression=rows, typed=True))

    def condition(self, condition: Condition) -> exp.Expr:
        """Write a condition. Its result may be null, which counts as false."""
        match condition:
            case AllOf(operands=operands):
                return _joined(exp.And, [self.condition(each) for each in operands])
            case AnyOf(operands=operands):
                return _joined(exp.Or, [self.condition(each) for each in operands])
            case Negation(operand=IsNull(operand=operand)):
                return exp.Not(this=exp.Is(this=self.expression(operand), expression=exp.Null()))
            case Negation(operand=operand):
                return _is_not_true(self.condition(operand))
            case Compare():
                return self._compare(condition)
            case Like(left=left, pattern=pattern):
                return self.like(left, str(pattern.value))
            case InList(left=left, values=values, fold=fold):
                return self.equals_any(self.expression(left), values, fold=fold)
            case InQuery(left=left, query=query):
                return exp.In(this=self.expression(left), query=exp.Subquery(this=self.select(query)))
            case IsNull(operand=operand):
                return exp.Is(this=self.expression(operand), expression=exp.Null())
            case Includes(left=left, sets=sets):
                return self.includes(left, sets)
            case ListContains(left=left, value=value):
                return self.list_contains(left, value)
            case Truth(value=value):
                return exp.Boolean(this=value)

    def _compare(self, node: Compare) -> exp.Expr:
        left = self.expression(node.left)
        if isinstance(node.right, Constant):
            return self._compare_constant(left, node, node.right)
        right = self.expression(node.right)
        if node.fold:
            left, right = exp.Lower(this=left), exp.Lower(this=right)
        return _compared(left, node.operator, right, node.left.type)

    def _compare_constant(self, left: exp.Expr, node: Compare, right: Constant) -> exp.Expr:
        if isinstance(right.value, bool):
            wanted = right.value is (node.operator == "=")
            truth = exp.Is(this=left, expression=exp.Boolean(this=True))
            return truth if wanted else exp.Not(this=truth)
        if not node.fold or not isinstance(right.value, str):
            return _compared(left, node.operator, self.param(right.value), node.left.type)
        if node.operator == "=":
            return self.equals_any(left, (right.value,), fold=True)
        if node.operator == "!=":
            return _is_not_true(self.equals_any(left, (right.value,), fold=True))
        return _compared(exp.Lower(this=left), node.operator, self.param(right.value.lower()), node.left.type)

    def equals_any(self, left: exp.Expr, values: Sequence[Primitive], *, fold: bool) -> exp.Expr:
        """Write that an expression is one of the values; with `fold` whatever their case."""
        if fold:
            left, values = exp.Lower(this=left), lowered([str(each) for each in values])
        return exp.EQ(this=left, expression=self._any(values))

    def _any(self, values: Sequence[Primitive]) -> exp.Expr:
        """The one value, or any of several."""
        if len(values) == 1:
            return self.param(values[0])
        return exp.Any(this=exp.Paren(this=self.param(tuple(values))))

    def like(self, left: Expression, pattern: str) -> exp.Expr:
        """Write that a text is as the pattern says, whatever its case.

        A pattern that ends in an open escape would fail, and only where some row begins like it.
        """
        if (len(pattern) - len(pattern.rstrip("\\"))) % 2:
            pattern += "\\"
        return exp.Like(this=exp.Lower(this=self.expression(left)), expression=self._any(lowered([pattern])))

    def includes(self, left: Expression, sets: tuple[tuple[str, ...], ...]) -> exp.Expr:
        """Write that a list holds all of one of the sets."""
        held = exp.Anonymous(
            this="STRING_TO_ARRAY",
            expressions=[exp.Lower(this=self.expression(left)), exp.Literal.string(";")],
        )
        contained = [
            exp.ArrayContainsAll(
                this=held.copy(), expression=self.param(tuple(each.lower() for each in wanted))
            )
            for wanted in sets
        ]
        return _joined(exp.Or, contained)

    def list_contains(self, left: Expression, value: Expression) -> exp.Expr:
        """Write that a text that is a list holds the value."""
        parts = exp.Anonymous(
            this="REGEXP_SPLIT_TO_ARRAY",
            expressions=[_trimmed(self.expression(left)), exp.Literal.string(_SEPARATOR)],
        )
        return exp.EQ(this=_trimmed(self.expression(value)), expression=exp.Any(this=exp.Paren(this=parts)))


def _trimmed(expression: exp.Expr) -> exp.Expr:
    return exp.Lower(this=exp.Trim(this=exp.cast(expression, "TEXT")))


def lowered(values: Sequence[str]) -> list[str]:
    """The texts in small letters, as Python and as a server that only knows ASCII letters makes them."""
    found: dict[str, None] = {}
    for value in values:
        found[value.lower()] = None
        if not value.isascii():
            found["".join(char.lower() if char.isascii() else char for char in value)] = None
    return list(found)


def _compared(left: exp.Expr, operator: str, right: exp.Expr, kind: FieldType) -> exp.Expr:
    if operator == "!=":
        return exp.NullSafeNEQ(this=left, expression=right)
    if operator != "=" and family(kind) == "text":
        left = text_key(left)
    return _COMPARE[operator](this=left, expression=right)


def _is_not_true(condition: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Is(this=exp.Paren(this=condition), expression=exp.Boolean(this=True)))


def _joined(connector: type[exp.Connector], conditions: Sequence[exp.Expr]) -> exp.Expr:
    found, *others = [exp.Paren(this=c) if isinstance(c, exp.Connector) else c for c in conditions]
    for each in others:
        found = connector(this=found, expression=each)
    return found
