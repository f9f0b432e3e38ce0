"""Conditions get their types: values are converted, ranges of days become comparisons, nulls their meaning.

Conditions are two-valued, as in SOQL: what is not true is false, and NOT turns it round.
"""

from typing import Literal as OneOf

from understudy.org.metadata import FieldType
from understudy.soql import ast
from understudy.soql.ast import Dialect
from understudy.soql.bind_expression import ExpressionBinder, words
from understudy.soql.bind_value import (
    Span,
    ValueNode,
    bound_value,
    bound_values,
    convert,
    convert_all,
    family,
)
from understudy.soql.plan import (
    AllOf,
    AnyOf,
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
    Select,
    Truth,
)
from understudy.soql.scope import Scope

__all__ = ["ConditionBinder"]

Operator = OneOf["=", "!=", "<", "<=", ">", ">="]
_VALUE_NODES = ast.Value | ast.CurrencyValue | ast.DateLiteral | ast.Bind
_MIRROR: dict[Operator, Operator] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_EXACT = (FieldType.ID, FieldType.REFERENCE)


class ConditionBinder(ExpressionBinder):
    """Binds conditions. A rule's comparison with a bind of no value never lets a row through."""

    def condition(self, node: ast.Condition, scope: Scope, *, aggregates: bool, negative: bool) -> Condition:
        """Bind a condition."""

        def bind(inner: ast.Condition, negative: bool = negative) -> Condition:
            return self.condition(inner, scope, aggregates=aggregates, negative=negative)

        match node:
            case ast.And():
                return AllOf(tuple(bind(each) for each in node.operands))
            case ast.Or():
                return AnyOf(tuple(bind(each) for each in node.operands))
            case ast.Not():
                return Negation(bind(node.operand, not negative))
            case ast.Comparison():
                return self._comparison(node, scope, aggregates, negative)
            case ast.In():
                return self._in(node, scope, aggregates, negative)
            case ast.Includes():
                return self._includes(node, scope)
            case ast.Call():
                return self._predicate(node, scope)

    def _comparison(self, node: ast.Comparison, scope: Scope, aggregates: bool, negative: bool) -> Condition:
        if node.operator == "LIKE":
            return self._like(node, scope, aggregates, negative)
        left, right, operator = node.left, node.right, node.operator
        if isinstance(left, _VALUE_NODES) and not isinstance(right, _VALUE_NODES):
            left, right, operator = right, left, _MIRROR[operator]
        bound = self.expression(left, scope, aggregates=aggregates)
        if isinstance(right, ast.Bind) and len(bound_values(right, self.binding)) != 1:
            return self._in_values(bound, right, operator, node, negative)
        if isinstance(right, _VALUE_NODES):
            return self._with_value(bound, operator, right, node.at, negative)
        other = self.expression(right, scope, aggregates=aggregates)
        return self._with_expression(bound, operator, other, node.at)

    def _in_values(
        self, left: Expression, bind: ast.Bind, operator: Operator, node: ast.Comparison, negative: bool
    ) -> Condition:
        if operator not in ("=", "!="):
            self.binding.fail(f":{bind.name} holds several values", bind.at, "compare with IN")
        return self._members(left, bind, operator == "!=", node.at, negative)

    def _with_value(
        self, left: Expression, operator: Operator, node: ValueNode, at: int, negative: bool
    ) -> Condition:
        value = self._converted(left, node)
        if value is None:
            return Truth(negative)
        if isinstance(value, Span):
            return _span(left, operator, value)
        is_equality = operator in ("=", "!=")
        if value.value is None and not is_equality:
            self.binding.fail("null can only be compared with = and !=", at)
        if is_equality and self._is_missing(value):
            return self._without_value(left) if operator == "=" else Negation(self._without_value(left))
        self._check_order(left, operator, at)
        return Compare(operator, left, value, _folds(left))

    def _is_missing(self, value: Constant) -> bool:
        """Whether it stands for no value: in SOQL an empty text does, too, as none is ever kept."""
        return value.value is None or (value.value == "" and self.binding.dialect is Dialect.SOQL)

    def _without_value(self, left: Expression) -> Condition:
        """Null. Source: SOQL reference, "Use null in WHERE": on a checkbox null matches what is not set."""
        if left.type is FieldType.BOOLEAN and self.binding.dialect is Dialect.SOQL:
            return Compare("=", left, Constant(value=False, type=FieldType.BOOLEAN))
        return IsNull(left)

    def _converted(self, left: Expression, node: ValueNode) -> Constant | Span | None:
        """The value as the type of what it is compared with; None for a rule's bind that has no value."""
        if self.binding.is_rule and isinstance(node, ast.Bind) and bound_value(node, self.binding) is None:
            return None
        return convert(node, left.type, words(left), self.binding)

    def _check_order(self, left: Expression, operator: Operator, at: int) -> None:
        unordered = left.type in (FieldType.BOOLEAN, FieldType.MULTIPICKLIST)
        if unordered and operator not in ("=", "!="):
            self.binding.fail(f"{words(left)} can only be compared with = and !=", at)

    def _with_expression(self, left: Expression, operator: Operator, right: Expression, at: int) -> Condition:
        """Field against field. A date against an instant compares days."""
        self._check_order(left, operator, at)
        if left.type.is_time and right.type.is_time:
            if left.type is not right.type:
                left, right = self._day(left), self._day(right)
        elif family(left.type) != family(right.type):
            self.binding.fail(f"{words(left)} and {words(right)} are of different types", at)
        return Compare(operator, left, right, _folds(left) and _folds(right))

    def _day(self, expression: Expression) -> Expression:
        if expression.type is FieldType.DATE:
            return expression
        return Function("DAY_ONLY", (expression,), FieldType.DATE, self.binding.moment.timezone.key)

    def _like(self, node: ast.Comparison, scope: Scope, aggregates: bool, negative: bool) -> Condition:
        left = self.expression(node.left, scope, aggregates=aggregates)
        if not left.type.is_text:
            self.binding.fail(f"LIKE matches text, and {words(left)} is none", node.at)
        assert isinstance(node.right, _VALUE_NODES)
        value = self._converted(left, node.right)
        if value is None:
            return Truth(negative)
        pattern = node.right.pattern if isinstance(node.right, ast.Value) else value.value  # type: ignore[union-attr]
        if not isinstance(pattern, str):
            self.binding.fail("LIKE needs a text", node.right.at)
        return Like(left, Constant(pattern, left.type))

    def _in(self, node: ast.In, scope: Scope, aggregates: bool, negative: bool) -> Condition:
        left = self.expression(node.left, scope, aggregates=aggregates)
        if not isinstance(node.right, ast.Query):
            return self._members(left, node.right, node.negated, node.at, negative)
        if aggregates:
            self.binding.fail("HAVING takes no subquery", node.at, "put the condition in WHERE")
        query, _ = self.select(node.right, scope, negative=negative != node.negated)
        self._check_semi_join(left, query, node)
        found = InQuery(left, query)
        return Negation(found) if node.negated else found

    def _check_semi_join(self, left: Expression, query: Select, node: ast.In) -> None:
        assert isinstance(node.right, ast.Query)
        at = node.right.at
        if len(query.outputs) != 1 or query.children or query.counts:
            self.binding.fail("this subquery returns one field", at)
        inner = query.outputs[0].expression
        if family(inner.type) != family(left.type):
            self.binding.fail(f"{words(left)} and {words(inner)} are of different types", at)
        if self.binding.dialect is Dialect.DEFINITION:
            return
        if left.type not in _EXACT or inner.type not in _EXACT:
            which = words(left) if left.type not in _EXACT else words(inner)
            self.binding.fail(f"{which} is not an id, and a subquery compares ids", at)
        if query.aggregated or query.order or query.limit is not None or query.offset is not None:
            self.binding.fail("this subquery takes no aggregate, GROUP BY, ORDER BY, LIMIT or OFFSET", at)
        if isinstance(left, Column) and isinstance(inner, Column) and not _targets(left) & _targets(inner):
            self.binding.fail(f"{left.path} and {inner.path} refer to different objects", at)

    def _members(
        self,
        left: Expression,
        members: tuple[ast.Expression, ...] | ast.Bind,
        negated: bool,
        at: int,
        negative: bool,
    ) -> Condition:
        if self._lacks_value(members):
            return Truth(negative)
        values: list[Constant] = []
        others: list[Condition] = []
        for value in self._converted_members(left, members):
            if isinstance(value, Span):
                others.append(_span(left, "=", value))
            elif self._is_missing(value):
                others.append(self._without_value(left))
            else:
                values.append(value)
        self._check_order(left, "=", at)
        found = _any_of([*_in_list(left, values), *others])
        return Negation(found) if negated else found

    def _lacks_value(self, members: tuple[ast.Expression, ...] | ast.Bind) -> bool:
        """Whether a rule names a bind that has no value among the members."""
        if not self.binding.is_rule:
            return False
        nodes = (members,) if isinstance(members, ast.Bind) else members
        binds = [each for each in nodes if isinstance(each, ast.Bind)]
        return any(value is None for bind in binds for value in bound_values(bind, self.binding))

    def _converted_members(
        self, left: Expression, members: tuple[ast.Expression, ...] | ast.Bind
    ) -> list[Constant | Span]:
        nodes = (members,) if isinstance(members, ast.Bind) else members
        found: list[Constant | Span] = []
        for node in nodes:
            if isinstance(node, ast.Bind):
                found += convert_all(node, left.type, words(left), self.binding)
            else:
                assert isinstance(node, _VALUE_NODES)
                found.append(convert(node, left.type, words(left), self.binding))
        return found

    def _includes(self, node: ast.Includes, scope: Scope) -> Condition:
        left = self.expression(node.left, scope, aggregates=False)
        if left.type is not FieldType.MULTIPICKLIST:
            self.binding.fail(f"{words(left)} is not a multi-select picklist", node.at, "compare with =")
        sets: list[tuple[str, ...]] = []
        for each in node.values:
            assert isinstance(each, _VALUE_NODES)
            value = convert(each, left.type, words(left), self.binding)
            if not isinstance(value, Constant) or not isinstance(value.value, str):
                self.binding.fail("expected a text", each.at)
            sets.append(tuple(part.strip() for part in value.value.split(";")))
        found = Includes(left, tuple(sets))
        return Negation(found) if node.negated else found

    def _predicate(self, node: ast.Call, scope: Scope) -> Condition:
        if node.name != "LIST_CONTAINS":
            self.binding.fail(f"{node.name} is not a condition", node.at)
        self._need_arguments(node, 2)
        left = self.expression(node.arguments[0], scope, aggregates=False)
        value = self.expression(node.arguments[1], scope, aggregates=False)
        for each in (left, value):
            if family(each.type) != "text":
                self.binding.fail(f"{words(each)} is not a text", node.at)
        return ListContains(left, value)


def _folds(expression: Expression) -> bool:
    """Whether comparisons with it leave capitals out of account: texts but ids."""
    return family(expression.type) == "text" and expression.type not in _EXACT


def _in_list(left: Expression, values: list[Constant]) -> list[Condition]:
    return [InList(left, tuple(each.value for each in values), _folds(left))] if values else []


def _any_of(conditions: list[Condition]) -> Condition:
    if not conditions:
        return Truth(value=False)
    return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))


def _span(left: Expression, operator: Operator, span: Span) -> Condition:
    """A comparison with a stretch of days: `>` is after its end, `<` before its start."""
    start, end = Constant(span.start, span.type), Constant(span.end, span.type)
    match operator:
        case "<" | ">=":
            return Compare(operator, left, start)
        case "<=":
            return Compare("<", left, end)
        case ">":
            return Compare(">=", left, end)
        case "=" | "!=":
            inside = AllOf((Compare(">=", left, start), Compare("<", left, end)))
            return inside if operator == "=" else Negation(inside)


def _targets(column: Column) -> frozenset[str]:
    if column.type is FieldType.ID:
        return frozenset(each.name.lower() for each in column.scan.objects)
    return frozenset(name.lower() for name in column.field.references)
