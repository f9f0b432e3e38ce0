"""Indexes of words are built here: at the end of an import, or when an object is first searched.

A small table's is built at once. A large one's takes a minute or more: it is built in the background, on a
connection of its own, and nobody who reads or writes meanwhile waits for it; until then a search looks at the
newest records one by one (`hits`).
"""

import asyncio
import logging
import zlib
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from understudy.kit.db import Connection, Database, Query
from understudy.kit.errors import ServiceError
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.soql.sosl.fields import searchable
from understudy.soql.sosl.index import index_name, index_statement

__all__ = ["SMALL", "Progress", "ensure_index", "ensure_indexes", "unready"]

Progress = Callable[[str, int, int], None]
"""Called with the object whose index is built, the pages of its table that are done, and all of them."""

SMALL = 10_000
"""A table of at most so many records is indexed while the search waits: a second."""
_LOCK = 7_243_010
_POLL_S = 0.2
_building: dict[tuple[str, str, str], asyncio.Task[None]] = {}
"""What this process builds in the background, by database, schema and index."""
_log = logging.getLogger(__name__)


def silent(_object: str, _done: int, _total: int) -> None:
    """Tell nobody."""


async def ensure_indexes(database: Database, org: Org, progress: Progress = silent) -> None:
    """Build the indexes of all objects that can be searched, but for those that are there."""
    await ensure_index(database, org, *(each for each in org.schema if searchable(each)), progress=progress)


async def ensure_index(
    database: Database, org: Org, *objects: ObjectType, progress: Progress = silent
) -> None:
    """Build the indexes of objects where there are none for their fields as they are, and wait for them.

    Takes a minute or more for a million records; others read and write meanwhile.
    """
    for described in await unready(database, org, *objects, begin=False):
        telling = asyncio.create_task(_tell(database, org, described, progress))
        try:
            await _built(database, org, described)
        finally:
            telling.cancel()


async def unready(
    database: Database, org: Org, *objects: ObjectType, begin: bool = True
) -> tuple[ObjectType, ...]:
    """Those of the objects that have no index yet; of large ones it is begun in the background.

    One look at the catalogue where all are there.
    """
    async with database.connection() as connection:
        missing = await _missing(connection, org.pg_schema, objects)
        alone = connection.info.transaction_status == TransactionStatus.IDLE
        large = [each for each in missing if alone and await _is_large(connection, org.pg_schema, each)]
    left = [each for each in missing if each not in large and not await _build_at_once(database, org, each)]
    for described in large if begin else ():
        _begin(database, org, described)
    return (*left, *large)


def _begin(database: Database, org: Org, described: ObjectType) -> None:
    key = (database.url, org.pg_schema, index_name(described))
    if key not in _building:
        task = asyncio.create_task(_build_quietly(database, org, described))
        _building[key] = task
        task.add_done_callback(lambda _: _building.pop(key, None))


async def _build_quietly(database: Database, org: Org, described: ObjectType) -> None:
    """Build, unless somebody else does; what fails is tried again by the next search."""
    try:
        await _build(database, org, described)
    except (psycopg.Error, ServiceError) as error:
        _log.warning("the index of words of %s was not built: %s", described.name, error)


async def _built(database: Database, org: Org, described: ObjectType) -> None:
    """Wait until it is built, here or by another program."""
    while True:
        if await _build(database, org, described):
            return
        await asyncio.sleep(_POLL_S)


async def _build_at_once(database: Database, org: Org, described: ObjectType) -> bool:
    """Build in a transaction; not if somebody else builds it."""
    async with database.transaction() as connection:
        key = _key(org.pg_schema, described)
        if not await _said(connection, "SELECT pg_try_advisory_xact_lock(%s, %s)", key):
            return False
        if await _missing(connection, org.pg_schema, (described,)):
            await connection.execute("SET LOCAL statement_timeout = 0")
            for stale in await _stale(connection, org.pg_schema, described):
                await connection.execute(sql.SQL("DROP INDEX {}").format(stale))
            await connection.execute(index_statement(org.pg_schema, described, concurrently=False))
            await connection.execute(sql.SQL("ANALYZE {}").format(_table(org.pg_schema, described)))
    return True


