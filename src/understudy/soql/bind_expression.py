"""Expressions get their columns, types and functions."""

from abc import ABC, abstractmethod
from decimal import Decimal

from understudy.org.metadata import FieldType
from understudy.soql import ast
from understudy.soql.ast import Dialect
from understudy.soql.bind_distance import distance
from understudy.soql.bind_value import convert, family, natural
from understudy.soql.parse_expression import AGGREGATES, DATE_FUNCTIONS
from understudy.soql.plan import (
    Aggregate,
    Arithmetic,
    Column,
    Condition,
    Constant,
    Expression,
    Function,
    Scalar,
    Select,
    operands,
)
from understudy.soql.scope import Binding, Scope

__all__ = ["ExpressionBinder", "subtotal", "words"]

AnyNode = ast.Expression | ast.Condition
_VALUES = ast.Value | ast.CurrencyValue | ast.DateLiteral | ast.Bind
_EXPRESSIONS = ast.Path | _VALUES | ast.Call | ast.Arithmetic | ast.Negative | ast.ScalarQuery
_ZERO = Constant(Decimal(0), FieldType.NUMBER)


def words(expression: Expression) -> str:
    """What an error calls an expression."""
    match expression:
        case Column(path=path):
            return path
        case Aggregate(name=name, argument=argument):
            return f"{name}({words(argument) if argument else ''})"
        case Function(name=name):
            return f"{name}(...)"
        case _:
            return "the expression"


def subtotal(key: Expression) -> Function:
    """1 where a row is a subtotal over all values of the key, 0 where it is for one of them."""
    return Function("GROUPING", (key,), FieldType.NUMBER)


