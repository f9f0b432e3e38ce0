"""Which processes are there: each holds a lock in the database, which lets go of it when the process dies."""

import asyncio
import random
from contextlib import suppress
from types import TracebackType
from typing import Self

import psycopg

from understudy.kit.db import Connection, Database
from understudy.kit.errors import ServiceError

__all__ = ["Presence", "those_present"]

_KIND = 0x756E6473
"""Sets these locks apart from all others."""
_CHECK_EVERY_S = 1.0
_PRESENT = """
SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def those_present(database: Database) -> set[int]:
    """The numbers of the processes that are there."""
    return {row[0] for row in await database.fetch(_PRESENT, (_KIND,))}


class Presence:
    """This process is there for as long as the context lasts; after an outage of the database, again."""

    def __init__(self, database: Database) -> None:
        self.number = random.randrange(1, 2**31)
        self._database = database
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None

    async def __aenter__(self) -> Self:
        await self._be_there()
        self._task = asyncio.create_task(self._stay())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._connection is not None:
            await self._connection.close()

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(_CHECK_EVERY_S)
            with suppress(ServiceError, psycopg.Error):
                await self._be_there()

    async def _be_there(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                await self._connection.execute("SELECT 1")
                return
            await self._connection.close()
            self._connection = None
            await self._database.revive()
        self._connection = await self._database.lasting_connection()
        await self._connection.execute("SELECT pg_advisory_lock(%s, %s)", (_KIND, self.number))
