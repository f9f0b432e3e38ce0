"""Paging without OFFSET: the rows after a row are those whose sort keys come after its keys.

What has been read is never counted off, so a page costs the same wherever it lies, and a row that comes in
meanwhile neither shifts the others nor shows one of them twice.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from understudy.soql.plan import Output, Primitive
from understudy.soql.restrict import Restricted
from understudy.soql.sql import SelectWriter, Statement, write_sql
from understudy.soql.sql_expression import identifier

__all__ = ["KEY", "count_statement", "page_statement"]

KEY = "#key"
"""The name, with a number, under which a row holds its sort keys."""


def page_statement(
    restricted: Restricted, pg_schema: str, *, rows: int, after: Sequence[Any] | None = None
) -> Statement:
    """The statement for at most `rows` rows, from the beginning or `after` the row with these keys.

    OFFSET holds from the beginning only, and LIMIT is the caller's to count down. The keys follow the
    outputs.
    """
    whole = restricted.plan.select
    select = replace(whole, limit=rows, offset=whole.offset if after is None else None)
    writer = SelectWriter(restricted, pg_schema)
    tree = writer.select(select)
    keys = _keys(tree)
    columns = [exp.Alias(this=key.this.copy(), alias=identifier(f"{KEY}{i}")) for i, key in enumerate(keys)]
    place = len(whole.outputs)
    tree.set("expressions", [*tree.expressions[:place], *columns, *tree.expressions[place:]])
    if after is not None:
        tree.where(_after(keys, after, writer), copy=False)
    named = tuple(
        Output(f"{KEY}{i}", key.expression, KEY) for i, key in zip(range(len(keys)), whole.order, strict=True)
    )
    statement = write_sql(restricted, pg_schema)
    return replace(
        statement,
        text=tree.sql(dialect="postgres", identify=True),
        params=writer.params,
        outputs=(*whole.outputs, *named),
    )


def count_statement(restricted: Restricted, pg_schema: str) -> Statement:
    """The statement for the number of rows there are on all pages, OFFSET and LIMIT left out."""
    whole = restricted.plan.select
    bare = replace(whole, outputs=(), children=(), order=(), limit=None, offset=None)
    writer = SelectWriter(restricted, pg_schema)
    tree = writer.select(bare)
    tree.set("expressions", [exp.Count(this=exp.Star())])
    return Statement(tree.sql(dialect="postgres", identify=True), writer.params, ())


def _keys(tree: exp.Select) -> list[exp.Ordered]:
    """What the rows are sorted by; a place in the field list as the expression that stands there."""
    found: list[exp.Ordered] = []
    for key in tree.args["order"].expressions:
        if isinstance(key.this, exp.Literal):
            key = key.copy()
            key.set("this", tree.expressions[int(key.this.name) - 1].this.copy())
        found.append(key)
    return found


def _after(keys: Sequence[exp.Ordered], values: Sequence[Any], writer: SelectWriter) -> exp.Expr:
    """`a > 1 OR (a = 1 AND b > 2) ...`, and before it, for an index, where the first key begins."""
    ways: list[exp.Expr] = []
    same: list[exp.Expr] = []
    for key, value in zip(keys, values, strict=True):
        beyond = _beyond(key, value, writer)
        if beyond is not None:
            ways.append(exp.and_(*same, beyond) if same else beyond)
        same.append(_equal(key, value, writer))
    found = exp.or_(*ways)
    first, value = keys[0], values[0]
    if len(keys) == 1 or value is None or not first.args["nulls_first"]:
        return found
    operator = exp.LTE if first.args["desc"] else exp.GTE
    return exp.and_(operator(this=first.this.copy(), expression=writer.param(value)), found)


def _equal(key: exp.Ordered, value: Primitive, writer: SelectWriter) -> exp.Expr:
    if value is None:
        return exp.Is(this=key.this.copy(), expression=exp.Null())
    return exp.EQ(this=key.this.copy(), expression=writer.param(value))


def _beyond(key: exp.Ordered, value: Primitive, writer: SelectWriter) -> exp.Expr | None:
    """Sorted after the value by this key; None when nothing is."""
    nulls_first = bool(key.args["nulls_first"])
    null = exp.Is(this=key.this.copy(), expression=exp.Null())
    if value is None:
        return exp.Not(this=null) if nulls_first else None
    operator = exp.LT if key.args["desc"] else exp.GT
    found = operator(this=key.this.copy(), expression=writer.param(value))
    return found if nulls_first else exp.Paren(this=exp.Or(this=found, expression=null))
