"""The recycle bin of a whole org: what it holds, what has lain in it long enough, what an import puts there.

Records go into it and come out of it one by one in `records`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import sql

from understudy.kit.db import Connection, Database
from understudy.kit.ids import RecordId
from understudy.org.metadata import IS_DELETED, ObjectType
from understudy.org.orgs import Org
from understudy.org.store import table

__all__ = [
    "Recycled",
    "expire",
    "forget",
    "list_recycled",
    "purge_records",
    "recycle_deleted",
    "refill",
]

_IMPORTED = "imported as deleted"


@dataclass(frozen=True, slots=True)
class Recycled:
    """A record in the bin; `deleted_with` is the one whose deletion took it along, or itself."""

    object: str
    id: RecordId
    deleted_with: RecordId
    deleted_at: datetime
    deleted_by: str


async def list_recycled(database: Database, org: Org, *, most: int) -> Sequence[Recycled]:
    """What was deleted last, first; which records they are, not what they say."""
    found = await database.fetch(
        "SELECT object, id, deleted_with, deleted_at, deleted_by FROM understudy.recycled WHERE org = %s"
        " ORDER BY deleted_at DESC, id LIMIT %s",
        (org.name, most),
    )
    return [Recycled(*row) for row in found]


async def expire(database: Database, org: Org, now: datetime, days: int) -> int:
    """Purge what has lain in the bin for so many days; how many records that were."""
    async with database.transaction() as connection:
        params = {"before": now - timedelta(days=days)}
        return await _purge(connection, org, sql.SQL("deleted_at < %(before)s"), params)


async def purge_records(connection: Connection, org: Org, ids: Sequence[str]) -> int:
    """Purge these records and what went along; how many records that were."""
    which = sql.SQL("(deleted_with = ANY(%(ids)s) OR id = ANY(%(ids)s))")
    return await _purge(connection, org, which, {"ids": list(ids)})


async def _purge(connection: Connection, org: Org, which: sql.SQL, params: Mapping[str, Any]) -> int:
    """Forget records in the bin: what they held, and what is known of their fields' history."""
    query = sql.SQL(
        "WITH gone AS (DELETE FROM understudy.recycled WHERE org = %(org)s AND {which} RETURNING id),"
        " history AS (DELETE FROM understudy.field_history"
        " WHERE org = %(org)s AND record_id IN (SELECT id FROM gone)),"
        " changes AS (UPDATE understudy.change SET before = '{{}}', after = '{{}}'"
        " WHERE org = %(org)s AND record_id IN (SELECT id FROM gone))"
        " SELECT id FROM gone"
    ).format(which=which)
    return (await connection.execute(query, {"org": org.name, **params})).rowcount


async def refill(connection: Connection, org: Org, at: datetime) -> None:
    """Put into the bin of an org that was just loaded, and so is empty, what came as deleted."""
    for described in org.schema:
        await recycle_deleted(connection, org.name, org.pg_schema, described, at)


async def recycle_deleted(
    connection: Connection, org: str, pg_schema: str, described: ObjectType, at: datetime
) -> int:
    """Move the rows of the table that say they are deleted into the bin; how many there were."""
    query = sql.SQL(
        "WITH gone AS (DELETE FROM {place} WHERE {deleted} RETURNING *)"
        " INSERT INTO understudy.recycled (org, object, id, row, deleted_with, deleted_at, deleted_by)"
        ' SELECT %(org)s, %(object)s, gone."Id", to_jsonb(gone), gone."Id",'
        ' coalesce(gone."SystemModstamp", %(at)s), %(by)s FROM gone'
        " ON CONFLICT (org, object, id) DO UPDATE SET row = EXCLUDED.row, deleted_at = EXCLUDED.deleted_at"
    ).format(place=table(pg_schema, described.name), deleted=sql.Identifier(IS_DELETED))
    params = {"org": org, "object": described.name, "at": at, "by": _IMPORTED}
    return (await connection.execute(query, params)).rowcount


async def forget(connection: Connection, org: str, described: ObjectType, ids: Sequence[str]) -> None:
    """Take records out of the bin that another system has brought back."""
    await connection.execute(
        "DELETE FROM understudy.recycled WHERE org = %s AND object = %s AND id = ANY(%s)",
        (org, described.name, list(ids)),
    )
