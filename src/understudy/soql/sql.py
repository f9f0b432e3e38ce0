"""From a restricted plan to PostgreSQL.

A rule becomes the table it guards: `(SELECT r0.* FROM "Case" AS r0 WHERE ...) AS t1`. PostgreSQL pulls
such subqueries up, so they cost nothing, and whoever reads the statement sees which rows exist for it.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlglot import exp

from understudy.kit.errors import InputError
from understudy.org.metadata import ObjectType
from understudy.soql.bind import Rule
from understudy.soql.bind_value import family
from understudy.soql.parse import TOO_DEEP
from understudy.soql.plan import Column, Expression, Join, Order, Output, Scan, Select
from understudy.soql.restrict import Restricted
from understudy.soql.sql_expression import ExpressionWriter, identifier, text_key
from understudy.soql.sql_picklist import is_ranked, rank
from understudy.soql.sql_recycled import with_recycled
from understudy.soql.sql_redacted import without_redacted

__all__ = ["PARENTS", "SelectWriter", "Statement", "statement", "write_sql"]

PARENTS = "parents"
"""The parameter of a child statement that takes the ids of the rows above."""
WriterT = TypeVar("WriterT", bound="SelectWriter")
_LONGEST_NAME = 60
_ID, _PARENT, _ROW, _CUT = "#id", "#parent", "#row", "cut"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and those for the children of its rows.

    After the `outputs` a row holds its id, if there are children, then its parent's id, if it is a child.
    A child statement still needs the parameter `parents`. `limit` is how many rows may come at most, one
    more than asked for where a guard is to notice that there were more.
    """

    text: str
    params: dict[str, Any]
    outputs: tuple[Output, ...]
    children: "tuple[tuple[str, Statement], ...]" = ()
    is_child: bool = False


def write_sql(restricted: Restricted, pg_schema: str, *, limit_guard: int | None = None) -> Statement:
    """The statement of a plan.

    Args:
        limit_guard: the most rows wanted; one more is let through, so that the cut can be noticed.
    """
    return statement(
        restricted.plan.select, lambda: SelectWriter(restricted, pg_schema), _postgres, guard=limit_guard
    )


def statement(
    select: Select,
    new_writer: "Callable[[], WriterT]",
    spelled: "Callable[[exp.Select, WriterT], str]",
    *,
    link: Column | None = None,
    guard: int | None = None,
) -> Statement:
    """The statement of a SELECT with those of its children, each by a writer of its own.

    Args:
        spelled: the text of a finished tree.
    """
    writer = new_writer()
    children = tuple(
        (each.name, statement(each.query, new_writer, spelled, link=each.link)) for each in select.children
    )
    try:
        text = spelled(writer.select(select, guard=guard, link=link), writer)
    except RecursionError:
        raise InputError(TOO_DEEP) from None
    return Statement(text, writer.params, select.outputs, children, is_child=link is not None)


def _postgres(tree: exp.Select, _: object) -> str:
    return tree.sql(dialect="postgres", identify=True)


