"""The SQL of keys and sign-ins. Secrets come in hashed and never leave."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from understudy.channels.admission.scopes import Scope
from understudy.kit.db import Database

__all__ = [
    "Credential",
    "KeptKey",
    "KeptSignIn",
    "Kind",
    "Person",
    "delete_sign_in",
    "end_sign_in",
    "end_sign_ins",
    "find_key",
    "find_sign_in",
    "hashed",
    "list_keys",
    "list_sign_ins",
    "replace_key",
    "revoke_key",
    "save_key",
    "save_sign_in",
]

Kind = Literal["page", "token"]
_NOTED_EVERY = timedelta(minutes=1)
"""When somebody was here last is written no more often: most requests only read."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a key or sign-in speaks for: a user or contact of an org by id, or the operator (both None)."""

    org: str | None
    who: str | None


@dataclass(frozen=True, slots=True)
class Credential:
    """What somebody has shown: for whom it speaks, what for, and the name by which it is counted."""

    person: Person
    scopes: frozenset[Scope]
    name: str
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeptKey:
    """An API key as it is kept, without its secret."""

    id: str
    person: Person
    label: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    is_good: bool

    @property
    def state(self) -> str:
        """In a word."""
        return "good" if self.is_good else "revoked" if self.revoked_at else "expired"


@dataclass(frozen=True, slots=True)
class KeptSignIn:
    """A sign-in as it is kept, without its token."""

    id: int
    person: Person
    kind: Kind
    key_id: str | None
    created_at: datetime
    last_seen_at: datetime


def hashed(secret: str) -> bytes:
    """What is kept in place of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


async def save_key(
    database: Database,
    key_id: str,
    secret_hash: bytes,
    person: Person,
    label: str,
    scopes: frozenset[Scope],
    lasts: timedelta | None,
) -> None:
    """Keep a new key."""
    await database.execute(
        "INSERT INTO understudy.api_key (id, secret_hash, org, who, label, scopes, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, now() + %s)",
        (key_id, secret_hash, person.org, person.who, label, sorted(scopes), lasts),
    )


async def replace_key(
    database: Database, old_id: str, key_id: str, secret_hash: bytes, old_lasts: timedelta
) -> bool:
    """Keep a new key like a good one, which ends after `old_lasts`; False when there is no such good one."""
    async with database.transaction() as connection:
        made = await connection.execute(
            "INSERT INTO understudy.api_key (id, secret_hash, org, who, label, scopes, expires_at)"
            " SELECT %s, %s, org, who, label, scopes, now() + (expires_at - created_at)"
            " FROM understudy.api_key WHERE id = %s AND understudy.is_good(api_key) FOR UPDATE",
            (key_id, secret_hash, old_id),
        )
        await connection.execute(
            "UPDATE understudy.api_key SET expires_at = least(expires_at, now() + %s) WHERE id = %s",
            (old_lasts, old_id),
        )
        return made.rowcount == 1


async def find_key(database: Database, key_id: str) -> tuple[bytes, Credential] | None:
    """The hash of a good key and what it opens; notes that it was used."""
    row = await database.fetch_one(
        "SELECT secret_hash, org, who, scopes, coalesce(last_used_at < now() - %s, true)"
        " FROM understudy.api_key WHERE id = %s AND understudy.is_good(api_key)",
        (_NOTED_EVERY, key_id),
    )
    if row is None:
        return None
    if row[4]:
        await database.execute("UPDATE understudy.api_key SET last_used_at = now() WHERE id = %s", (key_id,))
    return bytes(row[0]), Credential(Person(row[1], row[2]), _scopes(row[3]), f"key {key_id}", key_id)


async def list_keys(database: Database, person: Person | None = None) -> list[KeptKey]:
    """All keys, or a person's, newest first."""
    rows = await database.fetch(
        "SELECT id, org, who, label, scopes, created_at, expires_at, last_used_at, revoked_at,"
        " understudy.is_good(api_key) FROM understudy.api_key"
        " WHERE %s OR (org, who) IS NOT DISTINCT FROM (%s::text, %s::text)"
        " ORDER BY created_at DESC, id",
        (person is None, *_named(person)),
    )
    return [KeptKey(row[0], Person(row[1], row[2]), row[3], _scopes(row[4]), *row[5:]) for row in rows]


