"""The room's SQL about single records: finding, reading and changing one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import sql

from understudy.kit.db import Connection, Database
from understudy.kit.ids import RecordId, new_record_id
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.store import numbers, table

__all__ = [
    "Change",
    "below",
    "change",
    "claim",
    "exists",
    "insert",
    "locked",
    "matching",
    "new_id",
    "next_number",
    "written",
]

Change = tuple[str, str | None, str | None]
"""A field's name, its old and its new value as texts."""

_MOST_FOUND = 20


async def matching(
    database: Database,
    org: Org,
    described: ObjectType,
    fields: Sequence[Field],
    text: str,
    wanted: Sequence[str],
) -> list[dict[str, Any]]:
    """The records of which one of the fields is the text, whatever its case: Id and the wanted fields."""
    columns = ["Id", *wanted]
    query = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        table(org.pg_schema, described.name),
        sql.SQL(" OR ").join(
            sql.SQL("lower({}) = lower({})").format(sql.Identifier(f.name), text) for f in fields
        ),
        sql.Identifier("Id"),
        _MOST_FOUND,
    )
    return [dict(zip(columns, row, strict=True)) for row in await database.fetch(query)]


async def below(database: Database, org: Org, described: ObjectType, manager: Field, top: str) -> list[str]:
    """The ids of everyone under `top` in the hierarchy that the manager field makes, without `top`."""
    place = table(org.pg_schema, described.name)
    query = sql.SQL(
        'WITH RECURSIVE team(id) AS (SELECT {top}::varchar(18) COLLATE "C" UNION'
        ' SELECT u."Id" COLLATE "C" FROM {place} u JOIN team ON u.{manager} = team.id)'
        " SELECT id FROM team WHERE id <> {top}"
    ).format(place=place, manager=sql.Identifier(manager.name), top=top)
    return [row[0] for row in await database.fetch(query)]


async def exists(connection: Connection, org: Org, described: ObjectType, record_id: str) -> bool:
    """Whether the object has the record. It is kept from being removed until the transaction ends."""
    query = sql.SQL('SELECT 1 FROM {} WHERE "Id" = {} FOR KEY SHARE')
    found = await connection.execute(query.format(table(org.pg_schema, described.name), record_id))
    return await found.fetchone() is not None


async def new_id(connection: Connection, org: Org, described: ObjectType) -> RecordId:
    """An id that no record of the object has had."""
    row = await (
        await connection.execute("SELECT nextval(%s)", (f'"{org.pg_schema}".record_serial',))
    ).fetchone()
    assert row is not None
    return new_record_id(described.key_prefix, row[0])


async def claim(connection: Connection, org: Org, key: str, record_id: str, at: datetime) -> RecordId | None:
    """Note that the write with that key is made here; if it was made before, the record that it was about."""
    inserted = await connection.execute(
        "INSERT INTO understudy.write (org, key, record_id, at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (org, key) DO NOTHING",
        (org.name, key, record_id, at),
    )
    if inserted.rowcount:
        return None
    found = await connection.execute(
        "SELECT record_id FROM understudy.write WHERE org = %s AND key = %s", (org.name, key)
    )
    row = await found.fetchone()
    assert row is not None
    return RecordId(row[0])


async def written(database: Database, org: Org, key: str) -> bool:
    """Whether a write with that key was made."""
    found = await database.fetch_one(
        "SELECT 1 FROM understudy.write WHERE org = %s AND key = %s", (org.name, key)
    )
    return found is not None


async def next_number(connection: Connection, org: Org, described: ObjectType, field: Field) -> int:
    """A number that no record of the object has had."""
    sequence = numbers(org.pg_schema, described.name, field.name).as_string(connection)
    row = await (await connection.execute("SELECT nextval(%s)", (sequence,))).fetchone()
    assert row is not None
    return row[0]


async def insert(
    connection: Connection, org: Org, described: ObjectType, values: Mapping[str, object]
) -> None:
    """Add a record of these typed values, Id among them."""
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        table(org.pg_schema, described.name),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    await connection.execute(query, list(values.values()))


async def locked(
    connection: Connection, org: Org, described: ObjectType, record_id: str, wanted: Sequence[str]
) -> dict[str, Any] | None:
    """The wanted fields of a record, which nobody else changes until the transaction ends; None if gone."""
    query = sql.SQL('SELECT {} FROM {} WHERE "Id" = {} FOR UPDATE').format(
        sql.SQL(", ").join(map(sql.Identifier, wanted)), table(org.pg_schema, described.name), record_id
    )
    row = await (await connection.execute(query)).fetchone()
    return None if row is None else dict(zip(wanted, row, strict=True))


async def change(
    connection: Connection,
    org: Org,
    described: ObjectType,
    record_id: str,
    values: Mapping[str, object],
    history: tuple[Sequence[Change], str, datetime],
) -> None:
    """Set the fields of a record and note the changes, who made them and when."""
    settings = [sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()]
    query = sql.SQL('UPDATE {} SET {} WHERE "Id" = {}').format(
        table(org.pg_schema, described.name), sql.SQL(", ").join(settings), record_id
    )
    await connection.execute(query)
    changes, changed_by, at = history
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO understudy.field_history (org, object, record_id, field, old, new, changed_by, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(org.name, described.name, record_id, *each, changed_by, at) for each in changes],
        )
