"""Walks over the tree of a query: what is in a condition or an expression, at whatever depth."""

from collections.abc import Iterator

from understudy.soql.ast import (
    And,
    Bind,
    Call,
    ChildQuery,
    Comparison,
    Condition,
    CurrencyValue,
    DateLiteral,
    Expression,
    In,
    Includes,
    Not,
    Or,
    Path,
    Query,
    SelectItem,
    TypeOf,
    Value,
)
from understudy.soql.parse_expression import AGGREGATES

__all__ = [
    "Names",
    "calls",
    "child_queries",
    "conditions",
    "counts_rows",
    "expressions",
    "is_aggregate",
    "is_aggregated",
    "joins",
    "operands",
    "paths",
    "select_items",
    "typeofs",
]

_LEAVES = Path | Value | CurrencyValue | DateLiteral | Bind


def conditions(node: Condition | None) -> Iterator[Condition]:
    """The condition and all that it is made of; a subquery's own are not among them."""
    if node is None:
        return
    yield node
    match node:
        case And(operands=inner) | Or(operands=inner):
            for each in inner:
                yield from conditions(each)
        case Not(operand=operand):
            yield from conditions(operand)
        case _:
            return


def joins(node: Condition | None) -> Iterator[In]:
    """The semi- and anti-joins of a condition."""
    return (each for each in conditions(node) if isinstance(each, In) and isinstance(each.right, Query))


def operands(node: Condition | None) -> Iterator[Expression]:
    """What the comparisons of a condition compare: fields, functions and values."""
    for each in conditions(node):
        match each:
            case Comparison(left=left, right=right):
                yield left
                yield right
            case In(left=left, right=right):
                yield left
                if isinstance(right, tuple):
                    yield from right
            case Includes(left=left, values=values):
                yield left
                yield from values
            case _:
                continue


def expressions(node: Expression) -> Iterator[Expression]:
    """The expression and the arguments of its functions."""
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            if isinstance(argument, Call | _LEAVES):
                yield from expressions(argument)


def calls(node: Expression) -> Iterator[Call]:
    """The functions of an expression, the outermost first."""
    return (each for each in expressions(node) if isinstance(each, Call))


def paths(node: Expression) -> Iterator[Path]:
    """The fields that an expression names."""
    return (each for each in expressions(node) if isinstance(each, Path))


def select_items(query: Query) -> list[SelectItem]:
    """What is selected but child queries and TYPEOF."""
    return [each for each in query.select if isinstance(each, SelectItem)]


def child_queries(query: Query) -> list[ChildQuery]:
    """The queries for children in the field list."""
    return [each for each in query.select if isinstance(each, ChildQuery)]


def typeofs(query: Query) -> list[TypeOf]:
    """The TYPEOFs of the field list."""
    return [each for each in query.select if isinstance(each, TypeOf)]


def is_aggregate(node: Expression) -> bool:
    """Whether an aggregate is in the expression: `MAX(Amount)`, `FORMAT(MAX(Amount))`."""
    return any(call.name in AGGREGATES for call in calls(node))


def is_aggregated(query: Query) -> bool:
    """Whether the query returns groups instead of records."""
    return query.group is not None or any(is_aggregate(each.expression) for each in select_items(query))


def counts_rows(query: Query) -> bool:
    """Whether the query is SELECT COUNT(), whose result is only a number."""
    items = select_items(query)
    alone = len(query.select) == 1 and len(items) == 1 and query.group is None
    return alone and items[0].alias is None and items[0].expression == Call("COUNT")


class Names:
    """How the paths of one query read without the object's own name, and with aliases spelt out."""

    def __init__(self, query: Query) -> None:
        root, *others = query.sources
        self._prefixes: dict[str, tuple[str, ...]] = {root.path.parts[-1].lower(): ()}
        if root.alias:
            self._prefixes[root.alias.lower()] = ()
        for each in others:
            if each.alias:
                self._prefixes[each.alias.lower()] = self.of(each.path)

    def of(self, path: Path) -> tuple[str, ...]:
        """The path from the query's own object, in small letters."""
        first, *rest = (part.lower() for part in path.parts)
        if rest and first in self._prefixes:
            return (*self._prefixes[first], *rest)
        return (first, *rest)

    def key(self, node: Expression) -> object:
        """What two ways of writing one expression have in common."""
        if isinstance(node, Path):
            return self.of(node)
        if isinstance(node, Call):
            arguments = [each for each in node.arguments if isinstance(each, Call | _LEAVES)]
            return (node.name, *(self.key(each) for each in arguments))
        return node
