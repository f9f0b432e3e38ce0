"""What a query must yield, worked out in plain Python over all rows: slow, simple, nothing of the compiler.

    tables = Tables(org.schema, {"Account": [{"Id": "001...", "Name": "Acorn"}], "Case": [...]})
    rows = answer(parse("SELECT Name FROM Account"), tables, moment)

Only the parser's tree is shared with what is tested. A row is a dict by field name; a field it lacks is null;
ids have 18 characters. The rows compare equal with `Result.rows`, in the same order: sort keys, then the Id,
or the groups. Numbers come as they stand in the rows, averages as Decimal: compare with `alike`.

`sees` tells which rows there are for the actor. What it hides does not exist: not as a result, in a count or
in a subquery, and as a parent it reads as null.

    answer(tree, tables, moment, sees=lambda object_name, row: row.get("OwnerId") == me)

Understood: the whole SELECT of both plain and aggregate queries, with children, semi- and anti-joins, paths
(through polymorphic references too), TYPEOF, every comparison, date literals and date functions, ROLLUP, CUBE
and GROUPING, FIELDS(), toLabel. Not the definition dialect.
"""

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from tests.soql.brute_groups import Group, groups, is_aggregate
from tests.soql.brute_rows import Reader, Sees, Tables
from tests.soql.brute_values import Row, alike

from understudy.kit.clock import Moment
from understudy.soql import ast

__all__ = ["Sees", "Tables", "alike", "answer"]


def answer(
    query: ast.Query,
    tables: Tables,
    moment: Moment,
    *,
    sees: Sees = lambda object_name, row: True,
    binds: Mapping[str, Any] | None = None,
) -> list[Row]:
    """The rows that a query yields; see this file's head."""
    described = tables.schema.object(query.sources[0].path.parts[-1])
    assert described is not None
    return _Asked(query, described, tables, moment, sees, binds or {}).rows(tables.of(described))


class _Asked(Reader):
    """One SELECT over the rows of one object."""

    def rows(self, among: Iterable[Row]) -> list[Row]:
        found = sorted(self.matching(among), key=lambda row: row["Id"])
        if self.query.group or any(is_aggregate(item) for item in self.query.select):
            # COUNT() counts up to the LIMIT; other groups are rows, which it cuts.
            counts = self._names() == ["count"]
            return self._grouped(self._cut(found)) if counts else self._cut(self._grouped(found))
        for item in reversed(self.query.order):
            found = self.sorted(found, item, self.value)
        return [self._shown(row) for row in self._cut(found)]

    def _cut(self, rows: list[Row]) -> list[Row]:
        limit, start = self._count(self.query.limit), self._count(self.query.offset) or 0
        return rows[start:] if limit is None else rows[start : start + limit]

    def _count(self, node: int | ast.Bind | None) -> int | None:
        return self.binds[node.name] if isinstance(node, ast.Bind) else node

    def _grouped(self, rows: list[Row]) -> list[Row]:
        found = groups(self, rows)
        for item in reversed(self.query.order):
            found = self.sorted(found, item, Group.value)
        names = self._names()
        return [dict(zip(names, group.values(), strict=True)) for group in found]

    def _names(self) -> list[str]:
        """What the columns are called."""
        items = [item for item in self.query.select if isinstance(item, ast.SelectItem)]
        if items == [ast.SelectItem(ast.Call("COUNT"))]:
            return ["count"]
        numbers = itertools.count()
        return [item.alias or self._own_name(item.expression) or f"expr{next(numbers)}" for item in items]

    def _own_name(self, node: ast.Expression) -> str | None:
        return self.field(node)[0] if isinstance(node, ast.Path) else None

    def _shown(self, row: Row) -> Row:
        shown: Row = {}
        names = iter(self._names())
        for item in self.query.select:
            match item:
                case ast.ChildQuery():
                    shown |= self._children(row, item)
                case ast.TypeOf():
                    shown[".".join(item.path.parts)] = self._typeof(row, item)
                case ast.SelectItem(expression=ast.Call(name="FIELDS")):
                    next(names)
                    shown |= {each.name: self.stored(row, each) for each in self.object.fields}
                case ast.SelectItem():
                    shown[next(names)] = self.value(row, item.expression)
        return shown

    def _children(self, row: Row, item: ast.ChildQuery) -> Row:
        way = self.tables.schema.child(self.object.name, item.query.sources[0].path.parts[-1])
        assert way is not None
        described = self.tables.schema.object(way.child)
        assert described is not None
        own = [each for each in self.tables.of(described) if each.get(way.field) == row["Id"]]
        inner = _Asked(item.query, described, self.tables, self.moment, self.sees, self.binds)
        return {way.name: tuple(inner.rows(own))}

    def _typeof(self, row: Row, item: ast.TypeOf) -> Row | None:
        parent = self.parent(row, self.object, item.path.parts[-1])
        if parent is None:
            return None
        described, above = parent
        paths = next(
            (paths for name, paths in item.cases if name.lower() == described.name.lower()), item.otherwise
        )
        plain = ast.Query((), (ast.Source(ast.Path((described.name,))),))
        inner = Reader(plain, described, self.tables, self.moment, self.sees, self.binds)
        return {inner.field(path)[0]: inner.value(above, path) for path in paths}
