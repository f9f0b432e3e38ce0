"""The gate's SQL: documents as they are to be cut again, what is withheld of them, and who goes first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from psycopg.rows import TupleRow

from understudy.kit.db import Database
from understudy.knowledge.documents import Document
from understudy.knowledge.gate.ledger import Page, PageKey
from understudy.knowledge.index.chunks import Chunk, Span
from understudy.knowledge.index.search import Found
from understudy.knowledge.readers import READABLE, Readers, reading
from understudy.knowledge.store import sections_of

__all__ = [
    "Stored",
    "concerned",
    "drop_unheld",
    "gate_version",
    "held_near",
    "lock_gate",
    "marks",
    "put_held",
    "stored",
    "unsettle",
    "with_held",
]

_PAGE = 9


@dataclass(frozen=True, slots=True)
class Stored:
    """A document with what the index keeps of it besides; `withheld` is what its passages leave out."""

    page: Page
    document: Document
    fingerprint: str
    withheld: tuple[Span, ...]
    has_vectors: bool


async def marks(database: Database, org: str) -> dict[PageKey, str]:
    """The fingerprint of every document of the org."""
    rows = await database.fetch(
        "SELECT source, key, fingerprint FROM understudy.document WHERE org = %s", (org,)
    )
    return {(source, key): fingerprint for source, key, fingerprint in rows}


async def stored(database: Database, org: str, only: Collection[int] | None = None) -> list[Stored]:
    """The org's documents in order of source and key; those of these ids, if some are given."""
    rows = await database.fetch(
        """
        SELECT id, source, key, title, audience, permission, owner, updated, reviewed,
               text, sections, summary, url, valid_from, links, fingerprint, withheld,
               NOT EXISTS (SELECT FROM understudy.chunk c LEFT JOIN understudy.chunk_vector v USING (number)
                           WHERE c.document_id = document.id AND v.number IS NULL)
        FROM understudy.document
        WHERE org = %(org)s AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s))
        ORDER BY source, key
        """,
        {"org": org, "only": None if only is None else list(only)},
    )
    return [_stored(row) for row in rows]


def _stored(row: TupleRow) -> Stored:
    page = Page(*row[:_PAGE])
    text, sections, summary, url, valid_from, links, fingerprint, withheld, has_vectors = row[_PAGE:]
    document = Document(
        page.key,
        page.title,
        text,
        sections_of(sections, text),
        page.audience,
        summary,
        url,
        page.owner,
        page.updated,
        page.reviewed,
        valid_from,
        tuple(links),
        page.permission,
    )
    spans = tuple((start, end) for start, end in withheld)
    return Stored(page, document, fingerprint, spans, has_vectors)


async def gate_version(database: Database, org: str) -> tuple[int, date | None]:
    """How often it was changed what is withheld, and the day of the last check."""
    row = await database.fetch_one("SELECT version, checked_on FROM understudy.gate WHERE org = %s", (org,))
    return (row[0], row[1]) if row else (0, None)


async def lock_gate(database: Database, org: str) -> int:
    """The same number; until the transaction ends, nobody else changes it."""
    await database.execute("INSERT INTO understudy.gate (org) VALUES (%s) ON CONFLICT DO NOTHING", (org,))
    row = await database.fetch_one("SELECT version FROM understudy.gate WHERE org = %s FOR UPDATE", (org,))
    assert row is not None
    return row[0]


async def unsettle(database: Database, org: str) -> None:
    """Note that documents change which no check has seen. To be called before the index is locked: whoever
    locks both begins with the gate.
    """
    await lock_gate(database, org)
    await database.execute(
        "UPDATE understudy.gate SET version = version + 1, checked_on = NULL WHERE org = %s", (org,)
    )


async def concerned(database: Database, org: str, held: Collection[PageKey]) -> list[int]:
    """The documents of which something is withheld, or is to be."""
    rows = await database.fetch(
        """
        SELECT id FROM understudy.document
        WHERE org = %s AND (withheld <> '[]'
                            OR (source, key) IN (SELECT * FROM unnest(%s::text[], %s::text[])))
        """,
        (org, [source for source, _ in held], [key for _, key in held]),
    )
    return [row[0] for row in rows]


async def with_held(database: Database, documents: Collection[int]) -> set[int]:
    """Those of the documents of which withheld passages are kept."""
    rows = await database.fetch(
        "SELECT DISTINCT document_id FROM understudy.held_passage WHERE document_id = ANY(%s)",
        (list(documents),),
    )
    return {row[0] for row in rows}


async def put_held(database: Database, document: int, chunks: Sequence[Chunk], vectors: np.ndarray) -> None:
    """Keep passages of what is withheld of a document that was just saved; saving has removed the last."""
    for chunk, vector in zip(chunks, vectors, strict=True):
        await database.execute(
            """
            INSERT INTO understudy.held_passage (document_id, ordinal, heading, start, text, about, embedding)
            VALUES (%s, %s, %s, %s, %s, %s, %s::vector)
            """,
            (
                document,
                chunk.ordinal,
                chunk.heading,
                chunk.start,
                chunk.text,
                chunk.about,
                _vector(vector),
            ),
        )


def _vector(values: np.ndarray) -> str:
    return "[" + ",".join(f"{value:.7g}" for value in values.tolist()) + "]"


async def drop_unheld(database: Database, org: str) -> None:
    """Let go of the passages of documents of which nothing is withheld any more."""
    await database.execute(
        """
        DELETE FROM understudy.held_passage h USING understudy.document d
        WHERE d.id = h.document_id AND d.org = %s AND d.withheld = '[]'
        """,
        (org,),
    )


async def held_near(
    database: Database, org: str, readers: Readers, question: str, vector: np.ndarray, most: int
) -> list[Found]:
    """The passages of what is withheld that are nearest to the question in meaning, of the documents that
    these readers may read.
    """
    rows = await database.fetch(
        f"""
        WITH readable AS (SELECT id, source, key, title, url FROM understudy.document WHERE {READABLE})
        SELECT d.id, d.source, d.key, d.title, d.url, h.heading, h.start, h.text,
               1 - (h.embedding <=> %(vector)s::vector),
               (SELECT avg((asked.lexeme = ANY(told.lexemes))::int)::float8
                FROM unnest(to_tsvector('english', %(question)s)) AS asked)
        FROM understudy.held_passage h JOIN readable d ON d.id = h.document_id
        CROSS JOIN LATERAL
            tsvector_to_array(to_tsvector('english', h.about || ' ' || h.text)) AS told (lexemes)
        ORDER BY h.embedding <=> %(vector)s::vector, d.id, h.ordinal LIMIT %(most)s
        """,  # noqa: S608 - both texts stand here
        {**reading(org, readers), "question": question, "vector": _vector(vector), "most": most},
    )
    return [Found(*row[:8], cosine=row[8], coverage=row[9] or 0.0) for row in rows]
