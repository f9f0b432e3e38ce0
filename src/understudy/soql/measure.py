"""From a definition and what was asked of it to a query in the definition dialect.

Pure: nothing is read here. The text that comes out is the one that runs and the one that is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from understudy.kit.errors import InputError
from understudy.org.definitions.library import Library
from understudy.org.definitions.measure import TIME_DIMENSIONS, MeasureDefinition, Summary
from understudy.org.metadata import FieldType, ObjectType, Schema
from understudy.org.paths import field_at, shortest_paths

__all__ = [
    "Bound",
    "Grouping",
    "MeasureQuery",
    "MeasureRequest",
    "RowFilter",
    "compile_measure",
    "resolve_path",
]

MOST_GROUPS = 2000
_DAWN = datetime(1900, 1, 1, tzinfo=UTC)
_DUSK = datetime(9999, 12, 31, tzinfo=UTC)
_AGGREGATES = {
    Summary.COUNT_DISTINCT: "COUNT_DISTINCT",
    Summary.SUM: "SUM",
    Summary.AVERAGE: "AVG",
    Summary.MEDIAN: "MEDIAN",
    Summary.MINIMUM: "MIN",
    Summary.MAXIMUM: "MAX",
    Summary.SHARE: "SHARE",
}
_WINDOW_BIND = re.compile(r"([\w.]+)\s*(<=|>=|<|>)\s*:window_(start|end)", re.IGNORECASE)
_TIME_KEYS = {
    "year": ("CALENDAR_YEAR",),
    "quarter": ("CALENDAR_YEAR", "CALENDAR_QUARTER"),
    "month": ("CALENDAR_YEAR", "CALENDAR_MONTH"),
    "week": ("CALENDAR_YEAR", "WEEK_IN_YEAR"),
    "day": ("DAY_ONLY",),
}


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Only rows whose field has one of the values. `by` is a dimension, a path, or `Object.Field`."""

    by: str
    values: tuple[str | float | bool | None, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A count or a value must be in [low, high]; strict ends are left out. None is an open end."""

    low: float | None = None
    high: float | None = None
    low_strict: bool = False
    high_strict: bool = False


@dataclass(frozen=True, slots=True)
class MeasureRequest:
    """What was asked of a definition. The window is half-open; None on a side is an open end."""

    definition: MeasureDefinition
    window: tuple[datetime | None, datetime | None] = (None, None)
    group_by: str | None = None
    filters: tuple[RowFilter, ...] = ()
    volume: Bound | None = None
    value: Bound | None = None
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the rows are grouped: `kind` says what a key is."""

    name: str
    kind: Literal["record", "value", "time"]
    keys: tuple[str, ...]
    label_path: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureQuery:
    """The query text with columns key (or key0, key1 for time), label, value and records."""

    text: str
    grouping: Grouping | None


def compile_measure(
    request: MeasureRequest, library: Library, schema: Schema, zone: ZoneInfo
) -> MeasureQuery:
    """The query that computes what was asked.

    Raises:
        InputError: a dimension or filter that the definition's object cannot reach, or a window for a
            definition without a time.
    """
    definition = request.definition
    grouping = _grouping(definition, request.group_by, schema) if request.group_by else None
    conditions = _conditions(definition, request.window, schema, zone)
    conditions += [_filter(definition, item, schema) for item in request.filters]
    having = (
        [_bound(aggregate(definition, request.window, schema, zone), request.value)] if request.value else []
    )
    if request.volume and grouping:
        where, group_having = _volume(request, grouping, library, schema, zone)
        conditions += where
        having += group_having
    return MeasureQuery(_text(request, grouping, conditions, having, schema, zone), grouping)


def aggregate(
    definition: MeasureDefinition,
    window: tuple[datetime | None, datetime | None],
    schema: Schema,
    zone: ZoneInfo,
) -> str:
    """The expression that makes one number of the rows of a group."""
    if definition.summary is Summary.COUNT:
        return "COUNT(Id)"
    inner = definition.share_of if definition.summary is Summary.SHARE else definition.value
    counted = _put_window(inner or "", definition.object, window, schema, zone)
    return f"{_AGGREGATES[definition.summary]}({counted})"


def resolve_path(definition: MeasureDefinition, by: str, schema: Schema) -> str:
    """The path from the definition's object that a dimension name, a path or `Object.Field` means.

    `Object.Field` goes the way of a declared dimension that passes the object, else the one shortest way.
    """
    if by in definition.dimensions:
        return definition.dimensions[by].path
    if field_at(schema, definition.object, by):
        return by
    object_name, _, field_name = by.partition(".")
    target = schema.object(object_name)
    if target is None or target.field(field_name) is None:
        raise InputError(
            f"{definition.label} cannot be taken by {by!r}",
            hint=f"dimensions: {', '.join([*definition.dimensions, *TIME_DIMENSIONS])}",
        )
    way = _way(definition, target, schema)
    return f"{way}.{field_name}" if way else field_name


def _way(definition: MeasureDefinition, target: ObjectType, schema: Schema) -> str:
    declared = [
        way
        for dimension in definition.dimensions.values()
        if (way := _passing(dimension.path, target, definition, schema))
    ]
    ways = declared or list(shortest_paths(schema, definition.object, target.name))
    if not ways:
        raise InputError(
            f"{definition.label} is counted over {definition.object}; no reference leads to {target.name}",
            hint="add a dimension with its path to the definition",
        )
    return ways[0]


def _passing(path: str, target: ObjectType, definition: MeasureDefinition, schema: Schema) -> str | None:
    """The part of a dimension's path that ends at `target`."""
    current = schema.object(definition.object)
    way: list[str] = []
    for step in path.split("."):
        reference = None
        if current is not None:
            reference = current.reference(step) or current.field(step)
        if current is None or reference is None or not reference.references or not reference.relationship:
            return None
        way.append(reference.relationship)
        current = schema.object(reference.references[0])
        if current is target:
            return ".".join(way)
    return None


def _grouping(definition: MeasureDefinition, by: str, schema: Schema) -> Grouping:
    if by in TIME_DIMENSIONS and by not in definition.dimensions:
        if not definition.time:
            raise InputError(f"{definition.label} has no time, so it cannot be taken by {by}")
        return Grouping(by, "time", tuple(f"{name}({definition.time})" for name in _TIME_KEYS[by]))
    path = resolve_path(definition, by, schema)
    found = field_at(schema, definition.object, path)
    if found is None:
        raise InputError(f"definition {definition.name!r}: no field {path!r} on {definition.object}")
    owner, field = found
    if field.type is FieldType.REFERENCE and field.relationship and len(field.references) == 1:
        return _record_grouping(by, path, schema.object(field.references[0]), field.relationship)
    if field.type is FieldType.ID:
        label = path[: -len(field.name)] + owner.name_field if owner.name_field else None
        return Grouping(by, "record", (path,), label, owner.name)
    return Grouping(by, "value", (path,))


def _record_grouping(by: str, path: str, target: ObjectType | None, relationship: str) -> Grouping:
    way = ".".join([*path.split(".")[:-1], relationship])
    label = f"{way}.{target.name_field}" if target and target.name_field else None
    return Grouping(by, "record", (path,), label, target.name if target else None)


def _conditions(
    definition: MeasureDefinition,
    window: tuple[datetime | None, datetime | None],
    schema: Schema,
    zone: ZoneInfo,
) -> list[str]:
    conditions: list[str] = []
    if definition.where:
        conditions.append(_put_window(definition.where, definition.object, window, schema, zone))
    start, end = window
    if start is None and end is None:
        return conditions
    if not definition.time:
        raise InputError(f"{definition.label} has no time, so it cannot be limited to a window")
    kind = _time_type(definition.object, definition.time, schema)
    if start is not None:
        conditions.append(f"{definition.time} >= {_instant(start, kind, zone)}")
    if end is not None:
        conditions.append(f"{definition.time} < {_instant(end, kind, zone)}")
    return conditions


def _put_window(
    text: str,
    object_name: str,
    window: tuple[datetime | None, datetime | None],
    schema: Schema,
    zone: ZoneInfo,
) -> str:
    """The text with `:window_start` and `:window_end` as literals of the type they are compared with."""
    edges = {"start": window[0] or _DAWN, "end": window[1] or _DUSK}

    def literal(match: re.Match[str]) -> str:
        path, operator, edge = match.groups()
        return f"{path} {operator} {_instant(edges[edge], _time_type(object_name, path, schema), zone)}"

    return _WINDOW_BIND.sub(literal, " ".join(text.split()))


def _time_type(object_name: str, expression: str, schema: Schema) -> FieldType:
    """DATE or DATETIME: what a time expression yields. A subquery yields what it selects."""
    match = re.match(r"\(\s*SELECT\s+\w+\(([\w.]+)\)\s+FROM\s+(\w+)", expression, re.IGNORECASE)
    path, base = match.groups() if match else (expression, object_name)
    found = field_at(schema, base, path)
    return found[1].type if found else FieldType.DATETIME


def _instant(instant: datetime, kind: FieldType, zone: ZoneInfo) -> str:
    """The literal of an instant; for a date the day it falls on, the next one when it is past midnight."""
    if kind is not FieldType.DATE:
        return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    local = instant if instant in (_DAWN, _DUSK) else instant.astimezone(zone)
    past_midnight = local.time() != datetime.min.time()
    return (local.date() + timedelta(days=past_midnight)).isoformat()


def _filter(definition: MeasureDefinition, item: RowFilter, schema: Schema) -> str:
    path = resolve_path(definition, item.by, schema)
    literals = [_literal(value) for value in item.values]
    if len(literals) == 1:
        return f"{path} {'!=' if item.negated else '='} {literals[0]}"
    return f"{path} {'NOT IN' if item.negated else 'IN'} ({', '.join(literals)})"


def _literal(value: str | float | bool | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{Decimal(str(value)):f}"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _bound(expression: str, bound: Bound | None) -> str:
    if bound is None:
        return ""
    parts: list[str] = []
    if bound.low is not None:
        parts.append(f"{expression} {'>' if bound.low_strict else '>='} {_literal(bound.low)}")
    if bound.high is not None:
        parts.append(f"{expression} {'<' if bound.high_strict else '<='} {_literal(bound.high)}")
    return " AND ".join(parts)


def _volume(
    request: MeasureRequest, grouping: Grouping, library: Library, schema: Schema, zone: ZoneInfo
) -> tuple[list[str], list[str]]:
    """How 'who handled at least N' is counted: by the dimension's volume measure, else by the rows."""
    dimension = request.definition.dimensions.get(grouping.name)
    if dimension is None or dimension.volume is None:
        return [], [_bound("COUNT(Id)", request.volume)]
    volume = library.measures[dimension.volume]
    key = resolve_path(volume, grouping.name, schema)
    conditions = [*_conditions(volume, request.window, schema, zone), f"{key} != null"]
    having = _bound(aggregate(volume, request.window, schema, zone), request.volume)
    inner = f"SELECT {key} FROM {volume.object} WHERE {_all(conditions)} GROUP BY {key} HAVING {having}"
    return [f"{grouping.keys[0]} IN ({inner})"], []


def _text(
    request: MeasureRequest,
    grouping: Grouping | None,
    conditions: Sequence[str],
    having: Sequence[str],
    schema: Schema,
    zone: ZoneInfo,
) -> str:
    definition = request.definition
    number = aggregate(definition, request.window, schema, zone)
    select = [f"{number} value", "COUNT(Id) records"]
    if grouping is None:
        return f"SELECT {', '.join(select)} FROM {definition.object}{_where(conditions)}"
    names = ["key"] if len(grouping.keys) == 1 else [f"key{i}" for i in range(len(grouping.keys))]
    keys = [f"{path} {name}" for path, name in zip(grouping.keys, names, strict=True)]
    groups = list(grouping.keys)
    if grouping.label_path:
        keys.append(f"{grouping.label_path} label")
        groups.append(grouping.label_path)
    if grouping.kind != "time":
        conditions = [*conditions, f"{grouping.keys[0]} != null"]
    order = "DESC" if request.descending else "ASC"
    return (
        f"SELECT {', '.join([*keys, *select])} FROM {definition.object}{_where(conditions)}"
        f" GROUP BY {', '.join(groups)}"
        + (f" HAVING {_all(having)}" if having else "")
        + f" ORDER BY {number} {order} NULLS LAST, {grouping.keys[0]} LIMIT {MOST_GROUPS}"
    )


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {_all(conditions)}" if conditions else ""


def _all(conditions: Sequence[str]) -> str:
    def part(condition: str) -> str:
        return f"({condition})" if re.search(r"\bOR\b", condition, re.IGNORECASE) else condition

    return " AND ".join(part(condition) for condition in conditions)
