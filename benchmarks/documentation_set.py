"""A real documentation set, brought in as a source, checked, and asked ten questions.

    python benchmarks/documentation_set.py [--sdist starlette-1.10.0.tar.gz]

The set is the Markdown that the web framework Starlette ships in its source distribution, which pip fetches
from the registry unless its path is given. It is added as a folder is added, and synced twice. The questions,
the document that answers each and words that stand in the answer were written from reading the set, before
anything was asked. An answer is right when it quotes the words from that document; every quote is compared
with the text.
"""

import argparse
import asyncio
import subprocess
import sys
import tarfile
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from machine import describe_machine

from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.knowledge.answering.answer import Answer, answer_from
from understudy.knowledge.formats.extractor import Extractor
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.retrieve import retrieve
from understudy.knowledge.sources import store as sources
from understudy.knowledge.sources.folder import walk_folder
from understudy.knowledge.sources.items import Fresh
from understudy.knowledge.sources.spec import FolderSpec
from understudy.knowledge.sources.sync import SyncReport, sync_source
from understudy.knowledge.sources.walk import walk
from understudy.llm.embedder import Embedder
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, System

PACKAGE = "starlette==1.10.0"
ME = System("a benchmark")


@dataclass(frozen=True)
class Question:
    """Something to ask, the document that answers it, and words of the answer."""

    ask: str
    document: str
    words: str


QUESTIONS = (
    Question("How many threads can run at the same time by default?", "threadpool.md", "only 40 threads"),
    Question("When does a background task run?", "background.md", "once the response has been sent"),
    Question(
        "What happens to the following background tasks if one of them raises an exception?",
        "background.md",
        "will not get the opportunity to be executed",
    ),
    Question("How long do browsers cache CORS responses?", "middleware.md", "Defaults to 600"),
    Question("When does a session expire?", "middleware.md", "Defaults to 2 weeks"),
    Question(
        "Which status do requests get whose body is too large?", "middleware.md", "413 Content Too Large"
    ),
    Question("Where is a configuration value read from first?", "config.md", "From an environment variable"),
    Question("How do I keep a secret key out of tracebacks?", "config.md", "the Secret class is useful"),
    Question("How do I run my tests with Trio?", "testclient.md", 'pass backend="trio"'),
    Question("Are symbolic links followed for static files?", "staticfiles.md", "Defaults to False"),
)


def unpacked(sdist: Path | None, folder: Path) -> Path:
    """The documentation of the source distribution."""
    if sdist is None:
        command = [
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            ":all:",
            "-d",
            str(folder),
            PACKAGE,
        ]
        subprocess.run(command, check=True)
        (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        members = [each for each in archive.getmembers() if each.name.split("/")[1:2] == ["docs"]]
        archive.extractall(folder, members, filter="data")
    (docs,) = folder.glob("*/docs")
    return docs


async def new_org(database: Database) -> Org:
    async with database.transaction() as connection:
        place = await store.new_pg_schema(connection, "documentation")
        org = Org("documentation", place, Schema(()), AccessPolicy(), ZoneInfo("UTC"), 1)
        await store.save_org(connection, org)
    return org


async def synced(database: Database, org: Org, spec: FolderSpec, encoder: Embedder) -> SyncReport:
    await sources.keep_source(database, org.name, spec)
    async with Extractor() as extractor:
        return await sync_source(
            database,
            org,
            spec.name,
            lambda known: walk(database, org, spec, known),
            encoder,
            extractor=extractor,
        )


async def ask(database: Database, org: Org, encoder: Embedder, question: Question) -> bool:
    passages = await retrieve(database, org, encoder, question.ask, ME)
    answer = answer_from(passages, question.ask, encoder)
    right = await is_right(database, org, answer, question)
    nearest = [passage.found.key for passage in passages]
    place = nearest.index(question.document) + 1 if question.document in nearest else None
    print(f"{'right' if right else 'WRONG'}  {question.ask}")
    print(f"       {question.document} at place {place or 'none'} of the passages found")
    for each in answer.citations:
        print(f"       “{each.quote}” ({each.title}{f', {each.heading}' if each.heading else ''})")
    if not answer.citations:
        print(f"       I don't know; looked at {', '.join(answer.looked_at[:3])}")
    return right


async def is_right(database: Database, org: Org, answer: Answer, question: Question) -> bool:
    """The words are quoted, each quote stands so in the document, and it is the right one."""
    row = await database.fetch_one(
        "SELECT id, text FROM understudy.document WHERE org = %s AND key = %s", (org.name, question.document)
    )
    assert row is not None, f"the set has no {question.document}"
    quoted = " ".join(each.quote for each in answer.citations)
    return question.words in quoted and all(
        each.document == row[0] and each.quote in row[1] for each in answer.citations
    )


async def check(docs: Path) -> None:
    """What the check of knowledge that agrees with itself says about the set, where it is installed."""
    if find_spec("understudy.knowledge.facts") is None:
        print("check: not there yet\n")
        return
    from understudy.knowledge.facts.check import check_documents

    async with Extractor() as extractor:
        items = [item async for item in walk_folder(docs, Head("public")) if isinstance(item, Fresh)]
        documents = [each for item in items for each in (await extractor.read(item.file)).documents]
    report = check_documents(documents, today=date(2026, 11, 21))
    print(
        f"check: {len(report.conflicts)} conflicts, {len(report.stale)} stale, {len(report.orphans)} orphans,"
        f" {len(report.duplicates)} duplicates\n"
    )


async def main(sdist: Path | None) -> int:
    print(describe_machine())
    with tempfile.TemporaryDirectory() as folder:
        docs = unpacked(sdist, Path(folder))
        async with await Database.open(Settings(Path(folder) / "workspace")) as database:
            org = await new_org(database)
            encoder = await asyncio.to_thread(Embedder.load, Path(folder) / "cache")
            spec = FolderSpec(path=docs.resolve(), audience="public")
            for turn in ("first", "second"):
                begun = time.perf_counter()
                report = await synced(database, org, spec, encoder)
                told = f"{report.documents} documents, {report.embedded} indexed in {report.chunks} passages"
                print(
                    f"{turn} sync: {told}, {len(report.skipped)} skipped, {time.perf_counter() - begun:.1f} s"
                )
            for skipped in report.skipped:
                print(f"  {skipped.key}: {skipped.reason}")
            await check(docs)
            right = [await ask(database, org, encoder, question) for question in QUESTIONS]
    print(f"\n{sum(right)} of {len(right)} right")
    return 0 if all(right) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sdist", type=Path, default=None, help="the source distribution, already fetched")
    sys.exit(asyncio.run(main(parser.parse_args().sdist)))
