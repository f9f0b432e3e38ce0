"""SOSL over a million records, beside PostgreSQL's full-text search written by hand.

    python benchmarks/search.py [--rows N] [--runs N] [--workspace PATH]

The records are cases with 38 words each, drawn from 60,000 by Zipf's law, so some words stand in most records
and most words in few. Each kind of search is made with other words each time. By hand is one table with a
stored tsvector of the same texts and a GIN index, asked for the twenty best by ts_rank: no permissions, no
fields, no limit to what is put in order. Both take turns. With `--workspace` the records are kept for another
run.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import numpy as np
from machine import describe_machine
from processor import Stopwatch
from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Employee, ObjectAccess, System
from understudy.soql.sosl.building import ensure_index
from understudy.soql.sosl.run import search

TARGET_P95_MS = 100
VOCABULARY = 60_000
WORDS_IN_SUBJECT, WORDS_IN_TEXT = 6, 32
OWNERS = 50
COLUMNS = ("Id", "Subject", "Description", "Email", "Phone", "OwnerId", "CreatedDate")
NAME = "search-benchmark"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOMENT = Moment(NOW, ZoneInfo("UTC"), 1)
CASE = ObjectType(
    "Case",
    "Case",
    "Cases",
    "500",
    (
        Field("Id", "Id", FieldType.ID),
        Field("Subject", "Subject", FieldType.STRING),
        Field("Description", "Description", FieldType.TEXT),
        Field("Email", "Email", FieldType.EMAIL),
        Field("Phone", "Phone", FieldType.PHONE),
        Field("OwnerId", "Owner", FieldType.REFERENCE, references=("User",), relationship="Owner"),
        *AUDIT_FIELDS,
    ),
    name_field="Subject",
)
USER = ObjectType(
    "User",
    "User",
    "Users",
    "005",
    (Field("Id", "Id", FieldType.ID), Field("Name", "Name", FieldType.STRING)),
    name_field="Name",
)
ACCESS = AccessPolicy(
    profiles={
        "agent": {
            "*": ObjectAccess(readable=True),
            "case": ObjectAccess(
                readable=True, rows="OwnerId = :user_id", hidden_fields=frozenset({"phone"})
            ),
        }
    }
)
EVERYBODY = System("a benchmark")
ONE_AGENT = Employee(new_record_id("005", 7), "agent")


@dataclass(frozen=True)
class Kind:
    """A kind of search: the text between the braces, and the same as a tsquery."""

    name: str
    find: Callable[[], tuple[str, str]]
    actor: Actor = EVERYBODY


class Words:
    """A vocabulary whose n-th word is n times rarer than the first."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.words = self._made()
        weights = 1 / np.arange(1, VOCABULARY + 1)
        self._reach = np.cumsum(weights / weights.sum())

    def _made(self) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < VOCABULARY:
            word = "".join(self._syllable() for _ in range(self._random.choice([2, 2, 3, 3, 4])))
            found[word] = None
        return list(found)

    def _syllable(self) -> str:
        return self._random.choice("bdfgklmnprstvz") + self._random.choice("aeiou")

    def texts(self, rows: int, seed: int) -> Iterator[list[str]]:
        """The words of each record."""
        drawn = np.random.default_rng(seed)
        for _ in range(0, rows, 1000):
            places = np.searchsorted(self._reach, drawn.random((1000, WORDS_IN_SUBJECT + WORDS_IN_TEXT)))
            for row in places:
                yield [self.words[place] for place in row]

    def between(self, first: int, last: int, count: int) -> list[str]:
        """Different words of these ranks."""
        return self._random.sample(self.words[first:last], count)


async def filled(database: Database, rows: int, words: Words) -> Org:
    """The org with its records, made unless it is there."""
    try:
        return await store.load_org(database, NAME)
    except InputError:
        pass
    started = time.monotonic()
    schema = Schema((USER, CASE))
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        pg_schema = await store.new_pg_schema(connection, NAME)
        org = Org(NAME, pg_schema, schema, ACCESS, ZoneInfo("UTC"), 1)
        await store.create_tables(connection, pg_schema, schema)
        columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
        place = store.table(pg_schema, "Case")
        copy_in = sql.SQL("COPY {} ({}) FROM STDIN").format(place, columns)
        async with (
            connection.cursor() as cursor,
            cursor.copy(copy_in) as copy,
        ):
            for serial, text in enumerate(words.texts(rows, 1), 1):
                await copy.write_row(record(serial, text))
        await store.create_indexes(connection, pg_schema, schema)
        await store.analyze(connection, pg_schema, schema)
        await store.save_org(connection, org)
    loaded = time.monotonic()
    await ensure_index(database, org, CASE)
    indexed = time.monotonic()
    await by_hand(database, org)
    place = f'{pg_schema}."Case"'
    size = await database.fetch_one(
        "SELECT pg_size_pretty(pg_table_size(%s::regclass)),"
        " pg_size_pretty(sum(pg_relation_size(indexrelid)))"
        " FROM pg_index WHERE indrelid = %s::regclass AND indexrelid::regclass::text LIKE %s",
        (place, place, "%words%"),
    )
    print(f"{rows:,} records: loaded in {loaded - started:.0f} s", end=", ")
    print(f"indexed in {indexed - loaded:.0f} s", end="; ")
    print("table {}, index of words {}".format(*(size or ("?", "?"))))
    return org


