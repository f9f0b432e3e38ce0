"""Thousands of rows for the bakery's objects, with nulls, ties, other capitals and references to nothing."""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema

__all__ = ["COUNTS", "WORDS", "generated_rows"]

COUNTS = {
    "User": 12,
    "Account": 400,
    "Contact": 700,
    "Lead": 100,
    "Opportunity": 1_000,
    "Case": 1_000,
    "Task": 800,
}
WORDS = (
    "anise Anise ANISE bread Bread bun crust dough flour Flour mill Mills oven Oven rye salt yeast Yeast"
    ' 100% a_b a\\b it\'s "x" élan'
).split()
DAY, NOON = date(2026, 3, 18), datetime(2026, 3, 18, 12, tzinfo=UTC)
NULLS = 0.15
Rows = dict[str, list[dict[str, Any]]]


def generated_rows(schema: Schema, seed: int, counts: Mapping[str, int] = COUNTS) -> Rows:
    """The same rows for the same seed."""
    rng = random.Random(seed)
    ids = {
        each.name: [new_record_id(each.key_prefix, n + 1) for n in range(counts[each.name])]
        for each in schema
    }
    return {each.name: [_row(each, record_id, ids, rng) for record_id in ids[each.name]] for each in schema}


def _row(
    described: ObjectType, record_id: str, ids: Mapping[str, list[Any]], rng: random.Random
) -> dict[str, Any]:
    row: dict[str, Any] = {"Id": record_id}
    for field in described.fields:
        if not field.joined_from and field.name != "Id":
            row[field.name] = _value(field, ids, rng)
    return row


def _value(field: Field, ids: Mapping[str, list[Any]], rng: random.Random) -> Any:
    if field.type is FieldType.BOOLEAN:
        return rng.random() < 0.5
    if rng.random() < NULLS:
        return None
    if field.references:
        return rng.choice(ids[rng.choice(field.references)])
    return _MAKERS.get(field.type, _words)(field, rng)


def _words(_: Field, rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.choice((1, 1, 2))))


def _picked(field: Field, rng: random.Random) -> str:
    """A value of the picklist, now and then in other letters or none of its values."""
    value = rng.choice(field.values)
    return rng.choice((value, value, value, value, value.lower(), "retired"))


def _selected(field: Field, rng: random.Random) -> str:
    return ";".join(rng.sample(field.values, rng.randint(1, len(field.values))))


_MAKERS: dict[FieldType, Callable[[Field, random.Random], Any]] = {
    FieldType.PICKLIST: _picked,
    FieldType.MULTIPICKLIST: _selected,
    FieldType.NUMBER: lambda _, rng: rng.randint(-5, 20),
    FieldType.PERCENT: lambda _, rng: rng.choice((0, 10, 60, 100)),
    FieldType.CURRENCY: lambda _, rng: Decimal(rng.randint(-200, 2_000)) / 4,
    FieldType.DATE: lambda _, rng: DAY + timedelta(rng.randint(-500, 500)),
    FieldType.DATETIME: lambda _, rng: NOON + timedelta(minutes=rng.randint(-800_000, 800_000)),
}
