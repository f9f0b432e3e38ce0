"""A restricted plan in the SQL of a warehouse: what depends on values and types is written here.

What is only spelled otherwise stands in `spelling`. Values are parameters, and each value of a list one of
its own; only a child statement has a list, the ids of its parents.
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from understudy.kit.errors import InputError
from understudy.org.metadata import FieldType, ObjectType
from understudy.soql.plan import Column, Expression, Function, Primitive, Select
from understudy.soql.restrict import Restricted
from understudy.soql.sql import SelectWriter
from understudy.soql.sql_expression import identifier, lowered
from understudy.soql.warehouse.engines import Engine
from understudy.soql.warehouse.times import between, formatted_time

__all__ = ["WarehouseWriter"]

_SEPARATOR = r"\s*[,;]\s*"
_ESCAPE = "\\"


class WarehouseWriter(SelectWriter):
    """Writes SELECTs over `tables`, which say what each object's is called, with dots if it has places."""

    def __init__(self, restricted: Restricted, engine: Engine, tables: Mapping[str, str]) -> None:
        super().__init__(restricted, "")
        self._engine = engine
        self._tables = tables

    def select(self, select: Select, *, guard: int | None = None, link: Column | None = None) -> exp.Select:
        """Write a SELECT.

        Raises:
            InputError: it has subtotals, which Spark does not sort by their level.
        """
        if select.subtotals and self._engine is Engine.SPARK:
            raise InputError(
                f"GROUP BY {select.subtotals} cannot be written for {self._engine.label}",
                hint="ask for each level by itself",
            )
        return super().select(select, guard=guard, link=link)

    def table(self, object_type: ObjectType, alias: str) -> exp.Expr:
        """Where all rows of an object are.

        Raises:
            InputError: the warehouse has no such table.
        """
        name = self._tables.get(object_type.name)
        if name is None:
            raise InputError(
                f"the warehouse holds no {object_type.name}", hint="export the org again: org export"
            )
        *places, own = name.split(".")
        found = exp.Table(this=identifier(own), alias=exp.TableAlias(this=identifier(alias)))
        for part, place in zip(("db", "catalog"), reversed(places), strict=False):
            found.set(part, identifier(place))
        return found

    def param(self, value: Primitive | int | tuple[Primitive, ...]) -> exp.Expr:
        """A placeholder for a value; a tuple becomes an array of them."""
        if isinstance(value, tuple):
            return exp.Array(expressions=[super(WarehouseWriter, self).param(each) for each in value])
        return super().param(value)

    def equals_any(self, left: exp.Expr, values: Sequence[Primitive], *, fold: bool) -> exp.Expr:
        """Write that an expression is one of the values; with `fold` whatever their case."""
        if fold:
            left, values = exp.Lower(this=left), lowered([str(each) for each in values])
        params = [self.param(each) for each in values]
        if len(params) == 1:
            return exp.EQ(this=left, expression=params[0])
        return exp.In(this=left, expressions=params)

    def like(self, left: Expression, pattern: str) -> exp.Expr:
        """Write that a text is as the pattern says, whatever its case."""
        text = exp.Lower(this=self.expression(left))
        found = [
            exp.Like(
                this=text.copy(),
                expression=exp.Escape(this=self.param(each), expression=exp.Literal.string(_ESCAPE)),
            )
            for each in lowered([_plain(pattern)])
        ]
        return exp.Paren(this=exp.or_(*found, copy=False)) if len(found) > 1 else found[0]

    def includes(self, left: Expression, sets: tuple[tuple[str, ...], ...]) -> exp.Expr:
        """Write that a list holds all of one of the sets. An empty text is a list of nothing."""
        text = exp.Lower(this=self.expression(left))
        held = self._split(exp.Nullif(this=text, expression=exp.Literal.string("")), ";")
        fitting = [
            exp.and_(*(self._holds(held.copy(), self.param(each.lower())) for each in wanted), copy=False)
            for wanted in sets
        ]
        return exp.Paren(this=exp.or_(*fitting, copy=False))

    def list_contains(self, left: Expression, value: Expression) -> exp.Expr:
        """Write that a text that is a list holds the value."""
        name = "STRING_SPLIT_REGEX" if self._engine is Engine.DUCKDB else "SPLIT"
        parts = exp.Anonymous(
            this=name, expressions=[_trimmed(self.expression(left)), exp.Literal.string(_SEPARATOR)]
        )
        return self._holds(parts, _trimmed(self.expression(value)))

    def function(self, node: Function) -> exp.Expr:
        """Write a function of each row."""
        kinds = [each.type for each in node.arguments]
        if node.name in ("DAYS_BETWEEN", "HOURS_BETWEEN"):
            times = [self.expression(each) for each in node.arguments]
            return between(node.name, times, kinds, node.zone, self._engine)
        if node.name == "FORMAT" and kinds[0].is_time:
            return formatted_time(self.expression(node.arguments[0]), kinds[0], node.zone, self._engine)
        if node.name == "FORMAT" and kinds[0].is_number:
            raise InputError(
                f"FORMAT of a number cannot be written for {self._engine.label}",
                hint="ask for the number itself",
            )
        if node.name == "FORMAT" and kinds[0] is FieldType.BOOLEAN:
            return exp.cast(self.expression(node.arguments[0]), "TEXT")
        return super().function(node)

    def _split(self, text: exp.Expr, separator: str) -> exp.Expr:
        name = "STRING_SPLIT" if self._engine is Engine.DUCKDB else "SPLIT"
        return exp.Anonymous(this=name, expressions=[text, exp.Literal.string(separator)])

    def _holds(self, values: exp.Expr, value: exp.Expr) -> exp.Expr:
        name = "LIST_CONTAINS" if self._engine is Engine.DUCKDB else "ARRAY_CONTAINS"
        return exp.Anonymous(this=name, expressions=[values, value])


def _trimmed(expression: exp.Expr) -> exp.Expr:
    return exp.Lower(this=exp.Trim(this=exp.cast(expression, "TEXT")))


def _plain(pattern: str) -> str:
    """The pattern with escapes only where there is something to escape, for Spark takes no others."""
    written: list[str] = []
    chars = iter(pattern)
    for char in chars:
        if char == _ESCAPE:
            escaped = next(chars, _ESCAPE)
            char = _ESCAPE + escaped if escaped in "%_\\" else escaped
        written.append(char)
    return "".join(written)
