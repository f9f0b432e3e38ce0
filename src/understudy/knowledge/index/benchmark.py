"""How well the index finds what it should, on a test collection, by the same ingest and the same search."""

import re
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import log2
from statistics import fmean, quantiles

from understudy.kit.db import Connection, Database
from understudy.knowledge.index.collection import Collection
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.llm.embedder import TextEncoder
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, System

__all__ = ["Measured", "measure", "mrr", "ndcg", "recall"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is, and how much will be."""

# So many passages hold a hundred documents, or nearly, where these are short.
_PASSAGES = 200
_NAME = "benchmark"
_OWN_ORG = re.compile(rf"{_NAME}-[0-9a-f]{{8}}")


@dataclass(frozen=True, slots=True)
class Measured:
    """Means over all queries, times of one query, and how many passages a second were taken in."""

    documents: int
    passages: int
    queries: int
    ndcg_at_10: float
    recall_at_10: float
    recall_at_100: float
    mrr_at_10: float
    ms_per_query_p50: float
    ms_per_query_p95: float
    passages_per_second: float


async def measure(
    database: Database,
    encoder: TextEncoder,
    collection: Collection,
    *,
    embedding: bool = True,
    progress: Progress,
) -> Measured:
    """Index the collection in an org of its own, ask every query, and remove the org."""
    async with _org_of_its_own(database) as org:
        started = time.perf_counter()
        report = await index_documents(
            database,
            org,
            _NAME,
            collection.documents,
            encoder if embedding else None,
            progress=lambda done, total: progress("documents", done, total),
            gated=False,
        )
        took_s = time.perf_counter() - started
        found: dict[str, list[str]] = {}
        times: list[float] = []
        for query, text in collection.queries.items():
            started = time.perf_counter()
            passages = await retrieve(database, org, encoder, text, _ASKING, most=_PASSAGES)
            times.append((time.perf_counter() - started) * 1000)
            keys = dict.fromkeys(passage.found.key for passage in passages)
            # Some collections ask with texts that are documents themselves.
            found[query] = [key for key in keys if key != query]
            progress("queries", len(found), len(collection.queries))
    judged = [(found[query], collection.relevant[query]) for query in found]
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return Measured(
        len(collection.documents),
        report.chunks,
        len(found),
        fmean(ndcg(keys, grades, 10) for keys, grades in judged),
        fmean(recall(keys, grades, 10) for keys, grades in judged),
        fmean(recall(keys, grades, 100) for keys, grades in judged),
        fmean(mrr(keys, grades, 10) for keys, grades in judged),
        cuts[9],
        cuts[18],
        report.chunks / took_s,
    )


_ASKING = System("to measure the index")


@asynccontextmanager
async def _org_of_its_own(database: Database) -> AsyncGenerator[Org]:
    """An org for this run alone, which is known to go on by a lock that ends with the process."""
    name = f"{_NAME}-{uuid.uuid4().hex[:8]}"
    async with database.own_connection() as held:
        await _remove_left_behind(database, held)
        await held.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (name,))
        async with database.transaction() as connection:
            pg_schema = await store.new_pg_schema(connection, name)
            org = Org(name, pg_schema, Schema(()), AccessPolicy())
            await store.save_org(connection, org, make_current=False)
        try:
            yield org
        finally:
            await store.remove_org(database, org)


async def _remove_left_behind(database: Database, held: Connection) -> None:
    """Remove the orgs of runs that were killed. One that somebody imported has objects."""
    for org in await store.list_orgs(database):
        if org.objects or not _OWN_ORG.fullmatch(org.name):
            continue
        cursor = await held.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (org.name,))
        if await cursor.fetchone() == (True,):
            await store.remove_org(database, await store.load_org(database, org.name))


def ndcg(found: Sequence[str], grades: Mapping[str, int], most: int) -> float:
    """Normalised discounted cumulated gain of the first so many, with grades as gains.

    Source: Järvelin and Kekäläinen (2002), as trec_eval and BEIR compute it.
    """
    gain = _gain([grades.get(key, 0) for key in found[:most]])
    return gain / _gain(sorted(grades.values(), reverse=True)[:most])


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(place + 1) for place, grade in enumerate(grades, 1))


def recall(found: Sequence[str], grades: Mapping[str, int], most: int) -> float:
    """Which share of the relevant ones is among the first so many."""
    return len(grades.keys() & set(found[:most])) / len(grades)


def mrr(found: Sequence[str], grades: Mapping[str, int], most: int) -> float:
    """One by the place of the first relevant one; 0 when none is among the first so many."""
    return next((1 / place for place, key in enumerate(found[:most], 1) if key in grades), 0.0)
