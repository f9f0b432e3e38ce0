"""The package's SQL. Who appends holds the head's row to the transaction's end: entries have an order."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql

from understudy.kit.db import Connection, Database
from understudy.trust.audit.anchor import Anchor
from understudy.trust.audit.entry import Body, Entry

__all__ = [
    "Wanted",
    "count_entries",
    "delete_until",
    "entries",
    "erase_bodies",
    "insert",
    "last_before",
    "lock_head",
    "move_head",
    "newest",
    "read_head",
    "who_said",
]

_COLUMNS = sql.SQL("seq, at, kind, org, agent, body, salt, commitment, previous, digest, key, seal")
Row = tuple[Any, ...]
_PLACES = sql.SQL(", ").join([sql.Placeholder()] * 12)
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are listed; what is not given does not matter."""

    org: str | None = None
    kind: str | None = None
    agent: str | None = None
    session: str | None = None
    who: str | None = None
    since: datetime | None = None

    @property
    def condition(self) -> sql.Composed:
        """As SQL."""
        known = (
            (sql.SQL("org"), self.org),
            (sql.SQL("kind"), self.kind),
            (sql.SQL("agent"), self.agent),
            (sql.SQL("body::jsonb ->> 'session'"), self.session),
            (sql.SQL("body::jsonb ->> 'who'"), self.who),
        )
        parts = [
            sql.SQL("{} = {}").format(told, sql.Literal(value)) for told, value in known if value is not None
        ]
        if self.since is not None:
            parts.append(sql.SQL("at >= {}").format(sql.Literal(self.since)))
        return sql.SQL(" AND ").join([sql.SQL("true"), *parts])


async def lock_head(connection: Connection) -> Anchor:
    """The newest entry; nobody else can append until the transaction ends."""
    row = await (
        await connection.execute("SELECT seq, digest FROM understudy.audit_head FOR UPDATE")
    ).fetchone()
    assert row is not None, "the migration made it"
    return Anchor(row[0], bytes(row[1]))


async def read_head(connection: Connection) -> Anchor | None:
    """The newest entry, as the head tells it; None where the head is gone."""
    row = await (await connection.execute("SELECT seq, digest FROM understudy.audit_head")).fetchone()
    return Anchor(row[0], bytes(row[1])) if row else None


async def move_head(connection: Connection, head: Anchor) -> None:
    """Tell the newest entry."""
    await connection.execute(
        "UPDATE understudy.audit_head SET seq = %s, digest = %s", (head.seq, head.digest)
    )


async def insert(connection: Connection, made: Sequence[Entry]) -> None:
    """Keep entries."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            sql.SQL("INSERT INTO understudy.audit_entry ({}) VALUES ({})").format(_COLUMNS, _PLACES),
            [
                (
                    each.seq,
                    each.at,
                    each.kind,
                    each.org,
                    each.agent,
                    each.body.text if each.body else None,
                    each.body.salt if each.body else None,
                    each.commitment,
                    each.previous,
                    each.digest,
                    each.key,
                    each.seal,
                )
                for each in made
            ],
        )


async def entries(connection: Connection) -> AsyncGenerator[Entry]:
    """All entries by number, a few at a time. In a transaction of the caller's."""
    query = sql.SQL("SELECT {} FROM understudy.audit_entry ORDER BY seq").format(_COLUMNS)
    async with connection.cursor(name="audit_entries") as cursor:
        cursor.itersize = _AT_ONCE
        await cursor.execute(query)
        async for row in cursor:
            yield _entry(row)


async def newest(database: Database, wanted: Wanted, limit: int) -> list[Entry]:
    """The newest entries of those wanted, newest first."""
    query = sql.SQL("SELECT {} FROM understudy.audit_entry WHERE {} ORDER BY seq DESC LIMIT {}").format(
        _COLUMNS, wanted.condition, sql.Literal(limit)
    )
    return [_entry(row) for row in await database.fetch(query)]


async def count_entries(connection: Connection) -> int:
    """How many there are."""
    row = await (await connection.execute("SELECT count(*) FROM understudy.audit_entry")).fetchone()
    return row[0] if row else 0


async def who_said(connection: Connection, org: str, who: Sequence[str], texts: Sequence[str]) -> list[int]:
    """The numbers of entries of an org whose body is of one of these people, or holds one of these texts."""
    rows = await (
        await connection.execute(
            "SELECT seq FROM understudy.audit_entry WHERE org = %s AND body IS NOT NULL"
            " AND kind NOT IN ('erasure', 'retention') AND (body::jsonb ->> 'who' = ANY(%s) OR EXISTS"
            " (SELECT FROM unnest(%s::text[]) sought WHERE strpos(lower(body), lower(sought)) > 0))"
            " ORDER BY seq",
            (org, list(who), list(texts)),
        )
    ).fetchall()
    return [row[0] for row in rows]


async def erase_bodies(connection: Connection, numbers: Sequence[int]) -> None:
    """Take away the bodies of these entries, and the salts with which they could be guessed."""
    await connection.execute(
        "UPDATE understudy.audit_entry SET body = NULL, salt = NULL WHERE seq = ANY(%s)", (list(numbers),)
    )


async def last_before(connection: Connection, day: datetime) -> Anchor | None:
    """The last of the entries that are older than that, all before which are so, too."""
    row = await (
        await connection.execute(
            "SELECT seq, digest FROM understudy.audit_entry WHERE seq <"
            " (SELECT coalesce(min(seq) FILTER (WHERE at >= %s), max(seq)) FROM understudy.audit_entry)"
            " ORDER BY seq DESC LIMIT 1",
            (day,),
        )
    ).fetchone()
    return Anchor(row[0], bytes(row[1])) if row else None


async def delete_until(connection: Connection, seq: int) -> int:
    """Delete the entries up to this one; how many there were."""
    return (await connection.execute("DELETE FROM understudy.audit_entry WHERE seq <= %s", (seq,))).rowcount


def _entry(row: Row) -> Entry:
    seq, at, kind, org, agent, body, salt, *links, key, seal = row
    committed, previous, digest = map(bytes, links)
    kept = None if body is None else Body(body, bytes(salt))
    return Entry(seq, at, kind, org, agent, kept, committed, previous, digest, key, bytes(seal))