async def _build(database: Database, org: Org, described: ObjectType) -> bool:
    """Build while others read and write; not if somebody else builds it."""
    async with database.own_connection() as connection, _turn(connection, org, described) as is_ours:
        if is_ours and await _missing(connection, org.pg_schema, (described,)):
            await connection.execute("SET maintenance_work_mem = '256MB'")
            whole = not await _is_parted(connection, org.pg_schema, described)
            for stale in await _stale(connection, org.pg_schema, described):
                way = sql.SQL("CONCURRENTLY" if whole else "")
                await connection.execute(sql.SQL("DROP INDEX {} {}").format(way, stale))
            await connection.execute(index_statement(org.pg_schema, described, concurrently=whole))
            await connection.execute(sql.SQL("ANALYZE {}").format(_table(org.pg_schema, described)))
        return is_ours


@asynccontextmanager
async def _turn(connection: Connection, org: Org, described: ObjectType) -> AsyncGenerator[bool]:
    """Whether nobody else builds the index. Never wait for that in a statement: who builds waits for it."""
    key = _key(org.pg_schema, described)
    is_ours = await _said(connection, "SELECT pg_try_advisory_lock(%s, %s)", key)
    try:
        yield bool(is_ours)
    finally:
        if is_ours:
            with suppress(psycopg.Error):
                await connection.execute("SELECT pg_advisory_unlock(%s, %s)", key)


async def _tell(database: Database, org: Org, described: ObjectType, progress: Progress) -> None:
    """Say how far it is, until cancelled."""
    query = (
        "SELECT blocks_done, blocks_total FROM pg_stat_progress_create_index"
        " WHERE relid = to_regclass(%s) AND blocks_total > 0"
    )
    place = f'"{org.pg_schema}"."{described.name}"'
    while True:
        found = await database.fetch_one(query, (place,))
        progress(described.name, *(found or (0, 0)))
        await asyncio.sleep(_POLL_S)


def _key(pg_schema: str, described: ObjectType) -> tuple[int, int]:
    """What stands for the index among advisory locks."""
    return _LOCK, zlib.crc32(f"{pg_schema} {index_name(described)}".encode()) - 2**31


async def _missing(
    connection: Connection, pg_schema: str, objects: Iterable[ObjectType]
) -> tuple[ObjectType, ...]:
    """Those of the objects whose index is not there, or was not finished."""
    wanted = {index_name(each): each for each in objects}
    found = await connection.execute(
        "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid"
        " WHERE relname = ANY(%s) AND indisvalid"
        " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)",
        (list(wanted), pg_schema),
    )
    there = {row[0] for row in await found.fetchall()}
    return tuple(each for name, each in wanted.items() if name not in there)


async def _is_large(connection: Connection, pg_schema: str, described: ObjectType) -> bool:
    query = sql.SQL("SELECT count(*) > {small} FROM (SELECT FROM {place} LIMIT {small} + 1) few")
    place = _table(pg_schema, described)
    return bool(await _said(connection, query.format(small=sql.Literal(SMALL), place=place), ()))


async def _is_parted(connection: Connection, pg_schema: str, described: ObjectType) -> bool:
    """Whether the table is made of parts, of which PostgreSQL makes no index while others write."""
    query = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)"
    place = _table(pg_schema, described).as_string(connection)
    return bool(await _said(connection, query, (place,)))


async def _stale(connection: Connection, pg_schema: str, described: ObjectType) -> list[sql.Identifier]:
    """Indexes of words made of other fields, or never finished."""
    found = await connection.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s AND indexname LIKE %s",
        (pg_schema, described.name, "%#words\\_%"),
    )
    return [sql.Identifier(pg_schema, row[0]) for row in await found.fetchall()]


def _table(pg_schema: str, described: ObjectType) -> sql.Identifier:
    return sql.Identifier(pg_schema, described.name)


async def _said(connection: Connection, query: Query, values: tuple[int | str, ...]) -> object:
    row = await (await connection.execute(query, values)).fetchone()
    return row[0] if row else None
