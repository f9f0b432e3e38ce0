"""The SQL of labels that owners have confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from understudy.kit.db import Database
from understudy.knowledge.front_matter import Audience

__all__ = ["Label", "put_labels", "read_labels"]


@dataclass(frozen=True, slots=True)
class Label:
    """For whom the document with this key is, as long as what it says has this digest."""

    key: str
    audience: Audience
    digest: str


async def read_labels(database: Database, org: str, source: str) -> Mapping[str, Label]:
    """The labels of a source's documents, by key."""
    rows = await database.fetch(
        "SELECT key, audience, digest FROM understudy.document_label WHERE org = %s AND source = %s",
        (org, source),
    )
    return {row[0]: Label(*row) for row in rows}


async def put_labels(
    database: Database, org: str, source: str, labels: Sequence[Label], by: str, at: datetime
) -> None:
    """Keep them, in the place of earlier ones of the same documents; all or none."""
    async with database.transaction() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO understudy.document_label
                (org, source, key, audience, digest, confirmed_by, confirmed_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (org, source, key) DO UPDATE SET
                audience = excluded.audience, digest = excluded.digest,
                confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at
            """,
            [(org, source, each.key, each.audience, each.digest, by, at) for each in labels],
        )