async def revoke_key(database: Database, key_id: str, person: Person | None = None) -> bool:
    """End a key, if it is the person's, and the sign-ins opened with it; False when there is no such one."""
    async with database.transaction() as connection:
        ended = await connection.execute(
            "UPDATE understudy.api_key SET revoked_at = now() WHERE id = %s AND revoked_at IS NULL"
            " AND (%s OR (org, who) IS NOT DISTINCT FROM (%s::text, %s::text))",
            (key_id, person is None, *_named(person)),
        )
        if ended.rowcount == 1:
            await connection.execute("DELETE FROM understudy.sign_in WHERE key_id = %s", (key_id,))
        return ended.rowcount == 1


async def save_sign_in(
    database: Database,
    token_hash: bytes,
    key_id: str | None,
    person: Person,
    kind: Kind,
    scopes: frozenset[Scope],
    lasts: timedelta,
) -> None:
    """Keep a sign-in, and forget those that have run out."""
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM understudy.sign_in WHERE expires_at < now()")
        await connection.execute(
            "INSERT INTO understudy.sign_in (token_hash, key_id, org, who, kind, scopes, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, now() + %s)",
            (token_hash, key_id, person.org, person.who, kind, sorted(scopes), lasts),
        )


async def find_sign_in(
    database: Database, token_hash: bytes, kind: Kind, idle: timedelta
) -> Credential | None:
    """Who is signed in with this token, and was here within `idle`; notes that they are."""
    row = await database.fetch_one(
        "SELECT id, org, who, scopes, key_id, last_seen_at < now() - %s FROM understudy.sign_in"
        " WHERE token_hash = %s AND kind = %s AND expires_at > now() AND last_seen_at > now() - %s"
        " AND (key_id IS NULL OR EXISTS (SELECT FROM understudy.api_key"
        " WHERE api_key.id = sign_in.key_id AND understudy.is_good(api_key)))",
        (_NOTED_EVERY, token_hash, kind, idle),
    )
    if row is None:
        return None
    if row[5]:
        await database.execute("UPDATE understudy.sign_in SET last_seen_at = now() WHERE id = %s", (row[0],))
    return Credential(Person(row[1], row[2]), _scopes(row[3]), f"sign-in {row[0]}", row[4])


async def list_sign_ins(database: Database, person: Person) -> list[KeptSignIn]:
    """Where a person is signed in, newest first."""
    rows = await database.fetch(
        "SELECT id, org, who, kind, key_id, created_at, last_seen_at FROM understudy.sign_in"
        " WHERE expires_at > now() AND (org, who) IS NOT DISTINCT FROM (%s::text, %s::text) ORDER BY id DESC",
        _named(person),
    )
    return [KeptSignIn(row[0], Person(row[1], row[2]), *row[3:]) for row in rows]


async def delete_sign_in(database: Database, token_hash: bytes) -> None:
    """Sign out."""
    await database.execute("DELETE FROM understudy.sign_in WHERE token_hash = %s", (token_hash,))


async def end_sign_in(database: Database, number: int, person: Person) -> bool:
    """End one sign-in, if it is the person's."""
    async with database.transaction() as connection:
        ended = await connection.execute(
            "DELETE FROM understudy.sign_in WHERE id = %s"
            " AND (org, who) IS NOT DISTINCT FROM (%s::text, %s::text)",
            (number, *_named(person)),
        )
        return ended.rowcount == 1


async def end_sign_ins(database: Database, person: Person) -> int:
    """Sign a person out everywhere; how many sign-ins that were."""
    async with database.transaction() as connection:
        ended = await connection.execute(
            "DELETE FROM understudy.sign_in WHERE (org, who) IS NOT DISTINCT FROM (%s::text, %s::text)",
            _named(person),
        )
        return ended.rowcount


def _named(person: Person | None) -> tuple[str | None, str | None]:
    return (person.org, person.who) if person else (None, None)


def _scopes(kept: list[Any]) -> frozenset[Scope]:
    return frozenset(map(Scope, kept))
