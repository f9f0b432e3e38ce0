"""The tree of a search as it was written.

`at` is the offset of a node in the text, as in `soql.ast`.
"""

from dataclasses import dataclass, field
from typing import Literal as OneOf

from understudy.soql.ast import Bind, Query, Value

__all__ = [
    "Both",
    "Either",
    "Find",
    "Group",
    "Option",
    "OptionName",
    "Returning",
    "Search",
    "Term",
    "Without",
]

Group = OneOf["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"]
"""Which fields are searched: IN ... FIELDS."""
OptionName = OneOf[
    "DIVISION",
    "DATA CATEGORY",
    "HIGHLIGHT",
    "METADATA",
    "NETWORK",
    "PRICEBOOKID",
    "SNIPPET",
    "SPELL_CORRECTION",
]


def _at() -> int:
    return field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or, if `phrase`, what stood in double quotes.

    In `text`, `*` and `?` are wildcards unless a backslash stands before them.
    """

    text: str
    phrase: bool = False
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Both:
    """All of the operands: AND, or words side by side."""

    operands: "tuple[Find, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """Any of the operands: OR."""

    operands: "tuple[Find, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """`wanted` AND NOT `unwanted`."""

    wanted: "Find"
    unwanted: "Find"


Find = Term | Both | Either | Without


@dataclass(frozen=True, slots=True)
class Returning:
    """One object of RETURNING: what is read of the records found, as a query without the search.

    `scope` is the clause USING as it was written. `bare` tells that no field list was given.
    """

    query: Query
    scope: str | None = None
    bare: bool = False
    at: int = _at()

    @property
    def object(self) -> str:
        """The name of the object, as it was written."""
        return str(self.query.sources[0].path)


@dataclass(frozen=True, slots=True)
class Option:
    """A WITH; `values` stand after its `=`, `IN` or `target_length =`; `detail` is other text of it."""

    name: OptionName
    values: tuple[Value | Bind, ...] = ()
    detail: str = ""
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Search:
    """A whole FIND. `find` is a bind until its value is known; `text` is what it was read from."""

    find: Find | Bind
    group: Group = "ALL"
    returning: tuple[Returning, ...] = ()
    options: tuple[Option, ...] = ()
    limit: int | Bind | None = None
    updates: tuple[str, ...] = ()
    text: str = field(default="", compare=False, repr=False)

    def option(self, name: OptionName) -> Option | None:
        """The WITH clause of that name, if there is one."""
        return next((each for each in self.options if each.name == name), None)
