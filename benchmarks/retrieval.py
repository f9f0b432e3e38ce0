"""How well and how fast passages are found, through the platform's own path, beside the real bm25s.

    python benchmarks/retrieval.py [--collection DIR [--split SPLIT]] [--passages N] [--embedded N]
                                   [--questions N] [--workspace PATH]

With a collection in BEIR's form: quality and time of every query, here end to end with the encoding of the
question, and of bm25s over the same texts in memory, with stemming and stop words, but no vectors, rights or
store. As quality is measured to the hundredth document, a query asks for 200 passages; agents ask for six.

Then documents of made words, for three kinds of readers: how many passages are taken in per second, and the
time of a question that asks for six of those that the reader may read. Their vectors are generated: encoding
them would take hours; the question is encoded for its time, and a part of the passages for the speed of it.
With `--workspace` the passages are kept for another run.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import fmean, quantiles

import bm25s
import Stemmer
from machine import describe_machine
from passages import ACCESS, READERS, MadeVectors, made_documents, made_questions
from processor import Stopwatch
from search import Words

from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.knowledge.documents import Document
from understudy.knowledge.index.benchmark import measure, mrr, ndcg, recall
from understudy.knowledge.index.collection import Collection, read_collection
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.knowledge.readers import Readers, readable_by
from understudy.llm.embedder import Embedder, TextEncoder
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

TARGET_QUERY_MS, TARGET_LARGE_MS = 40, 80
TARGET_BARE, TARGET_EMBEDDED = 1000, 50
DEEPEST = 100
NAME = "retrieval-benchmark"


async def beside_bm25s(database: Database, encoder: TextEncoder, folder: Path, split: str | None) -> None:
    """The collection's figures, here and with bm25s."""
    collection = read_collection(folder, split)
    started = time.perf_counter()
    ours = await measure(database, encoder, collection, progress=lambda _what, _done, _total: None)
    took_s = time.perf_counter() - started
    sizes = f"{ours.documents:,} documents, {ours.passages:,} passages, {ours.queries:,} queries"
    print(f"{folder.name}: {sizes}; in all {took_s:.0f} s; target p95 {TARGET_QUERY_MS} ms")
    print(f"{'':14}{'nDCG@10':>10}{'recall@10':>11}{'recall@100':>12}{'MRR@10':>9}{'ms, p50 (p95)':>18}")
    quality = (ours.ndcg_at_10, ours.recall_at_10, ours.recall_at_100, ours.mrr_at_10)
    row("understudy", quality, f"{ours.ms_per_query_p50:.1f} ({ours.ms_per_query_p95:.1f})")
    row("bm25s", *bm25s_figures(collection))
    print(flush=True)


def row(name: str, quality: Sequence[float], times: str) -> None:
    ndcg_10, recall_10, recall_100, mrr_10 = quality
    print(f"{name:14}{ndcg_10:>10.4f}{recall_10:>11.4f}{recall_100:>12.4f}{mrr_10:>9.4f}{times:>18}")


def bm25s_figures(collection: Collection) -> tuple[tuple[float, ...], str]:
    """Quality as above, and times of tokenising and finding."""
    stemmer = Stemmer.Stemmer("english")
    keys = [document.key for document in collection.documents]

    def tokens(texts: list[str]) -> list[list[str]] | bm25s.tokenization.Tokenized:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    peer = bm25s.BM25()
    peer.index(tokens([f"{each.title} {each.text}" for each in collection.documents]), show_progress=False)
    found: dict[str, list[str]] = {}
    times: list[float] = []
    for query, text in collection.queries.items():
        started = time.perf_counter()
        places, _ = peer.retrieve(tokens([text]), k=min(DEEPEST + 1, len(keys)), show_progress=False)
        times.append((time.perf_counter() - started) * 1000)
        found[query] = [key for place in places[0].tolist() if (key := keys[place]) != query]
    judged = [(found[query], collection.relevant[query]) for query in found]
    quality = (
        fmean(ndcg(each, grades, 10) for each, grades in judged),
        fmean(recall(each, grades, 10) for each, grades in judged),
        fmean(recall(each, grades, DEEPEST) for each, grades in judged),
        fmean(mrr(each, grades, 10) for each, grades in judged),
    )
    return quality, told(times)


def told(times: list[float]) -> str:
    """Median and 95th percentile."""
    cuts = quantiles(times, n=20)
    return f"{cuts[9]:.1f} ({cuts[18]:.1f})"


