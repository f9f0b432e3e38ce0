"""Groups for `brute_force`: rows told apart by the grouped fields, level by level, and what they come to."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.soql.brute_rows import Reader
from tests.soql.brute_values import Row, Value, position

from understudy.soql import ast

__all__ = ["Group", "groups", "is_aggregate"]

AGGREGATES = ("COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX")


def is_aggregate(item: ast.Selectable) -> bool:
    """Whether a column makes its query one of groups."""
    call = item.expression if isinstance(item, ast.SelectItem) else None
    return isinstance(call, ast.Call) and call.name in AGGREGATES


def groups(reader: Reader, rows: list[Row]) -> "list[Group]":
    """The groups that HAVING leaves, in the order of what they are grouped by; a total after its parts."""
    group = reader.query.group
    items = tuple(reader.unaliased(each) for each in group.items) if group else ()
    found: list[Group] = []
    for kept in _levels(len(items), group.mode if group else None):
        found += _level(reader, rows, items, kept)
    having = reader.query.having
    left = [each for each in found if having is None or reader.holds(having, each, Group.value)]
    return sorted(
        left, key=lambda group: ([(value is None, value or 0) for value in group.key], group.totalled)
    )


def _level(
    reader: Reader, rows: list[Row], items: tuple[ast.Expression, ...], kept: tuple[int, ...]
) -> "list[Group]":
    """The groups of one level, in which only the kept items are told apart."""
    found: dict[tuple[Value, ...], list[Row]] = {}
    for row in rows:
        key = tuple(reader.value(row, item) if i in kept else None for i, item in enumerate(items))
        found.setdefault(key, []).append(row)
    if not kept and not found:
        found[(None,) * len(items)] = []
    return [Group(reader, items, kept, key, members) for key, members in found.items()]


@dataclass
class Group:
    """Rows that have the `kept` ones of the grouped `items` in common."""

    reader: Reader
    items: tuple[ast.Expression, ...]
    kept: tuple[int, ...]
    key: tuple[Any, ...]
    members: list[Row]

    @property
    def totalled(self) -> list[bool]:
        """Which of the items it is a total over."""
        return [place not in self.kept for place in range(len(self.items))]

    def values(self) -> list[Value]:
        """What the columns of the query come to."""
        items = self.reader.query.select
        return [self.value(item.expression) for item in items if isinstance(item, ast.SelectItem)]

    def value(self, node: Any) -> Value:
        """What an expression comes to."""
        node = self.reader.unaliased(node)
        if node in self.items:
            return self.key[self.items.index(node)]
        if isinstance(node, ast.Path):
            spelt = self.reader.field(node)[0]
            places = [i for i, each in enumerate(self.items)
                      if isinstance(each, ast.Path) and self.reader.field(each)[0] == spelt]  # fmt: skip
            return self.key[places[0]]
        assert isinstance(node, ast.Call)
        if node.name == "GROUPING":
            return int(self.items.index(node.arguments[0]) not in self.kept)
        return self._aggregate(node)

    def _aggregate(self, node: ast.Call) -> Value:
        if not node.arguments:
            return len(self.members)
        every = [self.reader.value(row, node.arguments[0]) for row in self.members]
        values: list[Any] = [value for value in every if value is not None]
        picklist = self.reader.picklist(node)
        match node.name:
            case "COUNT":
                return len(values)
            case "COUNT_DISTINCT":
                return len(set(values))
            case "SUM":
                return sum(map(Decimal, values)) if values else None
            case "AVG":
                return sum(map(Decimal, values)) / len(values) if values else None
            case "MIN":
                return min(values, key=lambda value: position(value, picklist, exact=True), default=None)
            case _:
                return max(values, key=lambda value: position(value, picklist, exact=True), default=None)


def _levels(count: int, mode: str | None) -> list[tuple[int, ...]]:
    """Which of the grouped fields are told apart, for each level of totals."""
    every = tuple(range(count))
    if mode == "ROLLUP":
        return [every[:kept] for kept in range(count, -1, -1)]
    if mode == "CUBE":
        return [kept for size in range(count, -1, -1) for kept in itertools.combinations(every, size)]
    return [every]
