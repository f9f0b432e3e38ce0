"""The room's SQL: documents and their passages, written by source and read by audience."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from psycopg.types.json import Jsonb

from understudy.kit.db import Connection, Database
from understudy.knowledge.chunks import HEADING_GAP, Chunk, Span
from understudy.knowledge.documents import Document, Section

__all__ = [
    "Found",
    "Kept",
    "Written",
    "fingerprints",
    "read",
    "read_documents",
    "save",
    "search",
    "sections_of",
    "vector_text",
]


@dataclass(frozen=True, slots=True)
class Written:
    """A document with what is stored of it: its passages and a vector for each. `withheld` stands in none."""

    document: Document
    fingerprint: str
    chunks: Sequence[Chunk]
    vectors: np.ndarray
    withheld: Sequence[Span] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its document, and how near it is to a question.

    `cosine` compares the meaning; `coverage` says how much of the question's words stand in the passage,
    between 0 and 1, rare words counting for more.
    """

    document: int
    source: str
    key: str
    title: str
    url: str | None
    heading: str
    start: int
    text: str
    cosine: float
    coverage: float
    score: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is stored; `headings` say from where on in the text each one holds, in order. What is
    `withheld` of the text no agent reads.
    """

    title: str
    summary: str
    text: str
    headings: tuple[tuple[int, str], ...]
    withheld: tuple[Span, ...] = ()


async def fingerprints(database: Database, org: str, source: str) -> dict[str, str]:
    """The documents of a source by key, each with the mark by which a change is known."""
    rows = await database.fetch(
        "SELECT key, fingerprint FROM understudy.document WHERE org = %s AND source = %s", (org, source)
    )
    return {row[0]: row[1] for row in rows}


async def save(
    database: Database, org: str, source: str, written: Sequence[Written], gone: Sequence[str]
) -> None:
    """Put documents in place of those of the same keys and remove those that are gone; all or nothing.

    A document keeps its id as long as its source has one of its key: answers given before point to it.
    """
    async with database.transaction() as connection:
        await connection.execute(
            "DELETE FROM understudy.document WHERE org = %s AND source = %s AND key = ANY(%s)",
            (org, source, list(gone)),
        )
        for each in written:
            await _put(connection, org, source, each)


_COLUMNS = (
    "key",
    "audience",
    "title",
    "summary",
    "url",
    "owner",
    "updated",
    "reviewed",
    "valid_from",
    "text",
)
_PUT = """
INSERT INTO understudy.document (org, source, key, audience, title, summary, url, owner, updated, reviewed,
                                 valid_from, links, text, fingerprint, sections, withheld)
VALUES (%(org)s, %(source)s, %(key)s, %(audience)s, %(title)s, %(summary)s, %(url)s, %(owner)s, %(updated)s,
        %(reviewed)s, %(valid_from)s, %(links)s, %(text)s, %(fingerprint)s, %(sections)s, %(withheld)s)
ON CONFLICT (org, source, key) DO UPDATE SET
    audience = excluded.audience, title = excluded.title, summary = excluded.summary, url = excluded.url,
    owner = excluded.owner, updated = excluded.updated, reviewed = excluded.reviewed,
    valid_from = excluded.valid_from, links = excluded.links, text = excluded.text,
    fingerprint = excluded.fingerprint, sections = excluded.sections, withheld = excluded.withheld,
    indexed_at = now()
