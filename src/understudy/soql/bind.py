"""From tree to plan: names are looked up, types checked, and what SOQL forbids is refused with a hint."""

from dataclasses import dataclass
from typing import Literal as OneOf

from understudy.kit.clock import Moment
from understudy.org.metadata import FieldType, ObjectType, Schema
from understudy.soql import ast
from understudy.soql.ast import Dialect
from understudy.soql.bind_clauses import check_filters, scoped
from understudy.soql.bind_expression import subtotal, words
from understudy.soql.bind_select import SelectBinder
from understudy.soql.bind_value import bound_value
from understudy.soql.parse import parse_condition
from understudy.soql.plan import (
    Child,
    Column,
    Condition,
    Expression,
    Join,
    Order,
    Output,
    Plan,
    Scan,
    Select,
    Truth,
    has_aggregate,
    terms,
)
from understudy.soql.scope import Binding, Binds, Scope
from understudy.soql.tree import counts_rows
from understudy.soql.view import View

__all__ = ["Rule", "bind", "bind_rule"]

_DEEPEST_CHILD = 4
_LARGEST_OFFSET = 2000
Role = OneOf["query", "child", "value"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition on the rows of one object, bound by itself: its scan and joins are its own."""

    scan: Scan
    joins: tuple[Join, ...]
    condition: Condition
    text: str


def bind(
    query: ast.Query, view: View, moment: Moment, binds: Binds | None = None, dialect: Dialect = Dialect.SOQL
) -> Plan:
    """The plan of a query.

    Raises:
        InputError: a name, type or clause that does not fit, with place and hint.
        NotPermittedError: a name that the actor may not read.
    """
    binding = Binding(view, moment, binds or {}, dialect, query.text)
    select = _QueryBinder(binding).root(query)
    return Plan(select, tuple(binding.scans), tuple(binding.touches), query.text, query.all_rows)


def bind_rule(text: str, object_type: ObjectType, schema: Schema, moment: Moment, binds: Binds) -> Rule:
    """A row rule of the org, which may name every field.

    Raises:
        InputError: the rule does not fit the object.
    """
    binding = Binding(View.full(schema), moment, binds, Dialect.DEFINITION, text, is_rule=True)
    scope = Scope(binding, binding.scan(object_type))
    node = parse_condition(text)
    condition = _QueryBinder(binding).condition(node, scope, aggregates=False, negative=False)
    return Rule(scope.root, scope.joins, Truth(value=False) if binding.void else condition, text)


class _QueryBinder(SelectBinder):
    def select(self, query: ast.Query, outer: Scope, *, negative: bool) -> tuple[Select, Scope]:
        scope = Scope(self.binding, self._root(query), outer, negative=negative)
        return self._clauses(query, scope, "value"), scope

    def root(self, query: ast.Query) -> Select:
        """Bind the outermost query."""
        return self._clauses(query, Scope(self.binding, self._root(query)), "query")

    def _root(self, query: ast.Query) -> Scan:
        path = query.sources[0].path
        name, *steps = path.parts
        if steps:
            self.binding.fail("a query reads an object, not a relationship", path.at)
        return self.binding.scan(self.binding.object(name, path.at))

    def _clauses(self, query: ast.Query, scope: Scope, role: Role, depth: int = 0) -> Select:
        check_filters(query, self.binding)
        self._name_sources(query, scope)
        query = self.expanded(query, scope)
        groups = self._groups(query, scope)
        outputs = self.outputs(query, scope)
        children = tuple(
            self._child(each, scope, depth) for each in query.select if isinstance(each, ast.ChildQuery)
        )
        aggregated = bool(groups) or any(has_aggregate(each.expression) for each in outputs)
        where = self._condition(scoped(query, scope), scope, aggregates=False)
        having = self._condition(query.having, scope, aggregates=True)
        order = self._order(query, scope, outputs, aggregated)
        if aggregated:
            self._check_aggregated(query, groups, outputs, having, order)
        elif having is not None and query.having:
            self.binding.fail("HAVING needs GROUP BY", query.having.at, "put the condition in WHERE")
        limit, offset = self._count(query.limit, "LIMIT"), self._count(query.offset, "OFFSET")
        if offset and offset > _LARGEST_OFFSET and self.binding.dialect is Dialect.SOQL:
            hint = "go on from the last id: WHERE Id > '...' ORDER BY Id"
            self.binding.fail(f"OFFSET is at most {_LARGEST_OFFSET}", query.at, hint)
        if role != "value" or limit is not None:
            order += _tie_breakers(scope, groups, order, aggregated)
            if query.group and query.group.mode:
                order += tuple(Order(subtotal(key)) for key in groups)
        return Select(
            root=scope.root,
            joins=scope.joins,
            outputs=outputs,
            children=children,
            where=where,
            groups=groups,
            having=having,
            order=order,
            limit=limit,
            offset=offset,
            aggregated=aggregated,
            counts=counts_rows(query),
            subtotals=query.group.mode if query.group else None,
        )

    def _name_sources(self, query: ast.Query, scope: Scope) -> None:
        first, *others = query.sources
        if first.alias:
            scope.name(first.alias)
        for each in others:
            if len(each.path.parts) < 2:
                self.binding.fail("a query reads one object", each.at, "follow a relationship: c.Account a")
            scope.name(each.alias or each.path.parts[-1], each.path)

    def _groups(self, query: ast.Query, scope: Scope) -> tuple[Expression, ...]:
        found: list[Expression] = []
        for item in query.group.items if query.group else ():
            expression = self.expression(item, scope, aggregates=False)
            is_instant = isinstance(expression, Column) and expression.type is FieldType.DATETIME
            if is_instant and self.binding.dialect is Dialect.SOQL:
                name = words(expression)
                self.binding.fail(f"{name} cannot be grouped by", item.at, f"group by DAY_ONLY({name})")
            found.append(expression)
        if query.group and query.group.mode:
            scope.subtotalled = tuple(found)
        return tuple(found)

    def _child(self, node: ast.ChildQuery, parent: Scope, depth: int) -> Child:
        query, binding = node.query, self.binding
        if depth >= _DEEPEST_CHILD:
            binding.fail(f"child queries nest at most {_DEEPEST_CHILD} deep", node.at)
        source = query.sources[0]
        name, parent_object = source.path.parts[-1], parent.root.object
        way = binding.view.child(parent_object, name)
        if way is None:
            nearest = binding.view.nearest_child(parent_object, name)
            binding.unknown("child relationship", name, parent_object, nearest, source.at)
        child, reference, relationship = way
        scope = Scope(binding, binding.scan(child))
        select = self._clauses(query, scope, "child", depth + 1)
        if select.aggregated:
            binding.fail("a child query returns records, not aggregates", node.at)
        return Child(relationship.name, select, scope.own_column((reference.name,), source.at))

    def _condition(self, node: ast.Condition | None, scope: Scope, *, aggregates: bool) -> Condition | None:
        if node is None:
            return None
        return self.condition(node, scope, aggregates=aggregates, negative=scope.negative)

    def _order(
        self, query: ast.Query, scope: Scope, outputs: tuple[Output, ...], aggregated: bool
    ) -> tuple[Order, ...]:
        items = [item for item in query.select if isinstance(item, ast.SelectItem)]
        aliases = {item.alias.lower() for item in items if item.alias}
        by_alias = {each.name.lower(): each.expression for each in outputs if each.name.lower() in aliases}
        found: list[Order] = []
        for item in query.order:
            node = item.expression
            alias = node.parts[0].lower() if isinstance(node, ast.Path) and len(node.parts) == 1 else ""
            expression = by_alias.get(alias) or self.expression(node, scope, aggregates=aggregated)
            if expression.type is FieldType.MULTIPICKLIST:
                self.binding.fail(f"{words(expression)} has no order", item.at)
            # Source: SOQL reference, "ORDER BY": null values are sorted first by default.
            nulls_first = item.nulls_first is not False
            if _is_own_id(expression, scope):
                # It is never null, and where nulls would stand in PostgreSQL its index gives the order.
                nulls_first = item.descending
            found.append(Order(expression, item.descending, nulls_first))
        return tuple(found)

    def _check_aggregated(
        self,
        query: ast.Query,
        groups: tuple[Expression, ...],
        outputs: tuple[Output, ...],
        having: Condition | None,
        order: tuple[Order, ...],
    ) -> None:
        items = [item for item in query.select if not isinstance(item, ast.ChildQuery)]
        if len(items) != len(query.select):
            self.binding.fail("an aggregate query has no child queries", query.at)
        if any(isinstance(item, ast.TypeOf) for item in items):
            self.binding.fail("TYPEOF does not go with GROUP BY or aggregates", query.at)
        for item, output in zip(items, outputs, strict=True):
            self.check_grouped(output.expression, groups, item.at)
        if having is not None and query.having:
            for term in terms(having):
                self.check_grouped(term, groups, query.having.at)
        for item, key in zip(query.order, order, strict=True):
            self.check_grouped(key.expression, groups, item.at)

    def _count(self, node: int | ast.Bind | None, clause: str) -> int | None:
        if not isinstance(node, ast.Bind):
            return node
        value = bound_value(node, self.binding)
        if not isinstance(value, int) or value < 0:
            self.binding.fail(f"{clause} takes a whole number", node.at)
        return value


def _is_own_id(expression: Expression, scope: Scope) -> bool:
    return isinstance(expression, Column) and (expression.scan, expression.name) == (scope.root, "Id")


def _tie_breakers(
    scope: Scope, groups: tuple[Expression, ...], order: tuple[Order, ...], aggregated: bool
) -> tuple[Order, ...]:
    """What makes the order of rows the same every time: the id, or the groups."""
    if not aggregated:
        key = scope.own_column(("Id",))
        return () if any(each.expression == key for each in order) else (Order(key),)
    sorted_by = {each.expression for each in order if not each.expression.type.is_text}
    return tuple(Order(key, exact=True) for key in groups if key not in sorted_by)
