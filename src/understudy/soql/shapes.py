"""Rows as they are returned: the columns that hold a TYPEOF's fields are put into one value."""

from collections.abc import Sequence
from typing import Any

from understudy.soql.plan import Output

__all__ = ["shape", "visible"]

Row = dict[str, Any]


def visible(outputs: Sequence[Output]) -> tuple[Output, ...]:
    """The columns of the result, without those that are parts of one."""
    return tuple(each for each in outputs if each.part is None)


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