class ExpressionBinder(ABC):
    """Binds expressions; `aggregates` tells whether an aggregate may stand there."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding

    @abstractmethod
    def select(self, query: ast.Query, outer: Scope, *, negative: bool) -> tuple[Select, Scope]:
        """Bind a subquery."""

    @abstractmethod
    def condition(self, node: ast.Condition, scope: Scope, *, aggregates: bool, negative: bool) -> Condition:
        """Bind a condition; `negative` tells that it stands under an odd number of negations."""

    def expression(self, node: AnyNode, scope: Scope, *, aggregates: bool) -> Expression:
        """Bind an expression."""
        match node:
            case ast.Path():
                return scope.column(node)
            case ast.Value() | ast.CurrencyValue() | ast.DateLiteral() | ast.Bind():
                return self._constant(node)
            case ast.Call():
                return self._call(node, scope, aggregates)
            case ast.Arithmetic():
                return self._arithmetic(node, scope, aggregates)
            case ast.Negative():
                operand = self._number(node.operand, scope, aggregates)
                return Arithmetic("-", _ZERO, operand)
            case ast.ScalarQuery():
                return self._scalar(node, scope)
            case _:
                self.binding.fail("a condition is no value", node.at)

    def _constant(self, node: _VALUES) -> Constant:
        missing = self.binding.missing
        constant = natural(node, self.binding)
        self._void_if_missing(missing)
        return constant

    def _void_if_missing(self, before: int) -> None:
        """A rule that computes with a missing value could open instead of close: nothing comes through."""
        if self.binding.is_rule and self.binding.missing > before:
            self.binding.void = True

    def _number(self, node: ast.Expression, scope: Scope, aggregates: bool) -> Expression:
        found = self.expression(node, scope, aggregates=aggregates)
        if not found.type.is_number:
            hint = "DAYS_BETWEEN(a, b) is the time between two dates" if found.type.is_time else None
            self.binding.fail(f"{words(found)} is not a number", node.at, hint)
        return found

    def _arithmetic(self, node: ast.Arithmetic, scope: Scope, aggregates: bool) -> Arithmetic:
        left = self._number(node.left, scope, aggregates)
        return Arithmetic(node.operator, left, self._number(node.right, scope, aggregates))

    def _scalar(self, node: ast.ScalarQuery, scope: Scope) -> Scalar:
        if node in scope.scalars:
            return scope.scalars[node]
        missing = self.binding.missing
        query, inner = self.select(node.query, scope, negative=scope.negative)
        self._void_if_missing(missing)
        if len(query.outputs) != 1 or query.children:
            self.binding.fail("a subquery used as a value returns one field", node.at)
        if not (query.aggregated and not query.groups) and query.limit != 1:
            hint = "aggregate them, or add LIMIT 1"
            self.binding.fail("this subquery may return several rows", node.at, hint)
        scalar = Scalar(query, query.outputs[0].expression.type, tuple(inner.uses))
        scope.scalars[node] = scalar
        return scalar

    def _call(self, node: ast.Call, scope: Scope, aggregates: bool) -> Expression:
        if node.name in AGGREGATES:
            if not aggregates:
                hint = "conditions on aggregates belong in HAVING"
                self.binding.fail(f"{node.name} may not stand here", node.at, hint)
            return self._aggregate(node, scope)
        if node.name in DATE_FUNCTIONS:
            return self._date_function(node, scope)
        match node.name:
            case "DAYS_BETWEEN" | "HOURS_BETWEEN":
                self._need_arguments(node, 2)
                times = tuple(self._time(each, scope, aggregates) for each in node.arguments)
                return Function(node.name, times, FieldType.NUMBER, self.binding.moment.timezone.key)
            case "COALESCE":
                return self._coalesce(node, scope, aggregates)
            case "TOLABEL":
                # A picklist value is its own label here.
                self._need_arguments(node, 1)
                return self.expression(node.arguments[0], scope, aggregates=aggregates)
            case "GROUPING":
                return self._subtotal(node, scope)
            case "FORMAT":
                self._need_arguments(node, 1)
                shown = self.expression(node.arguments[0], scope, aggregates=aggregates)
                return Function("FORMAT", (shown,), FieldType.STRING, self.binding.moment.timezone.key)
            case "DISTANCE":
                return distance(node, scope)
            case "CONVERTCURRENCY":
                return self._amount(node, scope)
            case "LIST_CONTAINS":
                self.binding.fail("a condition is no value", node.at)
            case _:
                self.binding.fail(f"{node.name} may not stand here", node.at)

    def _amount(self, node: ast.Call, scope: Scope) -> Expression:
        """The amount itself: an org has one currency, which is everyone's."""
        self._need_arguments(node, 1)
        found = self.expression(node.arguments[0], scope, aggregates=False)
        if found.type is not FieldType.CURRENCY:
            self.binding.fail(f"{words(found)} is not a currency field", node.at)
        return found

    def _subtotal(self, node: ast.Call, scope: Scope) -> Function:
        self._need_arguments(node, 1)
        key = self.expression(node.arguments[0], scope, aggregates=False)
        if key not in scope.subtotalled:
            self.binding.fail("GROUPING is for fields in GROUP BY ROLLUP or CUBE", node.at)
        return subtotal(key)

    def _need_arguments(self, node: ast.Call, count: int) -> None:
        if len(node.arguments) != count:
            self.binding.fail(f"{node.name} takes {count} argument{'s' * (count > 1)}", node.at)

    def _time(self, node: AnyNode, scope: Scope, aggregates: bool) -> Expression:
        found = self.expression(node, scope, aggregates=aggregates)
        if not found.type.is_time:
            self.binding.fail(f"{words(found)} is not a date", node.at)
        return found

    def _aggregate(self, node: ast.Call, scope: Scope) -> Aggregate:
        if node.name == "SHARE":
            (inner,) = node.arguments
            assert not isinstance(inner, _EXPRESSIONS) or isinstance(inner, ast.Call)
            condition = self.condition(inner, scope, aggregates=False, negative=scope.negative)
            return Aggregate("SHARE", None, FieldType.PERCENT, condition)
        if node.name == "COUNT" and not node.arguments:
            return Aggregate("COUNT", None, FieldType.NUMBER)
        self._need_arguments(node, 1)
        argument = self.expression(node.arguments[0], scope, aggregates=False)
        return Aggregate(node.name, argument, self._aggregate_type(node, argument))

    def _aggregate_type(self, node: ast.Call, argument: Expression) -> FieldType:
        match node.name:
            case "COUNT" | "COUNT_DISTINCT":
                return FieldType.NUMBER
            case "SUM" | "AVG" | "MEDIAN":
                if not argument.type.is_number:
                    self.binding.fail(f"{node.name} needs a number, and {words(argument)} is none", node.at)
                return argument.type
            case _:
                if argument.type in (FieldType.BOOLEAN, FieldType.MULTIPICKLIST):
                    self.binding.fail(f"{node.name} cannot order {words(argument)}", node.at)
                return argument.type

    def _date_function(self, node: ast.Call, scope: Scope) -> Function:
        """Source: SOQL reference, "Date Functions": instants are in UTC unless convertTimezone says else.

        Definitions are read in the moment's zone, like the windows they are asked for.
        """
        self._need_arguments(node, 1)
        inner = node.arguments[0]
        local = self.binding.dialect is Dialect.DEFINITION
        if isinstance(inner, ast.Call) and inner.name == "CONVERTTIMEZONE":
            self._need_arguments(inner, 1)
            inner, local = inner.arguments[0], True
        argument = self._time(inner, scope, aggregates=False)
        if node.name == "HOUR_IN_DAY" and argument.type is FieldType.DATE:
            self.binding.fail(f"{words(argument)} has no hour", node.at)
        kind = FieldType.DATE if node.name == "DAY_ONLY" else FieldType.NUMBER
        moment = self.binding.moment
        return Function(
            node.name, (argument,), kind, moment.timezone.key if local else "UTC", moment.fiscal_year_start
        )

    def _coalesce(self, node: ast.Call, scope: Scope, aggregates: bool) -> Function:
        """The first argument decides the type; constants follow it."""
        if len(node.arguments) < 2:
            self.binding.fail("COALESCE takes two arguments or more", node.at)
        first = self.expression(node.arguments[0], scope, aggregates=aggregates)
        rest = tuple(self._alternative(each, first, scope, aggregates) for each in node.arguments[1:])
        return Function("COALESCE", (first, *rest), first.type)

    def _alternative(self, node: AnyNode, first: Expression, scope: Scope, aggregates: bool) -> Expression:
        if isinstance(node, ast.Value | ast.CurrencyValue | ast.DateLiteral | ast.Bind):
            found = convert(node, first.type, words(first), self.binding)
            if isinstance(found, Constant):
                return found
            self.binding.fail("a range of days is no single value", node.at)
        other = self.expression(node, scope, aggregates=aggregates)
        if family(other.type) != family(first.type):
            self.binding.fail(f"{words(other)} is of another type than {words(first)}", node.at)
        return other

    def check_grouped(self, expression: Expression, groups: tuple[Expression, ...], at: int) -> None:
        """In an aggregate query a field must be grouped or inside an aggregate."""
        if expression in groups or isinstance(expression, Aggregate | Constant):
            return
        if isinstance(expression, Column):
            path = expression.path
            self.binding.fail(f"{path} is neither grouped nor aggregated", at, f"add {path} to GROUP BY")
        for part in operands(expression):
            self.check_grouped(part, groups, at)
