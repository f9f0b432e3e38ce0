"""The documents as they are kept, with the places of their passages; and the package's SQL."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from understudy.kit.db import Database
from understudy.knowledge.index.chunks import HEADING_GAP
from understudy.knowledge.sentences import Sentence, split_sentences

__all__ = ["KeptDocument", "Place", "documents_of", "is_held_back", "is_told_elsewhere", "sample"]


@dataclass(frozen=True, slots=True)
class Place:
    """From where to where in a document's text."""

    start: int
    end: int

    def holds(self, other: "Place") -> bool:
        """Whether the other lies in it whole."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Place") -> bool:
        """Whether they have a letter in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document with its passages in order, each with its heading. Without any, no search can find it."""

    id: int
    source: str
    key: str
    title: str
    audience: str
    text: str
    passages: tuple[tuple[Place, str], ...]

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences, with their places in the text."""
        return split_sentences(self.text)

    def under_headings(self) -> Iterable[tuple[str, Place]]:
        """Each heading, the innermost only, with the place of what stands under it."""
        for heading, group in groupby(self.passages, key=lambda each: each[1]):
            places = [place for place, _ in group]
            if name := heading.rpartition(HEADING_GAP)[2]:
                yield name, Place(places[0].start, places[-1].end)


_DOCUMENTS = """
SELECT d.id, d.source, d.key, d.title, d.audience, d.text,
       coalesce(array_agg(c.start ORDER BY c.ordinal) FILTER (WHERE c.ordinal IS NOT NULL), '{}'),
       coalesce(array_agg(c.start + length(c.text) ORDER BY c.ordinal) FILTER (WHERE c.ordinal IS NOT NULL),
                '{}'),
       coalesce(array_agg(c.heading ORDER BY c.ordinal) FILTER (WHERE c.ordinal IS NOT NULL), '{}')
FROM understudy.document d LEFT JOIN understudy.chunk c ON c.document_id = d.id
WHERE d.org = %(org)s AND d.id = ANY(%(ids)s)
GROUP BY d.id
"""


async def documents_of(database: Database, org: str, ids: Collection[int]) -> dict[int, KeptDocument]:
    """The documents of these ids that there are, whoever may read them."""
    rows = await database.fetch(_DOCUMENTS, {"org": org, "ids": list(ids)})
    found: dict[int, KeptDocument] = {}
    for number, source, key, title, audience, text, starts, ends, headings in rows:
        places = (Place(start, end) for start, end in zip(starts, ends, strict=True))
        passages = tuple(zip(places, headings, strict=True))
        found[number] = KeptDocument(number, source, key, title, audience, text, passages)
    return found


async def sample(
    database: Database, org: str, source: str | None, seed: int, most: int
) -> list[KeptDocument]:
    """So many documents that a search can find, of one source or all, in an order that the seed decides.

    A document keeps its place in the order when others come or go.
    """
    rows = await database.fetch(
        """
        SELECT id FROM understudy.document d
        WHERE org = %(org)s AND (%(source)s::text IS NULL OR source = %(source)s)
          AND EXISTS (SELECT FROM understudy.chunk WHERE document_id = d.id)
        ORDER BY md5(%(seed)s || ' ' || source || ' ' || key), id
        LIMIT %(most)s
        """,
        {"org": org, "source": source, "seed": str(seed), "most": most},
    )
    found = await documents_of(database, org, [row[0] for row in rows])
    return [found[row[0]] for row in rows]


async def is_told_elsewhere(database: Database, org: str, question: str, but_not: int) -> bool:
    """Whether a passage of another document has more than half of the question's words that say something, so
    that it may answer too.
    """
    row = await database.fetch_one(
        """
        WITH asked AS (
            SELECT tsvector_to_array(to_tsvector('english', %(question)s)) AS words
        ), others AS (
            SELECT tsvector_to_array(to_tsvector('english', c.about || ' ' || c.text)) AS words
            FROM understudy.chunk c JOIN understudy.document d ON d.id = c.document_id
            WHERE d.org = %(org)s AND d.id <> %(but_not)s
        )
        SELECT EXISTS (
            SELECT FROM others, asked
            WHERE (SELECT count(*) FROM unnest(asked.words) AS word WHERE word = ANY(others.words)) * 2
                  > cardinality(asked.words)
        )
        """,
        {"org": org, "question": question, "but_not": but_not},
    )
    return row is not None and bool(row[0])


async def is_held_back(database: Database, org: str, question: str) -> bool:
    """Whether a document without passages, which no search finds, has every word that says something."""
    row = await database.fetch_one(
        """
        SELECT EXISTS (
            SELECT FROM understudy.document d
            WHERE d.org = %(org)s AND NOT EXISTS (SELECT FROM understudy.chunk WHERE document_id = d.id)
              AND numnode(plainto_tsquery('english', %(question)s)) > 0
              AND to_tsvector('english', d.title || ' ' || d.text) @@ plainto_tsquery('english', %(question)s)
        )
        """,
        {"org": org, "question": question},
    )
    return row is not None and bool(row[0])
