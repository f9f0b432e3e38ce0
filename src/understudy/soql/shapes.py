"""Rows as they are returned: a TYPEOF's columns are put into one value, children into their parents."""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from understudy.soql.plan import Output

__all__ = ["named", "shape", "visible", "with_children"]

Row = dict[str, Any]


def visible(outputs: Sequence[Output]) -> tuple[Output, ...]:
    """The columns of the result, without those that are parts of one."""
    return tuple(each for each in outputs if each.part is None)


def named(raw: Sequence[tuple[Any, ...]], outputs: Sequence[Output]) -> list[Row]:
    """What came, by the names of the columns; what comes after them is left out."""
    names = [output.name for output in outputs]
    # As a comprehension this takes three times as long, which counts for thousands of rows.
    rows: list[Row] = list(map(dict, map(zip, repeat(names), raw)))
    shape(rows, outputs)
    return rows


def with_children(
    parents: Sequence[Row],
    ids: Sequence[str],
    name: str,
    rows: Sequence[Row],
    raw: Sequence[tuple[Any, ...]],
) -> None:
    """Put the rows of a child query, which came with their parent's id at the end, into their parents."""
    by_parent: dict[str, list[Row]] = {}
    for row, each in zip(rows, raw, strict=True):
        by_parent.setdefault(each[-1], []).append(row)
    for record_id, parent in zip(ids, parents, strict=True):
        parent[name] = tuple(by_parent.get(record_id, ()))


def shape(rows: Sequence[Row], outputs: Sequence[Output]) -> None:
    """Make each TYPEOF's value, in place: the fields of the branch that fits by name; None for no record."""
    parts = [(each.name, each.part) for each in outputs if each.part]
    whole = {output.name for output in outputs if output.is_typed}
    for row in rows if whole else ():
        fitting = {name: row[name] for name in whole}
        for name, branch in fitting.items():
            row[name] = None if branch is None else {}
        for name, part in parts:
            value = row.pop(name)
            if fitting[part.of] == part.branch:
                row[part.of][part.field] = value