RETURNING id
"""


async def _put(connection: Connection, org: str, source: str, written: Written) -> None:
    document = written.document
    cursor = await connection.execute(
        _PUT,
        {
            "org": org,
            "source": source,
            "fingerprint": written.fingerprint,
            **{name: getattr(document, name) for name in _COLUMNS},
            "links": list(document.links),
            "sections": Jsonb([(each.path, each.start, each.end) for each in document.sections]),
            "withheld": Jsonb(list(written.withheld)),
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    await connection.execute("DELETE FROM understudy.chunk WHERE document_id = %s", row)
    async with connection.cursor() as many:
        await many.executemany(
            "INSERT INTO understudy.chunk"
            " (document_id, ordinal, heading, start, text, about, words, embedding)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s::vector)",
            [
                (
                    row[0],
                    c.ordinal,
                    c.heading,
                    c.start,
                    c.text,
                    c.about,
                    len(c.told.split()),
                    vector_text(vector),
                )
                for c, vector in zip(written.chunks, written.vectors, strict=True)
            ],
        )


def vector_text(values: np.ndarray) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.7g}" for value in values.tolist()) + "]"


# What the person may not read is left out first: not even a count or the weight of a word tells of it.
# Two rankings, by meaning and by words (BM25, a word of title or heading counting for two), are merged by the
# reciprocals of the ranks.
_SEARCH = """
WITH visible AS NOT MATERIALIZED (
    SELECT c.document_id, c.ordinal, c.words, c.lexemes, c.embedding
    FROM understudy.chunk c JOIN understudy.document d ON d.id = c.document_id
    WHERE d.org = %(org)s AND d.audience = ANY(%(audiences)s)
), term AS (
    SELECT DISTINCT lexeme FROM unnest(to_tsvector('english', %(question)s))
), corpus AS (
    SELECT count(*)::float8 AS size, avg(words)::float8 AS length FROM visible
), hit AS (
    SELECT v.document_id, v.ordinal, v.words, w.lexeme,
           (SELECT sum(CASE weight WHEN 'A' THEN 2.0 ELSE 1.0 END) FROM unnest(w.weights) AS weight)::float8
               AS frequency
    FROM visible v CROSS JOIN LATERAL unnest(v.lexemes) AS w JOIN term ON term.lexeme = w.lexeme
    WHERE v.lexemes @@ (SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery FROM term)
), rarity AS (
    SELECT term.lexeme,
           ln(1 + (corpus.size - count(hit.lexeme) + 0.5) / (count(hit.lexeme) + 0.5)) AS weight
    FROM corpus CROSS JOIN term LEFT JOIN hit ON hit.lexeme = term.lexeme
    GROUP BY term.lexeme, corpus.size
), by_words AS (
    SELECT hit.document_id, hit.ordinal,
           sum(rarity.weight) / (SELECT sum(weight) FROM rarity) AS coverage,
           row_number() OVER (
               ORDER BY sum(rarity.weight * hit.frequency * 2.2
                            / (hit.frequency + 1.2 * (0.25 + 0.75 * hit.words / corpus.length))) DESC,
                   hit.document_id, hit.ordinal
           ) AS place
    FROM hit JOIN rarity ON rarity.lexeme = hit.lexeme CROSS JOIN corpus
    GROUP BY hit.document_id, hit.ordinal
    ORDER BY place LIMIT %(pool)s
), by_meaning AS (
    SELECT document_id, ordinal, row_number() OVER (ORDER BY distance, document_id, ordinal) AS place
    FROM (
        SELECT document_id, ordinal, embedding <=> %(vector)s::vector AS distance
        FROM visible ORDER BY distance LIMIT %(pool)s
    ) AS nearest
)
SELECT d.id, d.source, d.key, d.title, d.url, c.heading, c.start, c.text,
       1 - (c.embedding <=> %(vector)s::vector), COALESCE(w.coverage, 0)::float8,
       (COALESCE(1.0 / (60 + m.place), 0) + COALESCE(1.0 / (60 + w.place), 0))::float8 AS score
FROM by_meaning m FULL JOIN by_words w USING (document_id, ordinal)
JOIN understudy.chunk c USING (document_id, ordinal)
JOIN understudy.document d ON d.id = document_id
ORDER BY score DESC, document_id, ordinal
LIMIT %(most)s
"""


async def search(
    database: Database, org: str, audiences: Sequence[str], question: str, vector: np.ndarray, most: int
) -> list[Found]:
    """The nearest passages among the documents of these audiences, the best first."""
    params: Mapping[str, object] = {
        "org": org,
        "audiences": list(audiences),
        "question": question,
        "vector": vector_text(vector),
        "pool": max(50, most),
        "most": most,
    }
    return [Found(*row) for row in await database.fetch(_SEARCH, params)]


async def read(database: Database, org: str, audiences: Sequence[str], document: int) -> Kept | None:
    """The document of that id; None unless it is of this org and for one of these audiences."""
    row = await database.fetch_one(
        """
        SELECT title, summary, text, sections, withheld FROM understudy.document
        WHERE id = %s AND org = %s AND audience = ANY(%s)
        """,
        (document, org, list(audiences)),
    )
    if row is None:
        return None
    title, summary, text, sections, withheld = row
    headings = tuple((each.start, HEADING_GAP.join(each.path)) for each in sections_of(sections, text))
    return Kept(title, summary, text, headings, tuple((start, end) for start, end in withheld))


async def read_documents(database: Database, org: str) -> list[Document]:
    """All documents of an org, whoever may read them, by source and key."""
    rows = await database.fetch(
        """
        SELECT key, title, text, sections, audience, summary, url, owner, updated, reviewed, valid_from, links
        FROM understudy.document WHERE org = %s ORDER BY source, key
        """,
        (org,),
    )
    return [
        Document(key, title, text, sections_of(sections, text), *rest, links=tuple(links))
        for key, title, text, sections, *rest, links in rows
    ]


def sections_of(kept: Sequence[tuple[Sequence[str], int, int]], text: str) -> tuple[Section, ...]:
    """The sections of a text as they are kept; one without a heading if it was indexed before they were."""
    if not kept:
        return (Section((), 0, len(text)),) if text else ()
    return tuple(Section(tuple(path), start, end) for path, start, end in kept)
