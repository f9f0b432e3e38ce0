"""Whether a server can be used: its version, pgvector, and tables that are this version's."""

import psycopg
from psycopg.rows import TupleRow

from understudy.kit import migrations
from understudy.kit.errors import ConfigError, ServiceError

__all__ = ["CONNECT_TIMEOUT_S", "make_ready"]

CONNECT_TIMEOUT_S = 10
_MIN_VERSION = 15
_VECTOR = "vector"
_MIN_VECTOR = "0.8"


def make_ready(url: str) -> None:
    """Check the server and migrate if its tables are not this version's. Blocking.

    Raises: ConfigError for a database that cannot be used (address, version, no pgvector);
    ServiceError (retryable) if it cannot be reached.
    """
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as connection:
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
