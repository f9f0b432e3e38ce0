"""The one database: PostgreSQL, embedded in the workspace or wherever the settings say."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, LiteralString, Self, TypeVar

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from understudy.kit.config import Settings
from understudy.kit.errors import ServiceError
from understudy.kit.postgres import EmbeddedPostgres, exit_on_termination
from understudy.kit.readiness import CONNECT_TIMEOUT_S, make_ready

__all__ = ["WENT_AWAY", "Connection", "Database", "Params", "Query", "Sandbox"]

T = TypeVar("T")
Connection = AsyncConnection[TupleRow]
Query = LiteralString | bytes | sql.SQL | sql.Composed
"""SQL as psycopg takes it: never text put together from values. `sql.SQL` for what is generated."""
Params = Sequence[Any] | Mapping[str, Any] | None

_IDLE_IN_TRANSACTION_MS = 60_000
_HELD_UP = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
_SANDBOX = """
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL lock_timeout = '10s';
SAVEPOINT one_statement
"""
_NEXT_STATEMENT = "RELEASE SAVEPOINT one_statement; SAVEPOINT one_statement"
WENT_AWAY = (ServiceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What is raised when the server dies, is stopped or cannot be reached."""
_OUTAGE_S = (0.5, 2.0, 5.0, 15.0, 30.0, 60.0)
_SPARE_CONNECTIONS = 64
"""As many as sandboxes leave to those that come after them."""
_POOL_SIZE = 16
"""A connection is held for a statement or a short transaction; who keeps one longer has one of its own."""


class Database:
    """A pool of connections, ready to use once opened. Also an async context manager that closes it.

    `url` is where it is; the password in it, if any, must not be printed.
    """

    def __init__(
        self,
        url: str,
        pool: AsyncConnectionPool[Connection],
        server: EmbeddedPostgres | None,
        query_timeout_s: float,
    ) -> None:
        self.url = url
        self._pool = pool
        self._server = server
        self._query_timeout_s = query_timeout_s
        self._spare: list[Connection] = []

    @classmethod
    async def open(cls, settings: Settings) -> "Database":
        """Start or join the database, bring its tables up to date and connect.

        Raises: ConfigError for a database that cannot be used (address, version, no pgvector);
        ServiceError if it cannot be reached.
        """
        if settings.database_url is not None:
            return await cls._connect(settings.database_url, None, settings.query_timeout_s)
        exit_on_termination()
        server = EmbeddedPostgres(settings.workspace)
        url = await asyncio.to_thread(server.start)
        return await cls._connect(url, server, settings.query_timeout_s)

    @classmethod
    async def _connect(cls, url: str, server: EmbeddedPostgres | None, query_timeout_s: float) -> "Database":
        pool = AsyncConnectionPool[Connection](
            url,
            min_size=1,
            max_size=_POOL_SIZE,
            open=False,
            configure=partial(_configure, query_timeout_s=query_timeout_s),
            kwargs={"autocommit": True},
        )
        database = cls(url, pool, server, query_timeout_s)
        try:
            await asyncio.to_thread(make_ready, url)
            await pool.open(wait=True, timeout=CONNECT_TIMEOUT_S)
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Give the connections back and let go of the embedded server. Safe to call twice."""
        while self._spare:
            await self._spare.pop().close()
        await self._pool.close()
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """A connection in autocommit: each statement stands alone.

        Raises: ServiceError (retryable) when none comes free.
        """
        try:
            async with self._pool.connection() as connection:
                yield connection
        except PoolTimeout as error:
            raise ServiceError("no database connection came free", retryable=True) from error

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """A connection in a transaction, committed at the end and rolled back by an exception.

        Keep it short: never open while a model thinks.
        """
        async with self.connection() as connection, connection.transaction():
            yield connection

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[Connection]:
        """A connection whose statements all read the database as it is at one instant, and only read."""
        async with self.transaction() as connection:
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection

    @contextlib.asynccontextmanager
    async def together(self) -> AsyncGenerator["Database"]:
        """The database in which whatever is written is kept at the end as a whole, or after an exception not.

        It is one transaction of one connection; each statement stands in a savepoint.
        """
        async with self.transaction() as connection:
            yield _Within(self.url, self._pool, connection, self._query_timeout_s)

    @contextlib.asynccontextmanager
    async def sandbox(self) -> AsyncGenerator["Sandbox"]:
        """The database in which whatever is written is gone at the end, and nobody else sees it.

        It is one transaction of one connection: for trying things, not for work. The connection is not of the
        pool: many sandboxes may be open while a model thinks, and others still need one now and then.

        What one of them has written, another cannot write until the first ends: who waits too long is
        `held_up`.

        Raises: ServiceError (retryable) when the server takes no more connections.
        """
        connection = await self._spare_connection()
        try:
            await connection.execute(_SANDBOX)
            yield Sandbox(self.url, self._pool, connection, self._query_timeout_s)
        finally:
            await self._take_back(connection)

    async def _spare_connection(self) -> Connection:
        while self._spare:
            connection = self._spare.pop()
            if not connection.closed:
                return connection
        return await self.lasting_connection()

    async def _take_back(self, connection: Connection) -> None:
        """For the next sandbox, with nothing of the last one in it."""
        try:
            await connection.execute("ROLLBACK")
        except psycopg.Error:
            await connection.close()
        if not connection.closed and len(self._spare) < _SPARE_CONNECTIONS:
            self._spare.append(connection)
        else:
            await connection.close()

    async def revive(self) -> None:
        """Have the embedded server started again, should it have died, and see that the database answers.

        Raises: ServiceError (retryable) when it does not.
        """
        if self._server is not None:
            await asyncio.to_thread(self._server.revive)
        await asyncio.to_thread(make_ready, self.url)
        await self._pool.check()

    async def outlast(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What `ask` gives, which is asked again after each of some waits should the database be away.

        Raises: what `ask` does when the database stays away for more than two minutes.
        """
        for wait_s in _OUTAGE_S:
            try:
                return await ask()
            except WENT_AWAY:
                await asyncio.sleep(wait_s)
            with contextlib.suppress(ServiceError):
                await self.revive()
        return await ask()

    @contextlib.asynccontextmanager
    async def own_connection(self) -> AsyncGenerator[Connection]:
        """A connection in autocommit that is not of the pool, for work that takes minutes: it has no timeout.

        Raises: ServiceError (retryable) when the server takes no more connections.
        """
        async with await self.lasting_connection() as connection:
            await connection.execute("SET statement_timeout = 0")
            yield connection

    async def lasting_connection(self) -> Connection:
        """A connection in autocommit that is not of the pool, to be closed by who asks for it.

        Raises: ServiceError (retryable) when the server takes no more connections.
        """
        try:
            connection = await Connection.connect(
                self.url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
            )
        except psycopg.OperationalError as error:
            raise ServiceError(f"no database connection came free: {error}", retryable=True) from error
        await _configure(connection, query_timeout_s=self._query_timeout_s)
        return connection

    async def fetch(self, query: Query, params: Params = None) -> list[TupleRow]:
        """All rows of one statement, as tuples."""
        async with self.connection() as connection:
            return await (await connection.execute(query, params)).fetchall()

    async def fetch_one(self, query: Query, params: Params = None) -> TupleRow | None:
        """The first row of one statement, or None."""
        async with self.connection() as connection:
            return await (await connection.execute(query, params)).fetchone()

    async def execute(self, query: Query, params: Params = None) -> int:
        """Run one statement; how many rows it touched."""
        async with self.connection() as connection:
            return (await connection.execute(query, params)).rowcount


