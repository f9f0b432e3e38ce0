"""Rows as Salesforce's records: each with its type and address, its parents within it, its children below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from understudy.channels.salesforce_rest.asking import Asked
from understudy.channels.salesforce_rest.values import json_value
from understudy.org.metadata import Schema
from understudy.soql.run import Row

__all__ = ["Record", "aggregates", "records"]

Record = dict[str, Any]


@dataclass(slots=True)
class _Shape:
    """Where the values of a record stand in its row: the keys are the row's, the dictionaries go by name.

    `typed` is where a TYPEOF has put all fields of a parent.
    """

    id_key: str
    typed: str | None = None
    fields: dict[str, str] = field(default_factory=dict[str, str])
    parents: "dict[str, _Shape]" = field(default_factory=dict[str, "_Shape"])


def records(rows: Sequence[Row], asked: Asked, schema: Schema, base: str) -> list[Record]:
    """The rows of a query that was `asked` so; `base` is where the records have their addresses."""
    if not rows:
        return []
    shape, below = _Shape("Id"), []
    for key, value in rows[0].items():
        if isinstance(value, tuple):
            below.append(key)
        elif key.lower() in asked.typed:
            _parent(shape, key.split(".")).typed = key
        else:
            _place(shape, key, asked.added)
    made = _Maker(schema, base)
    return [{**made.record(row, shape), **_children(row, below, asked, schema, base)} for row in rows]


def aggregates(rows: Iterable[Row]) -> list[Record]:
    """The rows of a query that groups or counts; a parent's field goes by its own name if it can."""
    return [{"attributes": {"type": "AggregateResult"}, **_short(row)} for row in rows]


def _short(row: Row) -> Record:
    last = [name.rpartition(".")[2] for name in row]
    return {
        short if last.count(short) == 1 else name: json_value(row[name])
        for name, short in zip(row, last, strict=True)
    }


def _place(shape: _Shape, key: str, added: frozenset[str]) -> None:
    *steps, name = key.split(".")
    parent = _parent(shape, steps)
    if key.lower() not in added:
        parent.fields[name] = key


def _parent(shape: _Shape, steps: Sequence[str]) -> _Shape:
    """The shape of the parent at the end of these steps."""
    prefix = ""
    for step in steps:
        prefix += f"{step}."
        shape = shape.parents.setdefault(step, _Shape(f"{prefix}Id"))
    return shape


def _children(
    row: Row, below: Sequence[str], asked: Asked, schema: Schema, base: str
) -> Mapping[str, Record | None]:
    found: dict[str, Record | None] = {}
    for name in below:
        children = records(row[name], asked.children[name.lower()], schema, base)
        whole = {"totalSize": len(children), "done": True, "records": children}
        found[name] = whole if children else None
    return found


@dataclass(frozen=True, slots=True)
class _Maker:
    schema: Schema
    base: str

    def record(self, row: Row, shape: _Shape) -> Record:
        """The record, which is in the row."""
        record_id = row[shape.id_key]
        described = self.schema.object_of(record_id)
        name = described.name if described else "Name"
        made: Record = {"attributes": {"type": name, "url": f"{self.base}{name}/{record_id}"}}
        for each, key in shape.fields.items():
            made[each] = json_value(row[key])
        if shape.typed:
            made |= {each: json_value(value) for each, value in (row[shape.typed] or {}).items()}
        for each, parent in shape.parents.items():
            made[each] = self.record(row, parent) if row[parent.id_key] is not None else None
        return made