async def org_named(database: Database, name: str) -> Org:
    """The org of that name, made if there is none, with the rules of the readers."""
    try:
        return await store.load_org(database, name)
    except InputError:
        async with database.transaction() as connection:
            pg_schema = await store.new_pg_schema(connection, name)
            org = Org(name, pg_schema, Schema(()), ACCESS)
            await store.save_org(connection, org, make_current=False)
        return org


async def taken_in(
    database: Database, stopwatch: Stopwatch, name: str, made: Sequence[Document], encoder: TextEncoder | None
) -> str:
    """Index the documents in an org of that name; how fast that was."""
    stopwatch.start()
    started = time.perf_counter()
    report = await index_documents(
        database, await org_named(database, name), NAME, made, encoder, gated=False
    )
    if not report.chunks:
        return "kept from another run"
    speed = report.chunks / (time.perf_counter() - started)
    return f"{report.chunks:,} passages, {speed:,.0f} a second; processor time {stopwatch.used_s:.1f} s"


async def ingest(
    database: Database, stopwatch: Stopwatch, encoder: Embedder, made: Sequence[Document], embedded: int
) -> None:
    """How fast documents are taken in, without vectors and with the encoder's."""
    runs: list[tuple[str, Sequence[Document], TextEncoder | None, int]] = [
        ("without vectors", made[: max(200, len(made) // 10)], None, TARGET_BARE),
        ("with the encoder's", made[: -(-embedded // 10)], encoder, TARGET_EMBEDDED),
    ]
    for what, part, with_encoder, target in runs:
        name = f"{NAME}-part"
        print(f"{what:22}{await taken_in(database, stopwatch, name, part, with_encoder)}; target {target:,}")
        await store.remove_org(database, await store.load_org(database, name))


async def ask(
    database: Database,
    org: Org,
    stopwatch: Stopwatch,
    encoder: TextEncoder,
    questions: Sequence[str],
    actor: Actor,
    made: Sequence[Document],
) -> str:
    """Times of the questions of one reader, who must be given nothing that is not for such readers."""
    readers = readable_by(actor, org)
    may = {each.key for each in made if is_for(readers, each)}
    await retrieve(database, org, encoder, "something else", actor)
    times: list[float] = []
    stopwatch.start()
    for question in questions:
        started = time.perf_counter()
        passages = await retrieve(database, org, encoder, question, actor)
        times.append((time.perf_counter() - started) * 1000)
        assert passages, f"nothing was found for {question!r}"
        assert {each.found.key for each in passages} <= may, "a reader was given what is not for such readers"
    used = stopwatch.used_s * 1000 / len(questions)
    return f"{len(may):>10,} of {len(made):,}{told(times):>18}{used:>18.1f}"


def is_for(readers: Readers, document: Document) -> bool:
    """Whether they may read the document, worked out without the index."""
    permitted = not document.permission or readers.may(document.permission)
    return permitted and document.audience in readers.audiences


@asynccontextmanager
async def workspace(path: Path | None) -> AsyncGenerator[tuple[Path, Database]]:
    with tempfile.TemporaryDirectory() as made:
        folder = path or Path(made)
        async with await Database.open(Settings(folder)) as database:
            yield folder, database


async def main(given: argparse.Namespace) -> None:
    words = Words(3)
    made = [*made_documents(given.passages, words)]
    async with workspace(given.workspace) as (folder, database):
        print(describe_machine(), flush=True)
        encoder = Embedder.load(folder / "cache")
        if given.collection:
            await beside_bm25s(database, encoder, given.collection, given.split)
        stopwatch = Stopwatch(folder)
        await ingest(database, stopwatch, encoder, made, given.embedded)
        vectors = MadeVectors(words, encoder)
        print(
            f"{'with generated ones':22}{await taken_in(database, stopwatch, NAME, made, vectors)}",
            flush=True,
        )
        org = await org_named(database, NAME)
        questions = made_questions(made, given.questions)
        print(f"\n{len(questions)} questions; target p95 {TARGET_LARGE_MS} ms for 100,000 passages")
        print(f"{'':32}{'may read':>15}{'ms, p50 (p95)':>18}{'processor, ms':>18}")
        for who, actor in READERS.items():
            figures = await ask(database, org, stopwatch, vectors, questions, actor, made)
            print(f"{who:32}{figures}", flush=True)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--collection", type=Path, default=None, help="a folder in BEIR's form")
    parser.add_argument("--split", default=None, help="the judgements in qrels/SPLIT.tsv alone")
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--embedded", type=int, default=200, help="how many passages are really encoded")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--workspace", type=Path, default=None, help="where the passages are kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(parsed())))
