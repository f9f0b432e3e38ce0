"""The room's SQL on documents: written by source, each passage on the shelf of those who may read it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from psycopg.types.json import Jsonb

from understudy.kit.db import Connection, Database
from understudy.knowledge.documents import Document, Section
from understudy.knowledge.index import store as index_store
from understudy.knowledge.index.chunks import HEADING_GAP, Chunk, Span
from understudy.knowledge.index.store import IndexedPassage
from understudy.knowledge.index.terms import count_words
from understudy.knowledge.readers import READABLE, Readers, reading

__all__ = [
    "Kept",
    "Written",
    "document_marks",
    "fingerprints",
    "read",
    "read_documents",
    "read_with_sources",
    "remove_documents",
    "save",
    "sections_of",
]

# A word of title, summary or heading counts for two.
_ABOUT, _TEXT = 2, 1


@dataclass(frozen=True, slots=True)
class Written:
    """A document with what is stored of it: its passages and a vector for each, or no vectors. What is
    `withheld` stands in none of them.
    """

    document: Document
    fingerprint: str
    chunks: Sequence[Chunk]
    vectors: np.ndarray | None
    withheld: Sequence[Span] = ()


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


async def document_marks(database: Database, org: str) -> dict[str, str]:
    """All documents of an org by source and key, with a slash between, each with what is another once its
    text, who may read it or what is withheld of it changed.
    """
    rows = await database.fetch(
        "SELECT source || '/' || key, md5(concat_ws('|', fingerprint, audience, permission, withheld))"
        " FROM understudy.document WHERE org = %s",
        (org,),
    )
    return {row[0]: row[1] for row in rows}


async def save(
    database: Database, org: str, source: str, written: Sequence[Written], gone: Sequence[str] = ()
) -> None:
    """Put documents in place of those of the same keys and remove those that are gone; all or nothing.

    A document keeps its id as long as its source has one of its key: answers given before point to it. What
    was kept of its withheld passages goes, until the gate puts others.
    """
    keys = [*gone, *(each.document.key for each in written)]
    async with database.transaction() as connection:
        await index_store.lock(connection, org)
        cursor = await connection.execute(
            "SELECT id FROM understudy.document WHERE org = %s AND source = %s AND key = ANY(%s)",
            (org, source, keys),
        )
        ids = [row[0] for row in await cursor.fetchall()]
        await index_store.forget(connection, ids)
        await connection.execute("DELETE FROM understudy.held_passage WHERE document_id = ANY(%s)", (ids,))
        await connection.execute(
            "DELETE FROM understudy.document WHERE org = %s AND source = %s AND key = ANY(%s)",
            (org, source, list(gone)),
        )
        if written:
            await _put(connection, org, source, written)


async def remove_documents(connection: Connection, org: str, documents: Sequence[int]) -> None:
    """Remove documents without a trace: their passages, vectors and words, and what was drawn from them."""
    if not documents:
        return
    await index_store.lock(connection, org)
    await index_store.forget(connection, documents)
    await index_store.purge(connection, org)
    await connection.execute("DELETE FROM understudy.document WHERE id = ANY(%s)", (list(documents),))
    # Kept by a digest of the text, so it cannot be told which are theirs; all are drawn again when needed.
    await connection.execute("DELETE FROM understudy.kept_claims WHERE org = %s", (org,))


_COLUMNS = (
    "key",
    "audience",
    "permission",
    "title",
    "summary",
    "url",
    "owner",
    "updated",
    "reviewed",
    "valid_from",
    "text",
    "labelled",
)
_PUT = """
INSERT INTO understudy.document (org, source, key, audience, permission, title, summary, url, owner, updated,
                                 reviewed, valid_from, links, text, labelled, fingerprint, sections, withheld)
VALUES (%(org)s, %(source)s, %(key)s, %(audience)s, %(permission)s, %(title)s, %(summary)s, %(url)s,
        %(owner)s, %(updated)s, %(reviewed)s, %(valid_from)s, %(links)s, %(text)s, %(labelled)s,
        %(fingerprint)s, %(sections)s, %(withheld)s)
ON CONFLICT (org, source, key) DO UPDATE SET
    audience = excluded.audience, permission = excluded.permission, title = excluded.title,
    summary = excluded.summary, url = excluded.url, owner = excluded.owner, updated = excluded.updated,
    reviewed = excluded.reviewed, valid_from = excluded.valid_from, links = excluded.links,
    text = excluded.text, labelled = excluded.labelled, fingerprint = excluded.fingerprint,
    sections = excluded.sections, withheld = excluded.withheld, indexed_at = now()
