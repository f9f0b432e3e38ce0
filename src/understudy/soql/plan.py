"""A query with every name looked up and every value typed.

`bind` makes it, `restrict` guards it, `sql` writes it.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal as OneOf

from understudy.org.metadata import Field, FieldType, ObjectType

__all__ = [
    "Aggregate",
    "AllOf",
    "AnyOf",
    "Arithmetic",
    "Child",
    "Column",
    "Compare",
    "Condition",
    "Constant",
    "Expression",
    "Function",
    "InList",
    "InQuery",
    "Includes",
    "IsNull",
    "Join",
    "Like",
    "ListContains",
    "Negation",
    "Order",
    "Output",
    "Part",
    "Plan",
    "Primitive",
    "Scalar",
    "Scan",
    "Select",
    "Touch",
    "Truth",
    "has_aggregate",
    "operands",
    "terms",
]

Primitive = str | Decimal | bool | date | datetime | None
Operator = OneOf["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Scan:
    """One reading of an object's rows. `alias` is unique in the whole plan.

    Several `objects` are the possible targets of a polymorphic reference, read as one. It stays polymorphic
    where the actor may read but one of them.
    """

    alias: str
    objects: tuple[ObjectType, ...] = dataclasses.field(compare=False)
    is_polymorphic: bool = dataclasses.field(default=False, compare=False)

    @property
    def object(self) -> ObjectType:
        """The object, or the first of several."""
        return self.objects[0]


@dataclass(frozen=True, slots=True)
class Touch:
    """A field that the query names, for whatever purpose; `at` is where in the text."""

    scan: Scan
    field: str
    at: int


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a scan. `path` is how a query writes it from its own object."""

    scan: Scan
    field: Field = dataclasses.field(compare=False)
    name: str
    path: str = dataclasses.field(compare=False)
    label: str = dataclasses.field(compare=False)

    @property
    def type(self) -> FieldType:
        """The field's type."""
        return self.field.type


@dataclass(frozen=True, slots=True)
class Constant:
    """A value, already converted to what it is compared with. For LIKE the pattern."""

    value: Primitive
    type: FieldType


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A number made of two."""

    operator: OneOf["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"
    type: FieldType = FieldType.NUMBER


@dataclass(frozen=True, slots=True)
class Function:
    """A function of each row. `zone` is where instants are read, `fiscal` the first month of the year."""

    name: str
    arguments: "tuple[Expression, ...]"
    type: FieldType
    zone: str = "UTC"
    fiscal: int = 1


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value of a group of rows. COUNT without argument counts rows; SHARE has a condition instead."""

    name: str
    argument: "Expression | None"
    type: FieldType
    condition: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A subquery's one value. `uses` are the columns of the enclosing query that it names."""

    query: "Select"
    type: FieldType
    uses: tuple[Column, ...] = ()


Expression = Column | Constant | Arithmetic | Function | Aggregate | Scalar


@dataclass(frozen=True, slots=True)
class Compare:
    """Two-valued: a null on either side of `=` or `<` does not match, on one side of `!=` it does.

    `fold` compares texts without regard to case.
    """

    operator: Operator
    left: Expression
    right: Expression
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """Matches a pattern without regard to case."""

    left: Expression
    pattern: Constant


@dataclass(frozen=True, slots=True)
class InList:
    """Equals one of the values; none of them is null."""

    left: Expression
    values: tuple[Primitive, ...]
    fold: bool


@dataclass(frozen=True, slots=True)
class InQuery:
    """Equals one of the subquery's values."""

    left: Expression
    query: "Select"


@dataclass(frozen=True, slots=True)
class IsNull:
    """Has no value."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Includes:
    """A multi-select picklist holds all values of one of the sets."""

    left: Expression
    sets: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ListContains:
    """A text that is a list, separated by commas or semicolons, holds the value."""

    left: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Truth:
    """Always or never."""

    value: bool


@dataclass(frozen=True, slots=True)
class Negation:
    """The condition does not hold, which includes that it is unknown."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All hold."""

    operands: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    operands: "tuple[Condition, ...]"


Condition = (
    Compare | Like | InList | InQuery | IsNull | Includes | ListContains | Truth | Negation | AllOf | AnyOf
)


@dataclass(frozen=True, slots=True)
class Join:
    """The record that `reference` points to, or nulls."""

    scan: Scan
    reference: Column


@dataclass(frozen=True, slots=True)
class Part:
    """Where a column goes that is no column of the result itself: into TYPEOF `of`, if its `branch` fits."""

    of: str
    branch: int
    field: str


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the result, or a part of one."""

    name: str
    expression: Expression
    label: str
    part: Part | None = None

    @property
    def is_typed(self) -> bool:
        """Whether it is a TYPEOF, whose value is made of its parts."""
        return isinstance(self.expression, Function) and self.expression.name == "FIRST_PRESENT"


@dataclass(frozen=True, slots=True)
class Order:
    """A sort key. Texts are sorted without regard to capitals unless `exact`."""

    expression: Expression
    descending: bool = False
    nulls_first: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """Records that point to each row, under a name. `link` is the reference by which they do."""

    name: str
    query: "Select"
    link: Column


@dataclass(frozen=True, slots=True)
class Select:
    """A bound SELECT. `counts` is SELECT COUNT(), whose result is only a number; `subtotals` adds groups."""

    root: Scan
    joins: tuple[Join, ...]
    outputs: tuple[Output, ...]
    children: tuple[Child, ...]
    where: Condition | None
    groups: tuple[Expression, ...]
    having: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int | None
    aggregated: bool
    counts: bool
    subtotals: OneOf["ROLLUP", "CUBE"] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A bound query with all scans and fields in it, at whatever depth. `text` is what it was read from.

    With `all_rows` the records in the recycle bin count as well.
    """

    select: Select
    scans: tuple[Scan, ...]
    touches: tuple[Touch, ...]
    text: str
    all_rows: bool = False


def operands(expression: Expression) -> Iterator[Expression]:
    """The expressions of the same query that an expression is made of."""
    match expression:
        case Arithmetic(left=left, right=right):
            yield left
            yield right
        case Function(arguments=arguments):
            yield from arguments
        case Aggregate(argument=argument):
            if argument is not None:
                yield argument
        case Scalar(uses=uses):
            yield from uses
        case Column() | Constant():
            return


def has_aggregate(expression: Expression) -> bool:
    """Whether an aggregate of the query's own rows is in it."""
    return isinstance(expression, Aggregate) or any(has_aggregate(part) for part in operands(expression))


def terms(condition: Condition) -> Iterator[Expression]:
    """The expressions of the same query that a condition compares."""
    match condition:
        case AllOf(operands=inner) | AnyOf(operands=inner):
            for each in inner:
                yield from terms(each)
        case Negation(operand=operand):
            yield from terms(operand)
        case IsNull(operand=operand):
            yield operand
        case Compare(left=left, right=right):
            yield left
            yield right
        case ListContains(left=left, value=value):
            yield left
            yield value
        case Like(left=left) | InList(left=left) | InQuery(left=left) | Includes(left=left):
            yield left
        case Truth():
            return
