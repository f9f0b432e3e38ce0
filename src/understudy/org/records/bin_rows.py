"""The SQL of the recycle bin."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from understudy.kit.db import Connection
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.records.write import Write, actor_name, audit_user
from understudy.org.store import table

__all__ = [
    "Cleared",
    "clear",
    "deleted_with",
    "locked",
    "point",
    "put_back",
    "reconnect",
    "referring",
    "take_out",
]

Cleared = tuple[str, str, str]
"""A reference that was emptied: its object, its field, and the id of the record that holds it."""


async def referring(
    connection: Connection, org: Org, child: ObjectType, field: Field, ids: Iterable[str]
) -> list[tuple[str, str]]:
    """The records that refer by the field to one of the ids: their id, and to which. They are locked."""
    query = sql.SQL('SELECT "Id", {0} FROM {1} WHERE {0} = ANY(%s) ORDER BY "Id" FOR UPDATE').format(
        sql.Identifier(field.name), table(org.pg_schema, child.name)
    )
    return [(row[0], row[1]) for row in await (await connection.execute(query, (list(ids),))).fetchall()]


async def clear(
    connection: Connection, write: Write, child: ObjectType, field: Field, ids: Sequence[str]
) -> None:
    """Empty the field of these records."""
    query = sql.SQL(
        'UPDATE {} SET {} = NULL, "SystemModstamp" ='
        ' greatest(%s, "SystemModstamp" + interval \'1 microsecond\') WHERE "Id" = ANY(%s)'
    ).format(table(write.org.pg_schema, child.name), sql.Identifier(field.name))
    await connection.execute(query, (write.now, ids))


async def take_out(
    connection: Connection,
    write: Write,
    described: ObjectType,
    tops: Mapping[str, str],
    cleared: Mapping[str, Sequence[Cleared]],
) -> None:
    """Move records from their table to the bin; `tops` names for each the record that takes it along."""
    query = sql.SQL(
        'WITH gone AS (DELETE FROM {} WHERE "Id" = ANY(%(ids)s) RETURNING *)'
        " INSERT INTO understudy.recycled"
        " (org, object, id, row, cleared, deleted_with, deleted_at, deleted_by)"
        " SELECT %(org)s, %(object)s, given.id, to_jsonb(gone) || %(marks)s, given.cleared, given.top,"
        " %(at)s, %(by)s"
        " FROM gone JOIN unnest(%(ids)s::varchar[], %(tops)s::varchar[], %(cleared)s::jsonb[])"
        ' AS given (id, top, cleared) ON given.id = gone."Id"'
    ).format(table(write.org.pg_schema, described.name))
    ids = list(tops)
    params = {
        "ids": ids,
        "tops": [tops[each] for each in ids],
        "cleared": [Jsonb(list(cleared.get(each, ()))) for each in ids],
        "org": write.org.name,
        "object": described.name,
        "marks": Jsonb(_marks(write, is_deleted=True)),
        "at": write.now,
        "by": actor_name(write.actor),
    }
    await connection.execute(query, params)


def _marks(write: Write, *, is_deleted: bool) -> dict[str, Any]:
    at = write.now.isoformat()
    by = audit_user(write.actor)
    return {"IsDeleted": is_deleted, "SystemModstamp": at, "LastModifiedDate": at, "LastModifiedById": by}


async def locked(connection: Connection, org: Org, described: ObjectType, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are in the bin; nobody else takes them out meanwhile."""
    found = await connection.execute(
        "SELECT id FROM understudy.recycled WHERE org = %s AND object = %s AND id = ANY(%s)"
        " ORDER BY id FOR UPDATE",
        (org.name, described.name, list(ids)),
    )
    return {row[0] for row in await found.fetchall()}


async def deleted_with(
    connection: Connection, org: Org, tops: Sequence[str]
) -> list[tuple[str, str, str, list[Cleared]]]:
    """The records in the bin that are, or went along with, one of these: top, object, id, cleared."""
    found = await connection.execute(
        "SELECT CASE WHEN id = ANY(%(tops)s) THEN id ELSE deleted_with END, object, id, cleared"
        " FROM understudy.recycled"
        " WHERE org = %(org)s AND (deleted_with = ANY(%(tops)s) OR id = ANY(%(tops)s))"
        " ORDER BY id FOR UPDATE",
        {"org": org.name, "tops": list(tops)},
    )
    return [
        (top, name, each, [tuple(c) for c in cleared]) for top, name, each, cleared in await found.fetchall()
    ]


async def put_back(connection: Connection, write: Write, described: ObjectType, ids: Sequence[str]) -> None:
    """Move records from the bin back to their table."""
    place = table(write.org.pg_schema, described.name)
    names = [sql.Identifier(field.name) for field in described.fields if not field.joined_from]
    query = sql.SQL(
        "WITH gone AS (DELETE FROM understudy.recycled"
        " WHERE org = %s AND object = %s AND id = ANY(%s) RETURNING row)"
        " INSERT INTO {place} ({names}) SELECT {values}"
        " FROM gone, jsonb_populate_record(NULL::{place}, gone.row || %s) AS kept"
    ).format(
        place=place,
        names=sql.SQL(", ").join(names),
        values=sql.SQL(", ").join(sql.SQL("kept.{}").format(name) for name in names),
    )
    marks = Jsonb(_marks(write, is_deleted=False))
    await connection.execute(query, (write.org.name, described.name, list(ids), marks))


async def point(
    connection: Connection, org: Org, described: ObjectType, field: Field, ids: Sequence[str]
) -> list[tuple[str, str]]:
    """Which of the records point by the field at what is not there: their id, and at which id."""
    targets = [found for name in field.references if (found := org.schema.object(name))]
    there = sql.SQL(" OR ").join(
        sql.SQL('EXISTS (SELECT FROM {} AS target WHERE target."Id" = kept.{})').format(
            table(org.pg_schema, target.name), sql.Identifier(field.name)
        )
        for target in targets
    )
    query = sql.SQL(
        'SELECT "Id", {0} FROM {1} AS kept WHERE "Id" = ANY(%s) AND {0} IS NOT NULL AND NOT ({2})'
    ).format(sql.Identifier(field.name), table(org.pg_schema, described.name), there)
    return [(row[0], row[1]) for row in await (await connection.execute(query, (list(ids),))).fetchall()]


async def reconnect(
    connection: Connection, write: Write, child: ObjectType, field: Field, pairs: Sequence[tuple[str, str]]
) -> None:
    """Point the field of each record, where it is still empty, at the restored one: (record, restored)."""
    query = sql.SQL(
        'UPDATE {0} AS kept SET {1} = given.restored, "SystemModstamp" ='
        " greatest(%s, kept.\"SystemModstamp\" + interval '1 microsecond')"
        " FROM unnest(%s::varchar[], %s::varchar[]) AS given (id, restored)"
        ' WHERE kept."Id" = given.id AND kept.{1} IS NULL'
    ).format(table(write.org.pg_schema, child.name), sql.Identifier(field.name))
    ids, restored = zip(*pairs, strict=True)
    await connection.execute(query, (write.now, list(ids), list(restored)))
