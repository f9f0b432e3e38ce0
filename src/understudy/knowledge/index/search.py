"""The SQL that searches: where words stand, which vectors are near, what the passages found say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from understudy.kit.db import Connection
from understudy.knowledge.index.postings import Shelf
from understudy.knowledge.readers import READABLE, Readers, reading

__all__ = ["Found", "near", "passages", "shelves"]

# As far as this every vector is compared; beyond, the nearest are found by the graph.
_COMPARED = 20_000
_REACH = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with its document, and how near it is to a question.

    `cosine` compares the meaning, 0 where the passage has no vector; `coverage` says how much of the
    question's words stand in the passage, between 0 and 1, rare words counting for more; `score` is what
    passages are put in order by. `before` and `after` are the passages around it under the same heading.
    """

    document: int
    source: str
    key: str
    title: str
    url: str | None
    heading: str
    start: int
    text: str
    before: str = ""
    after: str = ""
    cosine: float = 0.0
    coverage: float = 0.0
    score: float = 0.0


_SHELVES = f"""
WITH readable AS MATERIALIZED (
    SELECT id, passages, words, gone FROM understudy.shelf WHERE {READABLE}
)
SELECT id, passages, words, gone, NULL, NULL FROM readable
UNION ALL
SELECT g.shelf_id, NULL, NULL, NULL, p.term, p.entries
FROM readable JOIN understudy.segment g ON g.shelf_id = readable.id
JOIN understudy.posting p ON p.segment_id = g.id AND p.term = ANY(%(terms)s)
"""  # noqa: S608 - both texts stand here


async def shelves(connection: Connection, org: str, readers: Readers, terms: Iterable[str]) -> list[Shelf]:
    """The shelves that the readers may read, with where these terms stand in them."""
    values = {**reading(org, readers), "terms": list(terms)}
    cursor = await connection.execute(_SHELVES, values, binary=True)
    known: dict[int, Shelf] = {}
    pieces: dict[int, dict[str, list[bytes]]] = defaultdict(lambda: defaultdict(list))
    for shelf, count, words, gone, term, entries in await cursor.fetchall():
        if term is None:
            known[shelf] = Shelf(shelf, count, words, gone, pieces[shelf])
        else:
            pieces[shelf][term].append(entries)
    return list(known.values())


_READ = "SELECT number FROM understudy.chunk_vector WHERE shelf_id = ANY(%(shelves)s) ORDER BY "
_BY_GRAPH = _READ + "embedding <=> %(vector)s::halfvec LIMIT %(most)s"
# The sum keeps the planner from the graph, which finds most of the nearest and not all. Vectors are of length
# 1, so their product orders them as the cosine does, in half the time.
_EVERY = _READ + "(embedding <#> %(vector)s::halfvec) + 0, number LIMIT %(most)s"
_NEAR = """
WITH nearest AS MATERIALIZED ({}), candidate AS (
    SELECT number FROM nearest UNION SELECT unnest(%(others)s::integer[])
)
SELECT c.number, 1 - (v.embedding <=> %(vector)s::halfvec)
FROM candidate JOIN understudy.chunk c USING (number)
LEFT JOIN understudy.chunk_vector v ON v.number = c.number
WHERE c.shelf_id = ANY(%(shelves)s)
"""


async def near(
    connection: Connection,
    of: Sequence[Shelf],
    vector: np.ndarray,
    most: int,
    others: Collection[int],
) -> dict[int, float]:
    """The passages of these shelves that are nearest to the vector, and those others, with their cosines."""
    values = {
        "shelves": [shelf.id for shelf in of],
        "vector": "[" + ",".join(f"{value:.6g}" for value in vector.tolist()) + "]",
        "most": most,
        "others": list(others),
    }
    if sum(shelf.passages for shelf in of) <= _COMPARED:
        cursor = await connection.execute(_NEAR.format(_EVERY).encode(), values)
    else:
        async with connection.transaction():
            await connection.execute(
                "SELECT set_config('hnsw.ef_search', %s, true),"
                " set_config('hnsw.iterative_scan', 'strict_order', true)",
                (str(max(_REACH, min(2 * most, 1000))),),
            )
            cursor = await connection.execute(_NEAR.format(_BY_GRAPH).encode(), values)
    return {number: cosine or 0.0 for number, cosine in await cursor.fetchall()}


_PASSAGES = """
SELECT c.number, d.id, d.source, d.key, d.title, d.url, c.heading, c.start, c.text,
       COALESCE(b.text, ''), COALESCE(a.text, '')
FROM understudy.chunk c JOIN understudy.document d ON d.id = c.document_id
LEFT JOIN understudy.chunk b
    ON b.document_id = c.document_id AND b.ordinal = c.ordinal - 1 AND b.heading = c.heading
LEFT JOIN understudy.chunk a
    ON a.document_id = c.document_id AND a.ordinal = c.ordinal + 1 AND a.heading = c.heading
WHERE c.number = ANY(%s) AND c.shelf_id = ANY(%s)
"""


async def passages(connection: Connection, of: Sequence[Shelf], numbers: Sequence[int]) -> dict[int, Found]:
    """What stands in the passages of these numbers on these shelves, by number."""
    cursor = await connection.execute(_PASSAGES, (list(numbers), [shelf.id for shelf in of]))
    return {number: Found(*row) for number, *row in await cursor.fetchall()}
