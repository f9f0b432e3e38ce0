"""Pages of CSV become the rows of tables, or changes of those that are there."""

import csv
import io
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import sql

from understudy.kit.db import Connection
from understudy.kit.ids import serial_of
from understudy.org import store
from understudy.org.importer.report import Findings
from understudy.org.importer.salesforce import staging
from understudy.org.importer.values import MisfitError, converter
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.recycled import forget, recycle_deleted

__all__ = ["Loaded", "apply_changes", "fill_table", "stored_fields"]

_STAMP, _DELETED = "SystemModstamp", "IsDeleted"


@dataclass(slots=True)
class Loaded:
    """What was found while an object's rows went in: how many, how many were deleted, the latest stamp."""

    rows: int = 0
    deleted: int = 0
    mark: str = ""
    highest_serial: int = 0


def stored_fields(described: ObjectType) -> list[Field]:
    """The fields that have a column to be filled."""
    return [each for each in described.fields if not each.joined_from]


async def fill_table(
    connection: Connection,
    org: str,
    pg_schema: str,
    described: ObjectType,
    zone: ZoneInfo,
    findings: Findings,
) -> Loaded:
    """Copy all pages of an object into its empty table."""
    loaded, fields = Loaded(), stored_fields(described)
    place = store.table(pg_schema, described.name)
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(place, _names(fields))
    async for rows in _typed(connection, org, described, fields, zone, findings, loaded):
        async with connection.cursor() as cursor, cursor.copy(query) as copy:
            for row in rows:
                await copy.write_row(row)
    return loaded


async def apply_changes(
    connection: Connection,
    org: str,
    pg_schema: str,
    described: ObjectType,
    zone: ZoneInfo,
    findings: Findings,
) -> Loaded:
    """Put in what is new, replace what changed and move to the bin what was deleted."""
    loaded, fields = Loaded(), stored_fields(described)
    place, names = store.table(pg_schema, described.name), [each.name for each in fields]
    ident, gone = names.index("Id"), names.index(_DELETED)
    settings = sql.SQL(", ").join(
        sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in names if name != "Id"
    )
    upsert = sql.SQL('INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ("Id") DO UPDATE SET {}').format(
        place, _names(fields), sql.SQL(", ").join([sql.Placeholder()] * len(fields)), settings
    )
    async for rows in _typed(connection, org, described, fields, zone, findings, loaded):
        await forget(connection, org, described, [row[ident] for row in rows if not row[gone]])
        async with connection.cursor() as cursor:
            await cursor.executemany(upsert, rows)
        loaded.deleted += await recycle_deleted(connection, org, pg_schema, described, datetime.now(UTC))
    return loaded


def _names(fields: Sequence[Field]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(each.name) for each in fields)


async def _typed(
    connection: Connection,
    org: str,
    described: ObjectType,
    fields: Sequence[Field],
    zone: ZoneInfo,
    findings: Findings,
    loaded: Loaded,
) -> AsyncGenerator[list[list[Any]]]:
    """The rows of each page as typed values; what does not fit is a problem, and empty."""
    convert = [converter(each, zone) for each in fields]
    moment = datetime.now(UTC)
    async for text in staging.read_pages(connection, org, described.name):
        reader = csv.reader(io.StringIO(text, newline=""))
        header = [name.lower() for name in next(reader, list[str]())]
        places = [header.index(each.name.lower()) if each.name.lower() in header else None for each in fields]
        rows: list[list[Any]] = []
        for cells in reader:
            loaded.rows += 1
            row = [
                _value(change, cells[place], each, described, loaded.rows, findings)
                if place is not None and cells[place] != ""
                else _nothing(each)
                for change, place, each in zip(convert, places, fields, strict=True)
            ]
            rows.append(row)
        _note(rows, fields, loaded)
        if _STAMP.lower() not in header:
            _stamp(rows, fields, moment)
        yield rows


def _value(
    change: Callable[[Any], Any],
    cell: str,
    field: Field,
    described: ObjectType,
    row: int,
    findings: Findings,
) -> Any:  # noqa: ANN401  (as many types as fields have)
    try:
        return change(cell)
    except MisfitError as error:
        hint = f"{field.name} is of the type {field.type.value}"
        findings.problem(str(error), described.name, row=row, column=field.name, value=cell, hint=hint)
        return None


def _nothing(field: Field) -> bool | None:
    return False if field.type is FieldType.BOOLEAN and field.name == _DELETED else None


def _stamp(rows: Sequence[list[Any]], fields: Sequence[Field], moment: datetime) -> None:
    """Give rows the stamp that their org has none of: when they were changed or made, at the latest now."""
    names = [each.name for each in fields]
    stamp, *others = (names.index(name) for name in (_STAMP, "LastModifiedDate", "CreatedDate"))
    for row in rows:
        row[stamp] = next((row[place] for place in others if row[place] is not None), moment)


def _note(rows: Sequence[Sequence[Any]], fields: Sequence[Field], loaded: Loaded) -> None:
    names = [each.name for each in fields]
    stamp, ident = names.index(_STAMP), names.index("Id")
    for row in rows:
        if row[stamp] is not None:
            loaded.mark = max(loaded.mark, f"{row[stamp].isoformat(timespec='milliseconds')[:23]}Z")
        loaded.highest_serial = max(loaded.highest_serial, serial_of(row[ident]) or 0)
