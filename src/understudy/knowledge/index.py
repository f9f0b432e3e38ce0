"""Keep the index in step with a source: what is new is embedded, what is gone is removed."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date

from understudy.kit.clock import SystemClock
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.trace import span
from understudy.knowledge.articles import SOURCE, read_articles
from understudy.knowledge.chunks import Span, cut_chunks
from understudy.knowledge.documents import Document
from understudy.knowledge.gate import check, foresee
from understudy.knowledge.store import Written, fingerprints, save
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org

__all__ = ["IndexReport", "Progress", "index_articles", "index_documents"]

Progress = Callable[[int, int], None]
"""Called with how many documents are embedded so far, and how many will be."""
# A change in how documents are cut or told to the encoder is a change of all documents.
_WAY = 2


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did with each document of a source."""

    embedded: int
    unchanged: int
    removed: int
    chunks: int

    @property
    def documents(self) -> int:
        """How many documents of the source there are now."""
        return self.embedded + self.unchanged


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


async def index_articles(
    database: Database,
    org: Org,
    encoder: TextEncoder,
    progress: Progress = _silent,
    today: date | None = None,
) -> IndexReport:
    """Index the org's own articles."""
    return await index_documents(
        database, org, SOURCE, await read_articles(database, org), encoder, progress=progress, today=today
    )


async def index_documents(
    database: Database,
    org: Org,
    source: str,
    documents: Sequence[Document],
    encoder: TextEncoder,
    *,
    progress: Progress = _silent,
    today: date | None = None,
) -> IndexReport:
    """Make the documents all that the source holds. Nothing is changed unless everything could be read.

    With those of the org's other sources they pass the gate, as of `today`: what another page contradicts,
    and pages that nobody answers for, stand in no passage.

    Raises:
        InputError: two documents have the same key.
    """
    keys = [document.key for document in documents]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise InputError(f"two documents of {source} have the key {min(twice)!r}")
    today = today or SystemClock().now().astimezone(org.timezone).date()
    with span("knowledge.index", source=source, documents=len(documents)):
        known = await fingerprints(database, org.name, source)
        given = {each.key: (each, _fingerprint(each)) for each in documents}
        changed = [each for each, fingerprint in given.values() if known.get(each.key) != fingerprint]
        gone = sorted(known.keys() - given.keys())
        foreseen = (
            await foresee(database, org.name, source, given, encoder, today) if changed or gone else None
        )
        written: list[Written] = []
        for document in changed:
            withheld = foreseen.spans[document.key] if foreseen else ()
            written.append(await asyncio.to_thread(_embedded, document, encoder, withheld))
            progress(len(written), len(changed))
        await save(database, org.name, source, written, gone)
        await check(database, org.name, encoder, today, foreseen)
    chunks = sum(len(each.chunks) for each in written)
    return IndexReport(len(changed), len(documents) - len(changed), len(gone), chunks)


def _embedded(document: Document, encoder: TextEncoder, withheld: Sequence[Span]) -> Written:
    chunks = cut_chunks(document, withheld)
    vectors = encoder.encode([chunk.told for chunk in chunks])
    # What it says of what is withheld is for the gate to keep, with the passages that are.
    return Written(document, _fingerprint(document), chunks, vectors)


def _fingerprint(document: Document) -> str:
    told = json.dumps([_WAY, astuple(document)], ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
