"""The SQL that reads, adds and changes records, always many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import sql

from understudy.kit.db import Connection, Database
from understudy.kit.ids import RecordId, new_record_id
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.store import numbers, table, value_type

__all__ = ["change", "claim", "existing", "insert", "locked", "new_ids", "next_numbers", "written"]

_KEYS_KEPT = timedelta(days=30)
"""How long a key keeps its write from being made again. What waits for a yes lapses long before."""
_FORGOTTEN_AT_ONCE = 100


async def new_ids(connection: Connection, org: Org, described: ObjectType, count: int) -> list[RecordId]:
    """Ids that no record of the object has had."""
    serials = await _next(connection, f'"{org.pg_schema}".record_serial', count)
    return [new_record_id(described.key_prefix, serial) for serial in serials]


async def next_numbers(
    connection: Connection, org: Org, described: ObjectType, field: Field, count: int
) -> list[int]:
    """Numbers that no record of the object has had."""
    sequence = numbers(org.pg_schema, described.name, field.name).as_string(connection)
    return await _next(connection, sequence, count)


async def _next(connection: Connection, sequence: str, count: int) -> list[int]:
    found = await connection.execute(
        "SELECT nextval(%s) FROM generate_series(1, %s)", (sequence, count), prepare=True
    )
    return [row[0] for row in await found.fetchall()]


async def claim(connection: Connection, org: Org, key: str, record_id: str, at: datetime) -> RecordId | None:
    """Note that the write with that key is made here; if it was made before, the record that it was about."""
    await _forget_keys(connection, org, key, at)
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


async def _forget_keys(connection: Connection, org: Org, key: str, at: datetime) -> None:
    """Let some keys go that are too old to come again."""
    await connection.execute(
        "DELETE FROM understudy.write WHERE (org, key) IN (SELECT org, key FROM understudy.write"
        " WHERE at < %s AND (org, key) <> (%s, %s) LIMIT %s FOR UPDATE SKIP LOCKED)",
        (at - _KEYS_KEPT, org.name, key, _FORGOTTEN_AT_ONCE),
    )


async def written(database: Database, org: Org, key: str) -> bool:
    """Whether a write with that key was made."""
    found = await database.fetch_one(
        "SELECT 1 FROM understudy.write WHERE org = %s AND key = %s", (org.name, key)
    )
    return found is not None


async def existing(connection: Connection, org: Org, described: ObjectType, ids: Iterable[str]) -> set[str]:
    """Those of the ids that the object has records of. They stay until the transaction ends."""
    query = sql.SQL('SELECT "Id" FROM {} WHERE "Id" = ANY(%s) ORDER BY "Id" FOR KEY SHARE')
    found = await connection.execute(query.format(table(org.pg_schema, described.name)), (list(ids),))
    return {row[0] for row in await found.fetchall()}


async def locked(
    connection: Connection, org: Org, described: ObjectType, ids: Iterable[str], wanted: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """The wanted fields of those records that are there, by id; nobody else changes them meanwhile."""
    names = list(dict.fromkeys(["Id", *wanted]))
    query = sql.SQL('SELECT {} FROM {} WHERE "Id" = ANY(%s) ORDER BY "Id" FOR NO KEY UPDATE').format(
        sql.SQL(", ").join(map(sql.Identifier, names)), table(org.pg_schema, described.name)
    )
    found = await (await connection.execute(query, (list(ids),))).fetchall()
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}


async def insert(
    connection: Connection, org: Org, described: ObjectType, rows: Sequence[Mapping[str, object]]
) -> None:
    """Add records of these typed values, Id among them; what one of them lacks is empty."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    query = sql.SQL("INSERT INTO {} ({}) SELECT * FROM unnest({})").format(
        table(org.pg_schema, described.name),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        _arrays(described, names),
    )
    await connection.execute(query, [[row.get(name) for row in rows] for name in names])


async def change(
    connection: Connection, org: Org, described: ObjectType, rows: Sequence[Mapping[str, object]]
) -> None:
    """Set the fields of the records that Id names; all rows name the same fields."""
    names = list(rows[0])
    settings = [sql.SQL("{0} = given.{0}").format(sql.Identifier(name)) for name in names if name != "Id"]
    query = sql.SQL(
        'UPDATE {} AS kept SET {} FROM unnest({}) AS given ({}) WHERE kept."Id" = given."Id"'
    ).format(
        table(org.pg_schema, described.name),
        sql.SQL(", ").join(settings),
        _arrays(described, names),
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    await connection.execute(query, [[row[name] for row in rows] for name in names])


def _arrays(described: ObjectType, names: Sequence[str]) -> sql.Composed:
    """A typed placeholder of an array for each field."""
    fields = [described.field(name) for name in names]
    return sql.SQL(", ").join(sql.SQL("%s::{}[]").format(value_type(field)) for field in fields if field)