class SelectWriter(ExpressionWriter):
    """Writes SELECTs over what the rules leave. Parameters are named `prefix` and a number."""

    def __init__(self, restricted: Restricted, pg_schema: str, *, prefix: str = "p") -> None:
        super().__init__(prefix)
        self._restricted = restricted
        self._pg_schema = pg_schema

    def select(self, select: Select, *, guard: int | None = None, link: Column | None = None) -> exp.Select:
        """Write a SELECT; with `link`, for the rows that refer to the ids in `parents`."""
        columns = [_named(self.expression(each.expression), each.name) for each in select.outputs]
        if select.children:
            columns.append(_named(_column(select.root.alias, "Id"), _ID))
        conditions = [] if select.where is None else [self.condition(select.where)]
        if link is not None:
            own = self.expression(link)
            columns.append(_named(own, _PARENT))
            parents = exp.Any(this=exp.Paren(this=exp.Placeholder(this=PARENTS)))
            conditions.append(exp.EQ(this=own.copy(), expression=parents))
        tree = exp.Select(expressions=columns)
        self._from(tree, select.root, select.joins)
        if conditions:
            tree.where(*conditions, copy=False)
        self._group(tree, select)
        if link is not None and (select.limit is not None or select.offset):
            return self._cut_per_parent(tree, select, link)
        if select.order:
            keys = [self._order(key, select.outputs) for key in select.order]
            tree.set("order", exp.Order(expressions=keys))
        if select.counts and (select.limit is not None or select.offset):
            return self._counted(tree, select)
        self._limit(tree, select, guard)
        return tree

    def _counted(self, tree: exp.Select, select: Select) -> exp.Select:
        """COUNT() counts up to the LIMIT."""
        count = tree.expressions
        tree.set("expressions", [_named(exp.Literal.number(1), _ROW)])
        self._limit(tree, select, None)
        cut = exp.Subquery(this=tree, alias=exp.TableAlias(this=identifier(_CUT)))
        return exp.Select(expressions=count).from_(cut, copy=False)

    def _from(self, tree: exp.Select, root: Scan, joins: Sequence[Join]) -> None:
        tree.from_(self._source(root), copy=False)
        for join in joins:
            on = exp.EQ(this=_column(join.scan.alias, "Id"), expression=self.expression(join.reference))
            tree.join(self._source(join.scan, is_parent=True), on=on, join_type="left", copy=False)

    def _source(self, scan: Scan, *, is_parent: bool = False) -> exp.Expr:
        """The rows of an object that there are for this actor."""
        if scan.is_polymorphic:
            return self._union(scan)
        rule = self._restricted.rule(scan, scan.object)
        if rule is None:
            return self.table(scan.object, scan.alias)
        every = exp.Column(this=exp.Star(), table=identifier(rule.scan.alias))
        return _derived(self._guarded(rule, [every], is_parent=is_parent), scan)

    def table(self, object_type: ObjectType, alias: str) -> exp.Expr:
        """Where all rows of an object are, but for what is redacted."""
        table = exp.Table(this=identifier(object_type.name), db=identifier(self._pg_schema))
        live: exp.Expr = table
        if self._restricted.plan.all_rows:
            org, name = self.param(self._pg_schema), self.param(object_type.name)
            live = exp.Subquery(this=with_recycled(table, org, name))
        redacted = self._restricted.redacted.get(object_type.name.lower())
        if redacted:
            live = without_redacted(live, object_type, redacted, self.param)
        live.set("alias", exp.TableAlias(this=identifier(alias)))
        return live

    def _guarded(self, rule: Rule, columns: Sequence[exp.Expr], *, is_parent: bool) -> exp.Select:
        """The rows of an object that its rule leaves.

        A parent's rule is written `(...) IS TRUE`. From a bare equation with a constant on the nullable side
        of nested outer joins, PostgreSQL 18.4 draws conclusions that it may not, and fields of a hidden
        parent's parent come through.
        """
        tree = exp.Select(expressions=columns)
        tree.from_(self.table(rule.scan.object, rule.scan.alias), copy=False)
        for join in rule.joins:
            on = exp.EQ(this=_column(join.scan.alias, "Id"), expression=self.expression(join.reference))
            tree.join(self.table(join.scan.object, join.scan.alias), on=on, join_type="left", copy=False)
        condition = self.condition(rule.condition)
        if is_parent:
            condition = exp.Is(this=exp.Paren(this=condition), expression=exp.Boolean(this=True))
        return tree.where(condition, copy=False)

    def _union(self, scan: Scan) -> exp.Expr:
        touches = self._restricted.plan.touches
        names = dict.fromkeys(["Id", *(touch.field for touch in touches if touch.scan == scan)])
        parts: list[exp.Select] = []
        for each in scan.objects:
            rule = self._restricted.rule(scan, each)
            alias = rule.scan.alias if rule else scan.alias
            columns = [_named(_common(each, name, alias), name) for name in names]
            if rule:
                parts.append(self._guarded(rule, columns, is_parent=True))
            else:
                parts.append(exp.Select(expressions=columns).from_(self.table(each, alias), copy=False))
        union: exp.Query = parts[0]
        for part in parts[1:]:
            union = exp.Union(this=union, expression=part, distinct=False)
        return _derived(union, scan)

    def _group(self, tree: exp.Select, select: Select) -> None:
        if select.groups:
            tree.set("group", self._groups(select))
        if select.having is not None:
            tree.set("having", exp.Having(this=self.condition(select.having)))

    def _groups(self, select: Select) -> exp.Group:
        if select.subtotals:
            together = exp.Rollup if select.subtotals == "ROLLUP" else exp.Cube
            keys = [self.expression(each) for each in select.groups]
            return exp.Group(expressions=[together(expressions=keys)])
        keys = [self._ordinal(each, select.outputs) or self.expression(each) for each in select.groups]
        return exp.Group(expressions=keys)

    def _ordinal(self, expression: Expression, outputs: tuple[Output, ...]) -> exp.Expr | None:
        """The place in the field list of what stands there too, so that no subquery is written twice."""
        places = (i for i, output in enumerate(outputs, 1) if output.expression == expression)
        place = next(places, None)
        return None if place is None or isinstance(expression, Column) else exp.Literal.number(place)

    def _order(self, key: Order, outputs: tuple[Output, ...]) -> exp.Ordered:
        if is_ranked(key.expression) and not key.exact:
            place = rank(key.expression, self.expression(key.expression), self.param)
            return exp.Ordered(this=place, desc=key.descending, nulls_first=key.nulls_first)
        if (outermost := self.outermost_place(key.expression)) is not None:
            return exp.Ordered(this=outermost, desc=key.descending, nulls_first=key.nulls_first)
        is_text = family(key.expression.type) == "text"
        folds = is_text and key.expression.type.is_text and not key.exact
        expression = (None if folds else self._ordinal(key.expression, outputs)) or self.expression(
            key.expression
        )
        if folds:
            expression = text_key(exp.Lower(this=expression))
        elif key.exact and key.expression.type.is_text and not isinstance(expression, exp.Literal):
            expression = text_key(expression)
        return exp.Ordered(this=expression, desc=key.descending, nulls_first=key.nulls_first)

    def _limit(self, tree: exp.Select, select: Select, guard: int | None) -> None:
        limits = [n for n in (select.limit, None if guard is None else guard + 1) if n is not None]
        if limits:
            # In the text, for the planner goes another way when it knows how few rows are wanted.
            tree.set("limit", exp.Limit(expression=exp.Literal.number(min(limits))))
        if select.offset:
            tree.set("offset", exp.Offset(expression=self.param(select.offset)))

    def _cut_per_parent(self, tree: exp.Select, select: Select, link: Column) -> exp.Select:
        """LIMIT and OFFSET of a child query hold for each parent."""
        keys = [self._order(key, ()) for key in select.order]
        numbered = exp.Window(
            this=exp.RowNumber(),
            partition_by=[self.expression(link)],
            order=exp.Order(expressions=keys),
            over="OVER",
        )
        names = [each.alias for each in tree.expressions]
        tree.args["expressions"].append(_named(numbered, _ROW))
        cut = exp.Subquery(this=tree, alias=exp.TableAlias(this=identifier(_CUT)))
        outer = exp.Select(expressions=[_column(_CUT, name) for name in names]).from_(cut, copy=False)
        row, offset = _column(_CUT, _ROW), select.offset or 0
        if offset:
            outer.where(exp.GT(this=row, expression=self.param(offset)), copy=False)
        if select.limit is not None:
            outer.where(exp.LTE(this=row.copy(), expression=self.param(offset + select.limit)), copy=False)
        return outer.order_by(_column(_CUT, _PARENT), row.copy(), copy=False)


def _column(alias: str, name: str) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(alias))


def _named(expression: exp.Expr, name: str) -> exp.Alias:
    """PostgreSQL cuts names off at 63 bytes, and two long paths may begin alike."""
    if len(name.encode()) > _LONGEST_NAME:
        name = f"{name[-_LONGEST_NAME // 2 :]}#{zlib.crc32(name.encode()):x}"
    return exp.Alias(this=expression, alias=identifier(name))


def _derived(query: exp.Query, scan: Scan) -> exp.Subquery:
    return exp.Subquery(this=query, alias=exp.TableAlias(this=identifier(scan.alias)))


def _common(object_type: ObjectType, name: str, alias: str) -> exp.Expr:
    """What a field common to several objects is on one of them."""
    if name == "Type":
        return exp.Literal.string(object_type.name)
    if name == "Name" and object_type.name_field is None:
        return exp.cast(exp.Null(), "TEXT")
    field = object_type.field(object_type.name_field if name == "Name" and object_type.name_field else name)
    assert field is not None
    return _column(alias, field.name)
