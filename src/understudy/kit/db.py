"""The one database: PostgreSQL, embedded in the workspace or wherever the settings say."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from understudy.kit import migrations
from understudy.kit.config import Settings
from understudy.kit.errors import ConfigError, ServiceError
from understudy.kit.postgres import EmbeddedPostgres, exit_on_termination

__all__ = ["Connection", "Database", "Params", "Query", "Sandbox"]

Connection = AsyncConnection[TupleRow]
Query = LiteralString | bytes | sql.SQL | sql.Composed
"""SQL as psycopg takes it: never text put together from values. `sql.SQL` for what is generated."""
Params = Sequence[Any] | Mapping[str, Any] | None

_MIN_VERSION = 15
_VECTOR = "vector"
_MIN_VECTOR = "0.8"
_CONNECT_TIMEOUT_S = 10
_IDLE_IN_TRANSACTION_MS = 60_000
_HELD_UP = (
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
_LONGEST_SANDBOX_WAIT = "10s"
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
            await asyncio.to_thread(_prepare, url)
            await pool.open(wait=True, timeout=_CONNECT_TIMEOUT_S)
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        """Give the connections back and let go of the embedded server. Safe to call twice."""
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
        async with (
            await self._connection_of_its_own() as connection,
            connection.transaction(force_rollback=True),
        ):
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            await connection.execute("SELECT set_config('lock_timeout', %s, true)", (_LONGEST_SANDBOX_WAIT,))
            yield Sandbox(self.url, self._pool, connection, self._query_timeout_s)

    @contextlib.asynccontextmanager
    async def own_connection(self) -> AsyncGenerator[Connection]:
        """A connection in autocommit that is not of the pool, for work that takes minutes: it has no timeout.

        Raises: ServiceError (retryable) when the server takes no more connections.
        """
        async with await self._connection_of_its_own() as connection:
            await connection.execute("SET statement_timeout = 0")
            yield connection

    async def _connection_of_its_own(self) -> Connection:
        try:
            connection = await Connection.connect(
                self.url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S
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

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncGenerator[Connection]:
        """As of any database."""
        try:
            async with super().connection() as connection:
                yield connection
        except _HELD_UP:
            self.held_up = True
            raise


async def _configure(connection: Connection, *, query_timeout_s: float) -> None:
    """Set what every session has. By statement, because poolers such as PgBouncer drop start options."""
    await connection.execute(
        "SELECT set_config('timezone', 'UTC', false), set_config('jit', 'off', false),"
        " set_config('statement_timeout', %s, false),"
        " set_config('idle_in_transaction_session_timeout', %s, false)",
        (str(max(1, round(query_timeout_s * 1000))), str(_IDLE_IN_TRANSACTION_MS)),
    )


def _prepare(url: str) -> None:
    """Check the server and migrate if its tables are not this version's."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S) as connection:
            if migrations.current_revision(connection) == migrations.head_revision():
                return
            _check_version(connection)
            _ensure_vector(connection)
    except psycopg.ProgrammingError as error:
        raise ConfigError(
            f"UNDERSTUDY_DATABASE_URL cannot be used: {error}",
            hint="the form is postgresql://user:password@host:port/database",
        ) from error
    except psycopg.OperationalError as error:
        raise ServiceError(
            f"the database cannot be reached: {str(error).strip()}",
            retryable=True,
            hint="check UNDERSTUDY_DATABASE_URL, or unset it to use the embedded PostgreSQL",
        ) from error
    migrations.upgrade(url)


def _check_version(connection: psycopg.Connection[TupleRow]) -> None:
    found = connection.info.server_version // 10_000
    if found < _MIN_VERSION:
        raise ConfigError(
            f"the database is PostgreSQL {found}; at least {_MIN_VERSION} is needed",
            hint="upgrade it, or unset UNDERSTUDY_DATABASE_URL to use the embedded one",
        )


def _ensure_vector(connection: psycopg.Connection[TupleRow]) -> None:
    found = connection.execute(
        "SELECT installed_version, default_version FROM pg_available_extensions WHERE name = %s", (_VECTOR,)
    ).fetchone()
    if found is None:
        raise ConfigError(
            "the database server has no pgvector",
            hint="install pgvector on it (https://github.com/pgvector/pgvector)",
        )
    installed, offered = found
    _check_vector(installed or offered, offered)
    if installed:
        return
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.errors.UniqueViolation:
        # Another program made it at the same time.
        return
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigError(
            "pgvector is installed but not switched on in this database, and this user may not do so",
            hint="let an administrator run CREATE EXTENSION vector",
        ) from error


def _check_vector(version: str, offered: str) -> None:
    """See that pgvector of this version will do; the server could have the one that is offered."""
    if _numbers(version) >= _numbers(_MIN_VECTOR):
        return
    raise ConfigError(
        f"the database has pgvector {version}; at least {_MIN_VECTOR} is needed",
        hint="let an administrator run ALTER EXTENSION vector UPDATE"
        if _numbers(offered) >= _numbers(_MIN_VECTOR)
        else "install a newer pgvector on the server (https://github.com/pgvector/pgvector)",
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
