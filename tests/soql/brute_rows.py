"""Rows for `brute_force`: the value at the end of a path, and whether a condition is true."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from tests.soql.brute_values import Row, Value, matches, of_day, position

from understudy.kit.clock import Moment
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.soql import ast

__all__ = ["Reader", "Sees", "Tables"]

T = TypeVar("T")
Sees = Callable[[str, Row], bool]
STANDARD_TYPE = Field("Type", "Type", FieldType.STRING)


@dataclass
class Tables:
    """The rows of an org by object."""

    schema: Schema
    rows: Mapping[str, Sequence[Row]]

    @cached_property
    def by_id(self) -> dict[str, tuple[ObjectType, Row]]:
        """Every row and what it is, by its id."""
        found: dict[str, tuple[ObjectType, Row]] = {}
        for name, rows in self.rows.items():
            described = self.schema.object(name)
            assert described is not None
            found |= {row["Id"]: (described, row) for row in rows}
        return found

    def of(self, described: ObjectType) -> Sequence[Row]:
        """The rows of an object."""
        return self.rows.get(described.name, ())


@dataclass
class Reader:
    """Reads the rows of one object for one SELECT."""

    query: ast.Query
    object: ObjectType
    tables: Tables
    moment: Moment
    sees: Sees
    binds: Mapping[str, Any]
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subqueries: dict[ast.Query, set[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for source in self.query.sources:
            if source.alias:
                first = source is self.query.sources[0]
                self.aliases[source.alias.lower()] = () if first else self._plain(source.path)
        self.aliases.setdefault(self.object.name.lower(), ())

    def matching(self, among: Iterable[Row]) -> list[Row]:
        """The rows that are seen and for which WHERE is true."""
        seen = [row for row in among if self.sees(self.object.name, row)]
        where = self.query.where
        return [row for row in seen if where is None or self.holds(where, row, self.value)]

    def sorted(self, rows: list[T], item: ast.OrderItem, value: Callable[[T, Any], Value]) -> list[T]:
        """Rows or groups in the order of one key; those that are alike stay as they stand."""
        node = self.unaliased(item.expression)
        nulls = [row for row in rows if value(row, node) is None]
        others = [row for row in rows if value(row, node) is not None]
        picklist = self.picklist(node)
        exact = self._type(node) in (FieldType.ID, FieldType.REFERENCE)
        others.sort(
            key=lambda row: position(value(row, node), picklist, exact=exact), reverse=item.descending
        )
        return others + nulls if item.nulls_first is False else nulls + others

    def unaliased(self, node: ast.Expression) -> ast.Expression:
        """What an alias of the field list stands for."""
        if isinstance(node, ast.Path) and len(node.parts) == 1:
            for item in self.query.select:
                if isinstance(item, ast.SelectItem) and (item.alias or "").lower() == node.parts[0].lower():
                    return item.expression
        return node

    def picklist(self, node: ast.Expression) -> tuple[str, ...]:
        """The values in the order of the picklist that a path leads to."""
        if isinstance(node, ast.Call) and node.name in ("MIN", "MAX"):
            node = node.arguments[0]  # type: ignore[assignment]
        found = self.field(node)[1] if isinstance(node, ast.Path) else None
        return found.values if found and found.type is FieldType.PICKLIST else ()

    def field(self, path: ast.Path) -> tuple[str, Field | None]:
        """A path as the org spells it, and the field at its end."""
        here: ObjectType | None = self.object
        spelt: list[str] = []
        *ways, last = self._plain(path)
        for way in ways:
            reference = here.reference(way) if here else None
            assert reference is not None, f"no way {way}"
            spelt.append(reference.relationship or way)
            here = (
                self.tables.schema.object(reference.references[0]) if len(reference.references) == 1 else None
            )
        found = here.field(last) if here else STANDARD_TYPE
        return ".".join([*spelt, found.name if found and here else last]), found

    def _plain(self, path: ast.Path) -> tuple[str, ...]:
        parts = path.parts
        if len(parts) > 1 and parts[0].lower() in self.aliases:
            return (*self.aliases[parts[0].lower()], *parts[1:])
        return parts

    def value(self, row: Row, node: Any) -> Value:
        """The value of an expression on a row."""
        match node:
            case ast.Path():
                return self._at(row, self._plain(node))
            case ast.Call(name="TOLABEL" | "CONVERTCURRENCY" | "CONVERTTIMEZONE", arguments=(inner,)):
                return self.value(row, inner)
            case ast.Call(name="DISTANCE"):
                raise NotImplementedError(node.name)
            case ast.Call(name=name, arguments=(inner,)):
                local = isinstance(inner, ast.Call) and inner.name == "CONVERTTIMEZONE"
                return of_day(name, self.value(row, inner), self.moment, local=local)
            case _:
                raise NotImplementedError(repr(node))

    def _at(self, row: Row, parts: tuple[str, ...]) -> Value:
        described = self.object
        for way in parts[:-1]:
            parent = self.parent(row, described, way)
            if parent is None:
                return None
            came, (described, row) = described, parent
            reference = came.reference(way)
            if reference and len(reference.references) > 1 and parts[-1].lower() in ("type", "name"):
                return described.name if parts[-1].lower() == "type" else self._called(described, row)
        found = described.field(parts[-1])
        return self.stored(row, found) if found else None

    def _called(self, described: ObjectType, row: Row) -> Value:
        found = described.field(described.name_field) if described.name_field else None
        return self.stored(row, found) if found else None

    def stored(self, row: Row, described: Field) -> Value:
        """The value of a field on its own row."""
        if described.joined_from:
            return " ".join(str(row[part]) for part in described.joined_from if row.get(part)) or None
        value = row.get(described.name)
        return bool(value) if described.type is FieldType.BOOLEAN and value is not None else value

    def parent(self, row: Row, described: ObjectType, way: str) -> tuple[ObjectType, Row] | None:
        """The record one step up, if there is one that is seen, and what it is."""
        reference = described.reference(way)
        assert reference is not None, f"{described.name} has no way {way}"
        parent = self.tables.by_id.get(row.get(reference.name) or "")
        if parent is None or parent[0].name not in reference.references:
            return None
        return parent if self.sees(parent[0].name, parent[1]) else None

    # Conditions: what is not true is false, and NOT turns it round.

    def holds(self, node: ast.Condition, row: T, get: Callable[[T, Any], Value]) -> bool:
        """Whether a condition is true of a row or a group, whose values are got by `get`."""
        match node:
            case ast.And():
                return all(self.holds(each, row, get) for each in node.operands)
            case ast.Or():
                return any(self.holds(each, row, get) for each in node.operands)
            case ast.Not():
                return not self.holds(node.operand, row, get)
            case ast.Comparison():
                return matches(get(row, node.left), node.operator, node.right, self._type(node.left), self)
            case ast.In(right=ast.Query()):
                assert isinstance(node.right, ast.Query)
                return (get(row, node.left) in self._found(node.right)) != node.negated
            case ast.In():
                members = (node.right,) if isinstance(node.right, ast.Bind) else node.right
                assert isinstance(members, tuple)
                kind, left = self._type(node.left), get(row, node.left)
                return any(matches(left, "=", each, kind, self) for each in members) != node.negated
            case ast.Includes():
                held = {part.strip().lower() for part in str(get(row, node.left) or "").split(";")}
                wanted = [self.constants(each) for each in node.values]
                sets = [{part.strip().lower() for part in str(text).split(";")} for (text,) in wanted]
                return any(each <= held for each in sets) != node.negated
            case _:
                raise NotImplementedError(repr(node))

    def _type(self, node: Any) -> FieldType:
        if isinstance(node, ast.Path):
            found = self.field(node)[1]
            return found.type if found else FieldType.STRING
        if isinstance(node, ast.Call) and node.name in ("MIN", "MAX", "TOLABEL", "CONVERTCURRENCY"):
            return self._type(node.arguments[0])
        return FieldType.DATE if isinstance(node, ast.Call) and node.name == "DAY_ONLY" else FieldType.NUMBER

    def _found(self, query: ast.Query) -> set[Any]:
        """The values of a subquery, which is the same for every row."""
        if query not in self.subqueries:
            self.subqueries[query] = self._found_once(query)
        return self.subqueries[query]

    def _found_once(self, query: ast.Query) -> set[Any]:
        described = self.tables.schema.object(query.sources[0].path.parts[0])
        assert described is not None
        inner = Reader(query, described, self.tables, self.moment, self.sees, self.binds)
        (item,) = query.select
        assert isinstance(item, ast.SelectItem)
        values: list[Any] = [
            inner.value(row, item.expression) for row in inner.matching(self.tables.of(described))
        ]
        return set(values) - {None}

    def constants(self, node: Any) -> list[Any]:
        """The values that a constant or a bind stands for."""
        match node:
            case ast.Value(value=value):
                return [value]
            case ast.CurrencyValue(amount=amount):
                return [amount]
            case ast.Bind(name=name):
                bound = self.binds[name]
                return list(bound) if isinstance(bound, list | tuple) else [bound]
            case _:
                raise NotImplementedError(repr(node))
