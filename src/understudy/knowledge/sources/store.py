"""The sources of an org, and what is remembered of the items in each."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from understudy.kit.db import Database
from understudy.knowledge.formats.file import Skipped
from understudy.knowledge.sources.items import Known
from understudy.knowledge.sources.spec import SPEC, Spec
from understudy.knowledge.store import fingerprints, save

__all__ = [
    "Listed",
    "finish",
    "forget_items",
    "forget_source",
    "keep_items",
    "keep_source",
    "known_items",
    "list_sources",
]


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with what there is of it. `spec` is None for what was indexed without one, as articles are.

    `synced_at` is None until a sync has gone through all of it.
    """

    name: str
    spec: Spec | None
    synced_at: datetime | None
    documents: int
    skipped: tuple[Skipped, ...]


async def keep_source(database: Database, org: str, spec: Spec) -> None:
    """Remember the source, or what is new about it. For other readers all of it is read again: a page that
    has not changed would stay with those of before.
    """
    async with database.transaction() as connection:
        await connection.execute(
            """
            UPDATE understudy.source_item i SET mark = '' FROM understudy.source s
            WHERE s.org = %s AND s.name = %s AND i.org = s.org AND i.source = s.name
              AND (s.spec ->> 'audience', s.spec ->> 'permission') IS DISTINCT FROM (%s, %s)
            """,
            (org, spec.name, spec.audience, spec.permission),
        )
        await connection.execute(
            """
            INSERT INTO understudy.source (org, name, spec) VALUES (%s, %s, %s)
            ON CONFLICT (org, name) DO UPDATE SET spec = excluded.spec
            """,
            (org, spec.name, SPEC.dump_json(spec).decode()),
        )


async def forget_source(database: Database, org: str, name: str) -> int:
    """Forget the source and remove its documents, all or nothing: without them a sync would find what it
    remembers to have read, and read nothing. How many documents these were.
    """
    async with database.together() as one:
        gone = await fingerprints(one, org, name)
        await save(one, org, name, (), sorted(gone))
        await one.execute("DELETE FROM understudy.source WHERE org = %s AND name = %s", (org, name))
    return len(gone)


async def finish(database: Database, org: str, name: str) -> None:
    """All of the source was gone through, just now."""
    await database.execute(
        "UPDATE understudy.source SET synced_at = now() WHERE org = %s AND name = %s", (org, name)
    )


async def known_items(database: Database, org: str, name: str) -> dict[str, Known]:
    """What is remembered of the items, by key."""
    rows = await database.fetch(
        "SELECT key, mark, documents, skipped, state FROM understudy.source_item"
        " WHERE org = %s AND source = %s",
        (org, name),
    )
    return {
        key: Known(mark, tuple(documents), tuple(Skipped(**each) for each in skipped), state)
        for key, mark, documents, skipped, state in rows
    }


async def keep_items(database: Database, org: str, name: str, items: Sequence[tuple[str, Known]]) -> None:
    """Remember these items, in place of what was known of them."""
    async with database.transaction() as connection, connection.cursor() as many:
        await many.executemany(
            """
            INSERT INTO understudy.source_item (org, source, key, mark, documents, skipped, state)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (org, source, key) DO UPDATE SET
                mark = excluded.mark, documents = excluded.documents, skipped = excluded.skipped,
                state = excluded.state
            """,
            [
                (
                    org,
                    name,
                    key,
                    known.mark,
                    list(known.documents),
                    json.dumps([asdict(each) for each in known.skipped]),
                    json.dumps(dict(known.state)),
                )
                for key, known in items
            ],
        )


async def forget_items(database: Database, org: str, name: str, keys: Collection[str]) -> None:
    """Forget these items."""
    await database.execute(
        "DELETE FROM understudy.source_item WHERE org = %s AND source = %s AND key = ANY(%s)",
        (org, name, list(keys)),
    )


_LIST = """
WITH held AS (
    SELECT source AS name, count(*) AS documents FROM understudy.document WHERE org = %(org)s GROUP BY source
), left_out AS (
    SELECT i.source AS name, jsonb_agg(each ORDER BY i.key) AS skipped
    FROM understudy.source_item i CROSS JOIN LATERAL jsonb_array_elements(i.skipped) AS each
    WHERE i.org = %(org)s GROUP BY i.source
)
SELECT name, s.spec, s.synced_at, COALESCE(h.documents, 0), COALESCE(l.skipped, '[]')
FROM (SELECT name, spec, synced_at FROM understudy.source WHERE org = %(org)s) AS s
FULL JOIN held h USING (name) LEFT JOIN left_out l USING (name)
ORDER BY name
"""


async def list_sources(database: Database, org: str) -> list[Listed]:
    """All sources by name, those that were indexed without being remembered among them."""
    return [
        Listed(
            name,
            SPEC.validate_python(spec) if spec else None,
            synced_at,
            documents,
            tuple(Skipped(**each) for each in skipped),
        )
        for name, spec, synced_at, documents, skipped in await database.fetch(_LIST, {"org": org})
    ]
