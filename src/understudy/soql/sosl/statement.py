"""The statement that finds rows of one object: what `soql` writes for its query, and the search in it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from understudy.soql.plan import Output
from understudy.soql.restrict import Restricted
from understudy.soql.sosl.ast import Find
from understudy.soql.sosl.match import Sought, found, found_unindexed, is_told, rank, told
from understudy.soql.sql import SelectWriter
from understudy.soql.sql_expression import identifier

__all__ = ["FoundStatement", "Stretch", "write_newest", "write_search"]

_FOUND, _ID, _NAME, _TEXT, _COUNT = "found", "#id", "#name", "#text", "#count"


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement whose rows hold the outputs, then the id and how many rows were considered."""

    text: str
    params: dict[str, Any]
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which rows are looked at: all, or the newest.

    `window` is the text of a tsquery that keeps to the newest. `is_indexed` tells whether there is an index
    of words; without one `since` is the oldest id of the rows that are gone through, if not all are.
    """

    window: str | None = None
    is_indexed: bool = True
    since: str | None = None


ALL = Stretch()


def write_newest(restricted: Restricted, pg_schema: str, count: int) -> FoundStatement:
    """The statement that gives the id of the last of so many of the newest rows, and of the one before it."""
    writer = _SearchWriter(restricted, pg_schema)
    text = writer.newest(count).sql(dialect="postgres", identify=True)
    return FoundStatement(text, writer.params, ())


def write_search(
    restricted: Restricted,
    pg_schema: str,
    sought: Sought,
    *,
    most: int,
    considered: int,
    is_ordered: bool,
    stretch: Stretch = ALL,
) -> FoundStatement:
    """The statement that finds the first `most` rows.

    Args:
        considered: the most matches that are put in order, the newest by id; one more is counted.
        is_ordered: whether the query says the order; otherwise the best come first: those found by their
            name, then by rank, then the newest.
    """
    writer = _SearchWriter(restricted, pg_schema)
    tree = writer.search(sought, most, considered, is_ordered=is_ordered, stretch=stretch)
    text = tree.sql(dialect="postgres", identify=True)
    return FoundStatement(text, writer.params, restricted.plan.select.outputs)


class _SearchWriter(SelectWriter):
    def search(
        self, sought: Sought, most: int, considered: int, *, is_ordered: bool, stretch: Stretch
    ) -> exp.Select:
        select = self._restricted.plan.select
        alias = select.root.alias
        inner = self.select(replace(select, order=(), limit=None, offset=None))
        columns = [_column(_FOUND, each.alias) for each in inner.expressions]
        keys = [self._order(key, ()) for key in select.order] if is_ordered else []
        extra = {f"#key{place}": key.this for place, key in enumerate(keys)}
        if not is_ordered:
            extra[_NAME] = told(self, sought.names, alias)
            extra[_TEXT] = told(self, sought.fields, alias)
        identity = _column(alias, "Id")
        extra[_ID] = identity
        inner.select(*(exp.alias_(each, name, quoted=True) for name, each in extra.items()), copy=False)
        inner.where(self._found(sought, alias, stretch), copy=False)
        inner.set("order", _newest_first(identity))
        inner.set("limit", exp.Limit(expression=self.param(considered + 1)))
        order = [_by(f"#key{place}", key) for place, key in enumerate(keys)]
        order = order or self._best(sought.find)
        counted = exp.Window(this=exp.Count(this=exp.Star()), over="OVER")
        outer = exp.Select(
            expressions=[*columns, _column(_FOUND, _ID), exp.alias_(counted, _COUNT, quoted=True)]
        ).from_(exp.Subquery(this=inner, alias=exp.TableAlias(this=identifier(_FOUND))), copy=False)
        outer.set("order", exp.Order(expressions=order))
        outer.set("limit", exp.Limit(expression=self.param(most)))
        if select.offset:
            outer.set("offset", exp.Offset(expression=self.param(select.offset)))
        return outer

    def newest(self, count: int) -> exp.Select:
        select = self._restricted.plan.select
        identity = _column(select.root.alias, "Id")
        ids = self.select(replace(select, order=(), limit=None, offset=None))
        ids.set("expressions", [identity])
        ids.set("order", _newest_first(identity))
        ids.set("offset", exp.Offset(expression=self.param(count - 1)))
        ids.set("limit", exp.Limit(expression=self.param(2)))
        return ids

    def _found(self, sought: Sought, alias: str, stretch: Stretch) -> exp.Expr:
        if stretch.is_indexed:
            return found(self, sought, alias, stretch.window)
        condition = found_unindexed(self, sought, alias)
        if stretch.since is None:
            return condition
        newer = exp.GTE(this=_column(alias, "Id"), expression=self.param(stretch.since))
        return exp.And(this=newer, expression=exp.Paren(this=condition))

    def _best(self, find: Find) -> list[exp.Ordered]:
        named = is_told(self, find, _column(_FOUND, _NAME))
        ranked = rank(self, find, _column(_FOUND, _TEXT))
        return [exp.Ordered(this=each, desc=True) for each in (named, ranked, _column(_FOUND, _ID))]


def _by(name: str, key: exp.Ordered) -> exp.Ordered:
    """A column of what was found, sorted as the key is."""
    ways = {way: bool(key.args.get(way)) for way in ("desc", "nulls_first")}
    return exp.Ordered(this=_column(_FOUND, name), **ways)


def _newest_first(identity: exp.Column) -> exp.Order:
    return exp.Order(expressions=[exp.Ordered(this=identity.copy(), desc=True, nulls_first=False)])


def _column(table: str, name: str) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(table))