RETURNING id
"""


async def _put(connection: Connection, org: str, source: str, written: Sequence[Written]) -> None:
    ids = await _put_documents(connection, org, source, written)
    by_shelf: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for document, each in zip(ids, written, strict=True):
        vectors = [None] * len(each.chunks) if each.vectors is None else each.vectors
        by_shelf[each.document.audience, each.document.permission] += [
            _Row(document, chunk, vector) for chunk, vector in zip(each.chunks, vectors, strict=True)
        ]
    for (audience, permission), rows in by_shelf.items():
        shelf = await index_store.shelf_for(connection, org, audience, permission)
        await _put_passages(connection, shelf, rows)


async def _put_documents(
    connection: Connection, org: str, source: str, written: Sequence[Written]
) -> list[int]:
    values = [
        {
            "org": org,
            "source": source,
            "fingerprint": each.fingerprint,
            **{name: getattr(each.document, name) for name in _COLUMNS},
            "links": list(each.document.links),
            "sections": Jsonb([(part.path, part.start, part.end) for part in each.document.sections]),
            "withheld": Jsonb(list(each.withheld)),
        }
        for each in written
    ]
    ids: list[int] = []
    async with connection.cursor() as cursor:
        await cursor.executemany(_PUT, values, returning=True)
        async for result in cursor.results():
            ids += [row[0] for row in await result.fetchall()]
    return ids


@dataclass(frozen=True, slots=True)
class _Row:
    document: int
    chunk: Chunk
    vector: np.ndarray | None


async def _put_passages(connection: Connection, shelf: int, rows: Sequence[_Row]) -> None:
    counted = await index_store.stemmed(
        connection, [count_words([(row.chunk.about, _ABOUT), (row.chunk.text, _TEXT)]) for row in rows]
    )
    cursor = await connection.execute(
        "SELECT nextval(pg_get_serial_sequence('understudy.chunk', 'number'))::integer"
        " FROM generate_series(1, %s)",
        (len(rows),),
    )
    numbers = [row[0] for row in await cursor.fetchall()]
    async with cursor.copy(
        "COPY understudy.chunk (document_id, ordinal, number, shelf_id, heading, start, text, about, words)"
        " FROM STDIN"
    ) as copy:
        for number, row, words in zip(numbers, rows, counted, strict=True):
            c = row.chunk
            length = sum(words.values())
            await copy.write_row(
                (row.document, c.ordinal, number, shelf, c.heading, c.start, c.text, c.about, length)
            )
    async with cursor.copy(
        "COPY understudy.chunk_vector (number, shelf_id, embedding) FROM STDIN (FORMAT BINARY)"
    ) as copy:
        copy.set_types(["int4", "int4", "bytea"])
        for number, row in zip(numbers, rows, strict=True):
            if row.vector is not None:
                await copy.write_row((number, shelf, _half(row.vector)))
    await index_store.keep(connection, shelf, [*map(IndexedPassage, numbers, counted)])


def _half(vector: np.ndarray) -> bytes:
    """The vector as pgvector reads a halfvec in binary: how many numbers, two empty bytes, the numbers."""
    return len(vector).to_bytes(2, "big") + b"\0\0" + vector.astype(">f2").tobytes()


async def read(database: Database, org: str, readers: Readers, document: int) -> Kept | None:
    """The document of that id; None unless it is of this org and for these readers."""
    row = await database.fetch_one(
        f"""
        SELECT title, summary, text, sections, withheld
        FROM understudy.document WHERE id = %(document)s AND {READABLE}
        """,  # noqa: S608 - both texts stand here
        {**reading(org, readers), "document": document},
    )
    if row is None:
        return None
    title, summary, text, sections, withheld = row
    headings = tuple((each.start, HEADING_GAP.join(each.path)) for each in sections_of(sections, text))
    return Kept(title, summary, text, headings, tuple((start, end) for start, end in withheld))


async def read_documents(database: Database, org: str) -> list[Document]:
    """All documents of an org, whoever may read them, by source and key."""
    return [document for _, document in await read_with_sources(database, org)]


async def read_with_sources(database: Database, org: str) -> list[tuple[str, Document]]:
    """The same, each with the source that it is of."""
    rows = await database.fetch(
        """
        SELECT source, key, title, text, sections, audience, summary, url, owner, updated, reviewed,
               valid_from, links, permission, labelled
        FROM understudy.document WHERE org = %s ORDER BY source, key
        """,
        (org,),
    )
    return [
        (
            source,
            Document(
                key,
                title,
                text,
                sections_of(sections, text),
                *rest,
                links=tuple(links),
                permission=permission,
                labelled=labelled,
            ),
        )
        for source, key, title, text, sections, *rest, links, permission, labelled in rows
    ]


def sections_of(kept: Sequence[tuple[Sequence[str], int, int]], text: str) -> tuple[Section, ...]:
    """The sections of a text as they are kept; one without a heading if it was indexed before they were."""
    if not kept:
        return (Section((), 0, len(text)),) if text else ()
    return tuple(Section(tuple(path), start, end) for path, start, end in kept)
