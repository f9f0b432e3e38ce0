"""The room's SQL: API keys and sign-ins. Secrets come in hashed and never leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from understudy.kit.db import Database

__all__ = [
    "KeptKey",
    "Person",
    "delete_sign_in",
    "find_key",
    "find_sign_in",
    "list_keys",
    "revoke_key",
    "save_key",
    "save_sign_in",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a key or sign-in speaks for: a user or contact of an org by id, or the operator (both None)."""

    org: str | None
    who: str | None


@dataclass(frozen=True, slots=True)
class KeptKey:
    """An API key as it is kept, without its secret."""

    id: str
    person: Person
    label: str
    created_at: datetime
    revoked_at: datetime | None


async def save_key(database: Database, key_id: str, secret_hash: bytes, person: Person, label: str) -> None:
    """Keep a new key."""
    await database.execute(
        "INSERT INTO understudy.api_key (id, secret_hash, org, who, label) VALUES (%s, %s, %s, %s, %s)",
        (key_id, secret_hash, person.org, person.who, label),
    )


async def find_key(database: Database, key_id: str) -> tuple[bytes, Person] | None:
    """The hash and person of a key that was not revoked."""
    row = await database.fetch_one(
        "SELECT secret_hash, org, who FROM understudy.api_key WHERE id = %s AND revoked_at IS NULL", (key_id,)
    )
    return (bytes(row[0]), Person(row[1], row[2])) if row else None


async def list_keys(database: Database) -> list[KeptKey]:
    """All keys, newest first."""
    rows = await database.fetch(
        "SELECT id, org, who, label, created_at, revoked_at FROM understudy.api_key"
        " ORDER BY created_at DESC, id"
    )
    return [KeptKey(row[0], Person(row[1], row[2]), *row[3:]) for row in rows]


async def revoke_key(database: Database, key_id: str) -> bool:
    """End a key and every sign-in that was opened with it; False when there is no such living key."""
    async with database.transaction() as connection:
        ended = await connection.execute(
            "UPDATE understudy.api_key SET revoked_at = now() WHERE id = %s AND revoked_at IS NULL", (key_id,)
        )
        await connection.execute("DELETE FROM understudy.sign_in WHERE key_id = %s", (key_id,))
        return ended.rowcount == 1


async def save_sign_in(
    database: Database, token_hash: bytes, key_id: str | None, person: Person, lasts: timedelta
) -> None:
    """Keep a sign-in, and forget those that have run out."""
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM understudy.sign_in WHERE expires_at < now()")
        await connection.execute(
            "INSERT INTO understudy.sign_in (token_hash, key_id, org, who, expires_at)"
            " VALUES (%s, %s, %s, %s, now() + %s)",
            (token_hash, key_id, person.org, person.who, lasts),
        )


async def find_sign_in(database: Database, token_hash: bytes) -> Person | None:
    """Who is signed in with this token."""
    row = await database.fetch_one(
        "SELECT org, who FROM understudy.sign_in WHERE token_hash = %s AND expires_at > now()", (token_hash,)
    )
    return Person(*row) if row else None


async def delete_sign_in(database: Database, token_hash: bytes) -> None:
    """Sign out."""
    await database.execute("DELETE FROM understudy.sign_in WHERE token_hash = %s", (token_hash,))
