"""The tree of a query as it was written: names are still names, nothing is looked up.

`at` is the offset of a node in the text, for error messages; it does not take part in equality.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal as OneOf

__all__ = [
    "And",
    "Arithmetic",
    "Bind",
    "Call",
    "ChildQuery",
    "Comparison",
    "Condition",
    "CurrencyValue",
    "DateLiteral",
    "Dialect",
    "Expression",
    "Grouping",
    "In",
    "Includes",
    "Negative",
    "Not",
    "Or",
    "OrderItem",
    "Path",
    "Query",
    "ScalarQuery",
    "SelectItem",
    "Selectable",
    "Source",
    "TypeOf",
    "Value",
    "With",
]


class Dialect(StrEnum):
    """SOQL as documented, or the superset in which the org's own definitions and row rules are written."""

    SOQL = "soql"
    DEFINITION = "definition"


def _at() -> int:
    return field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Path:
    """A field, perhaps through relationships: `Owner.Name` is ("Owner", "Name")."""

    parts: tuple[str, ...]
    at: int = _at()

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Value:
    """A constant. `pattern` is a text whose escaped wildcards are still escaped, for LIKE."""

    value: str | Decimal | bool | date | datetime | None
    pattern: str | None = field(default=None, compare=False)
    at: int = _at()


@dataclass(frozen=True, slots=True)
class CurrencyValue:
    """`USD5000`."""

    code: str
    amount: Decimal
    at: int = _at()


@dataclass(frozen=True, slots=True)
class DateLiteral:
    """A relative range such as TODAY or LAST_N_DAYS:30. The name is in capitals."""

    name: str
    n: int | None = None
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Bind:
    """`:name`, a value that comes with the query."""

    name: str
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an aggregate; the name is in capitals. SHARE has a condition as its argument."""

    name: str
    arguments: tuple["Expression | Condition", ...] = ()
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Definition dialect: `left` + - * / `right`."""

    operator: OneOf["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Negative:
    """Definition dialect: minus an expression."""

    operand: "Expression"
    at: int = _at()


@dataclass(frozen=True, slots=True)
class ScalarQuery:
    """Definition dialect: a subquery that yields one value per row; OUTER names the row around it."""

    query: "Query"
    at: int = _at()


Expression = Path | Value | CurrencyValue | DateLiteral | Bind | Call | Arithmetic | Negative | ScalarQuery


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left` operator `right`; `<>` is written `!=`."""

    operator: OneOf["=", "!=", "<", "<=", ">", ">=", "LIKE"]
    left: Expression
    right: Expression
    at: int = _at()


@dataclass(frozen=True, slots=True)
class In:
    """`left` [NOT] IN a list, a bound list or a subquery (semi- and anti-join)."""

    left: Expression
    right: "tuple[Expression, ...] | Bind | Query"
    negated: bool = False
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Includes:
    """`left` INCLUDES or EXCLUDES values of a multi-select picklist."""

    left: Expression
    values: tuple[Expression, ...]
    negated: bool = False
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Not:
    """NOT a condition."""

    operand: "Condition"
    at: int = _at()


@dataclass(frozen=True, slots=True)
class And:
    """All of the conditions."""

    operands: "tuple[Condition, ...]"
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the conditions."""

    operands: "tuple[Condition, ...]"
    at: int = _at()


Condition = Comparison | In | Includes | Not | And | Or | Call
"""A Call is a condition in the definition dialect only: LIST_CONTAINS(field, value)."""


@dataclass(frozen=True, slots=True)
class SelectItem:
    """A field or expression to return, with its alias."""

    expression: Expression
    alias: str | None = None
    at: int = _at()


@dataclass(frozen=True, slots=True)
class ChildQuery:
    """`(SELECT ... FROM Contacts)` in the field list."""

    query: "Query"
    at: int = _at()


@dataclass(frozen=True, slots=True)
class TypeOf:
    """`TYPEOF What WHEN Account THEN Phone ELSE Name END`."""

    path: Path
    cases: tuple[tuple[str, tuple[Path, ...]], ...]
    otherwise: tuple[Path, ...] = ()
    at: int = _at()


Selectable = SelectItem | ChildQuery | TypeOf


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of FROM: an object, or a path from an earlier alias (`FROM Contact c, c.Account a`)."""

    path: Path
    alias: str | None = None
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Grouping:
    """GROUP BY; `mode` is ROLLUP or CUBE when the fields stand in one."""

    items: tuple[Expression, ...]
    mode: OneOf["ROLLUP", "CUBE"] | None = None
    at: int = _at()


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One key of ORDER BY. `nulls_first` is None when the query does not say."""

    expression: Expression
    descending: bool = False
    nulls_first: bool | None = None
    at: int = _at()


@dataclass(frozen=True, slots=True)
class With:
    """A WITH filter as it was written, its first word in capitals: SECURITY_ENFORCED, DATA CATEGORY ..."""

    name: str
    detail: str = ""
    at: int = _at()


@dataclass(frozen=True, slots=True)
class Query:
    """A whole SELECT. `text` is the source it was read from (the outermost query's, for a subquery)."""

    select: tuple[Selectable, ...]
    sources: tuple[Source, ...]
    scope: str | None = None
    where: Condition | None = None
    filters: tuple[With, ...] = ()
    group: Grouping | None = None
    having: Condition | None = None
    order: tuple[OrderItem, ...] = ()
    limit: int | Bind | None = None
    offset: int | Bind | None = None
    purposes: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    all_rows: bool = False
    text: str = field(default="", compare=False, repr=False)
    at: int = _at()
