"""The SQL that keeps the index: shelves, the packed postings of their words, and what is merged of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from understudy.kit.db import Connection
from understudy.knowledge.index.postings import pack, without

__all__ = ["IndexedPassage", "forget", "keep", "lock", "shelf_for", "stemmed", "stems_of"]

# So many segments of about one size become one: few to read, and a passage is rewritten only a few times.
_TOGETHER = 4
# When so large a part of what the postings name is no more, they are written anew.
_MOST_GONE = 0.25
_REMEMBERED = 500_000

_STEMS: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage by its number, with how often it has each stem."""

    number: int
    counted: Mapping[str, int]


async def stems_of(connection: Connection, words: Iterable[str]) -> dict[str, str]:
    """The stem of each word by PostgreSQL's English dictionary; empty for one that says nothing ("the").

    What has a digit in it stays as it is.
    """
    wanted = set(words)
    known = {word: _STEMS[word] for word in wanted if word in _STEMS}
    if unknown := wanted - known.keys():
        cursor = await connection.execute(
            "SELECT word, CASE WHEN word ~ '[0-9]' THEN word"
            " ELSE COALESCE((ts_lexize('pg_catalog.english_stem', word))[1], '') END"
            " FROM unnest(%s::text[]) AS word",
            (list(unknown),),
        )
        asked = dict(await cursor.fetchall())
        if len(_STEMS) + len(asked) > _REMEMBERED:
            _STEMS.clear()
        _STEMS.update(asked)
        known |= asked
    return known


async def stemmed(connection: Connection, counted: Sequence[Mapping[str, int]]) -> list[dict[str, int]]:
    """How often each stem stands in what has these words so often."""
    stems = await stems_of(connection, (word for words in counted for word in words))
    return [_by_stem(words, stems) for words in counted]


def _by_stem(words: Mapping[str, int], stems: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word, times in words.items():
        if stem := stems[word]:
            found[stem] = found.get(stem, 0) + times
    return found


async def lock(connection: Connection, org: str) -> None:
    """Let nobody else change the index of the org until the transaction ends."""
    await connection.execute("SET LOCAL statement_timeout = 0")
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('knowledge ' || %s, 0))", (org,))


async def shelf_for(connection: Connection, org: str, audience: str, permission: str) -> int:
    """The shelf of the documents for these readers, made if there is none."""
    where = (org, audience, permission)
    await connection.execute(
        "INSERT INTO understudy.shelf (org, audience, permission) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        where,
    )
    cursor = await connection.execute(
        "SELECT id FROM understudy.shelf WHERE org = %s AND audience = %s AND permission = %s", where
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def keep(connection: Connection, shelf: int, passages: Sequence[IndexedPassage]) -> None:
    """Make the words of these passages found, at the end of the transaction."""
    if not passages:
        return
    packed = pack((passage.number, passage.counted) for passage in passages)
    await _write_segment(connection, shelf, len(passages), packed.items())
    await connection.execute(
        "UPDATE understudy.shelf SET passages = passages + %s, words = words + %s WHERE id = %s",
        (len(passages), sum(sum(passage.counted.values()) for passage in passages), shelf),
    )
    await _merge(connection, shelf)


async def _write_segment(
    connection: Connection, shelf: int, passages: int, postings: Iterable[tuple[str, bytes]]
) -> None:
    segment = await _new_segment(connection, shelf, passages)
    async with (
        connection.cursor() as cursor,
        cursor.copy("COPY understudy.posting (segment_id, term, entries) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["int8", "text", "bytea"])
        for term, entries in postings:
            await copy.write_row((segment, term, entries))


async def _new_segment(connection: Connection, shelf: int, passages: int) -> int:
    cursor = await connection.execute(
        "INSERT INTO understudy.segment (shelf_id, passages) VALUES (%s, %s) RETURNING id", (shelf, passages)
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def _merge(connection: Connection, shelf: int) -> None:
    """Make one segment of those that are about as large, until nowhere are too many."""
    while True:
        cursor = await connection.execute(
            "SELECT id, passages FROM understudy.segment WHERE shelf_id = %s ORDER BY id", (shelf,)
        )
        tiers: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for segment, passages in await cursor.fetchall():
            tiers[int(log(passages, _TOGETHER))].append((segment, passages))
        full = [tier for tier in tiers.values() if len(tier) >= _TOGETHER]
        if not full:
            return
        merged = [segment for segment, _ in full[0]]
        made = await _new_segment(connection, shelf, sum(passages for _, passages in full[0]))
        await connection.execute(
            "INSERT INTO understudy.posting (segment_id, term, entries)"
            " SELECT %s, term, string_agg(entries, '' ORDER BY segment_id) FROM understudy.posting"
            " WHERE segment_id = ANY(%s) GROUP BY term",
            (made, merged),
        )
        await connection.execute("DELETE FROM understudy.segment WHERE id = ANY(%s)", (merged,))


async def forget(connection: Connection, documents: Sequence[int]) -> None:
    """Remove the passages of these documents, from the postings too."""
    cursor = await connection.execute(
        "DELETE FROM understudy.chunk WHERE document_id = ANY(%s) RETURNING shelf_id, number, words",
        (list(documents),),
    )
    removed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for shelf, number, words in await cursor.fetchall():
        removed[shelf].append((number, words))
    for shelf, gone in sorted(removed.items()):
        cursor = await connection.execute(
            "UPDATE understudy.shelf SET passages = passages - %s, words = words - %s, gone = gone || %s"
            " WHERE id = %s RETURNING passages, length(gone) / 4",
            (
                len(gone),
                sum(words for _, words in gone),
                np.array(sorted(number for number, _ in gone), "<u4").tobytes(),
                shelf,
            ),
        )
        row = await cursor.fetchone()
        assert row is not None
        if row[1] > _MOST_GONE * (row[0] + row[1]):
            await _purge(connection, shelf, row[0])


async def purge(connection: Connection, org: str) -> None:
    """Write the postings anew wherever they name passages that are no more: of those no word is left then."""
    cursor = await connection.execute(
        "SELECT id, passages FROM understudy.shelf WHERE org = %s AND gone <> '' ORDER BY id FOR UPDATE",
        (org,),
    )
    for shelf, passages in await cursor.fetchall():
        await _purge(connection, shelf, passages)


async def _purge(connection: Connection, shelf: int, passages: int) -> None:
    """Write the postings of the shelf anew, without what is gone."""
    cursor = await connection.execute(
        "SELECT gone FROM understudy.shelf WHERE id = %s", (shelf,), binary=True
    )
    row = await cursor.fetchone()
    assert row is not None
    gone = np.frombuffer(row[0], "<u4")
    cursor = await connection.execute(
        "SELECT p.term, string_agg(p.entries, '' ORDER BY p.segment_id)"
        " FROM understudy.posting p JOIN understudy.segment g ON g.id = p.segment_id"
        " WHERE g.shelf_id = %s GROUP BY p.term",
        (shelf,),
        binary=True,
    )
    kept = [(term, left) for term, entries in await cursor.fetchall() if (left := without(entries, gone))]
    await connection.execute("DELETE FROM understudy.segment WHERE shelf_id = %s", (shelf,))
    if passages:
        await _write_segment(connection, shelf, passages, kept)
    await connection.execute("UPDATE understudy.shelf SET gone = '' WHERE id = %s", (shelf,))