def record(serial: int, text: list[str]) -> tuple[object, ...]:
    """One case."""
    return (
        new_record_id("500", serial),
        " ".join(text[:WORDS_IN_SUBJECT]).capitalize(),
        " ".join(text[WORDS_IN_SUBJECT:]),
        f"{text[0]}.{text[1]}@{text[2]}.example",
        f"+1 (415) {serial % 900 + 100}-{serial % 10_000:04d}",
        new_record_id("005", serial % OWNERS + 1),
        NOW - timedelta(minutes=serial),
    )


async def by_hand(database: Database, org: Org) -> None:
    """What somebody would write who needs full-text search and nothing else."""
    source = store.table(org.pg_schema, "Case")
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        await connection.execute(
            sql.SQL(
                'CREATE TABLE {}.by_hand AS SELECT "Id" AS id, "Subject" AS subject,'
                ' to_tsvector(\'simple\', concat_ws(\' \', "Subject", "Description", "Email", "Phone"))'
                " AS words FROM {}"
            ).format(sql.Identifier(org.pg_schema), source)
        )
        place = sql.Identifier(org.pg_schema, "by_hand")
        await connection.execute(sql.SQL("CREATE INDEX ON {} USING gin (words)").format(place))
        await connection.execute(sql.SQL("ANALYZE {}").format(place))


def kinds(words: Words) -> list[Kind]:
    """What is searched for, with other words each time it is asked."""

    def joined(first: int, last: int, count: int) -> tuple[str, str]:
        drawn = words.between(first, last, count)
        return " ".join(drawn), " & ".join(drawn)

    def phrase() -> tuple[str, str]:
        drawn = words.between(10, 200, 2)
        return f'"{" ".join(drawn)}"', " <-> ".join(drawn)

    def prefix() -> tuple[str, str]:
        (word,) = words.between(100, 20_000, 1)
        return f"{word[:4]}*", f"{word[:4]}:*"

    return [
        Kind("three of the 100 commonest words", lambda: joined(0, 100, 3)),
        Kind("the three commonest words", lambda: (" ".join(words.words[:3]), " & ".join(words.words[:3]))),
        Kind("one of the 20 commonest words", lambda: joined(0, 20, 1)),
        Kind("a rare word", lambda: joined(5_000, 50_000, 1)),
        Kind("a phrase of two common words", phrase),
        Kind("a beginning of four letters", prefix),
        Kind("three common words, one agent's records", lambda: joined(0, 100, 3), ONE_AGENT),
    ]


async def measure(database: Database, org: Org, kind: Kind, runs: int, stopwatch: Stopwatch) -> None:
    ours: list[float] = []
    hand: list[float] = []
    used = {"ours": 0.0, "hand": 0.0}
    cut = rows = 0
    best = sql.SQL(
        "SELECT id, subject FROM {}, to_tsquery('simple', %s) asked WHERE words @@ asked"
        " ORDER BY ts_rank(words, asked) DESC, id LIMIT 20"
    ).format(sql.Identifier(org.pg_schema, "by_hand"))
    for _ in range(runs):
        find, asked = kind.find()
        text = f"FIND {{{find}}} RETURNING Case(Id, Subject LIMIT 20)"
        stopwatch.start()
        result = await search(database, org, text, kind.actor, MOMENT)
        used["ours"] += stopwatch.used_s * 1000
        ours.append(result.ms)
        cut += bool(result.cut)
        rows += result.total
        stopwatch.start()
        started = time.perf_counter()
        await database.fetch(best, (asked,))
        hand.append((time.perf_counter() - started) * 1000)
        used["hand"] += stopwatch.used_s * 1000
    processor = f"{used['ours'] / runs:.0f} and {used['hand'] / runs:.0f}"
    print(
        f"{kind.name:42}{told(ours):>18}{told(hand):>18}{processor:>14}{rows / runs:>8.1f}{cut:>6} of {runs}",
        flush=True,
    )


def told(times: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{median(times):.1f} ({quantiles(times, n=20)[-1]:.1f})"


@asynccontextmanager
async def workspace(path: Path | None) -> AsyncGenerator[tuple[Path, Database]]:
    with tempfile.TemporaryDirectory() as made:
        folder = path or Path(made)
        async with await Database.open(Settings(folder)) as database:
            yield folder, database


async def main(rows: int, runs: int, path: Path | None) -> None:
    words = Words(3)
    async with workspace(path) as (folder, database):
        org = await filled(database, rows, words)
        stopwatch = Stopwatch(folder)
        print(describe_machine())
        print(f"{runs} searches of each kind, p50 (p95) in ms; processor time of each on average", end="; ")
        print(f"target for three common words: p95 {TARGET_P95_MS} ms\n")
        print(f"{'':42}{'SOSL':>18}{'by hand':>18}{'processor':>14}{'rows':>8}{'cut':>6}")
        for kind in kinds(words):
            await measure(database, org, kind, runs, stopwatch)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--workspace", type=Path, default=None, help="where the records are kept")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.rows, given.runs, given.workspace)))
