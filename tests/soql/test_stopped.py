"""A query that takes too long, or that nobody waits for any more, is stopped in PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from understudy.kit.clock import Moment
from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.errors import ServiceError
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.run import run

TEXT = "SELECT Id FROM Case"
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE %s"


@asynccontextmanager
async def held_up(database: Database, org: Org) -> AsyncGenerator[None]:
    """Nobody can read the cases of the org meanwhile."""
    async with database.transaction() as connection:
        lock: Any = f'LOCK TABLE "{org.pg_schema}"."Case" IN ACCESS EXCLUSIVE MODE'
        await connection.execute(lock)
        yield


async def running(database: Database, org: Org) -> int:
    row = await database.fetch_one(RUNNING, (f'SELECT%"{org.pg_schema}"."Case"%',))
    assert row is not None
    return row[0]


async def until(database: Database, org: Org, wanted: int) -> None:
    for _ in range(2000):
        if await running(database, org) == wanted:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"there are not {wanted} such queries")


async def test_a_query_may_take_so_long(
    database: Database, settings: Settings, shop: Org, system: System, moment: Moment
) -> None:
    async with await Database.open(replace(settings, query_timeout_s=0.05)) as impatient:
        async with held_up(database, shop):
            with pytest.raises(ServiceError, match="took too long"):
                await run(impatient, shop, TEXT, system, moment)
            assert await running(database, shop) == 0
        assert len((await run(impatient, shop, TEXT, system, moment)).rows) == 5


async def test_a_query_ends_with_who_waits_for_it(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    async with held_up(database, shop):
        asked = asyncio.create_task(run(database, shop, TEXT, system, moment))
        await until(database, shop, 1)
        asked.cancel()
        with suppress(asyncio.CancelledError):
            await asked
        assert asked.cancelled()
        await until(database, shop, 0)
    assert len((await run(database, shop, TEXT, system, moment)).rows) == 5