class _Within(Database):
    """All callers share the connection, one at a time; each stands in a savepoint, as errors come alone."""

    def __init__(
        self,
        url: str,
        pool: AsyncConnectionPool[Connection],
        connection: Connection,
        query_timeout_s: float,
    ) -> None:
        super().__init__(url, pool, None, query_timeout_s)
        self._own = connection
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        async with self._turn, self._own.transaction():
            yield self._own

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[Connection]:
        async with self.connection() as connection:
            yield connection

    async def close(self) -> None:
        """Nothing of its own is open."""


class Sandbox(_Within):
    """See `Database.sandbox`. `held_up` says that a statement gave up waiting for what others had written."""

    held_up = False

    @property
    def lost(self) -> bool:
        """Whether the database went away meanwhile."""
        return self._own.closed

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """As of any database. A savepoint is let go of with the next one: that saves a way to the server."""
        async with self._turn:
            await self._own.execute(_NEXT_STATEMENT)
            try:
                yield self._own
            except BaseException as error:
                self.held_up = self.held_up or isinstance(error, _HELD_UP)
                if not self.lost:
                    await self._own.execute("ROLLBACK TO SAVEPOINT one_statement")
                raise


async def _configure(connection: Connection, *, query_timeout_s: float) -> None:
    """Set what every session has. By statement, because poolers such as PgBouncer drop start options."""
    await connection.execute(
        "SELECT set_config('timezone', 'UTC', false), set_config('jit', 'off', false),"
        " set_config('statement_timeout', %s, false),"
        " set_config('idle_in_transaction_session_timeout', %s, false)",
        (str(max(1, round(query_timeout_s * 1000))), str(_IDLE_IN_TRANSACTION_MS)),
    )
