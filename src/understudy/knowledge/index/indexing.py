"""Keep the index in step with a source: what is new is embedded, what is gone is removed."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date

import numpy as np

from understudy.kit.clock import SystemClock
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.trace import span
from understudy.knowledge.articles import SOURCE, read_articles
from understudy.knowledge.documents import Document
from understudy.knowledge.gate.settling import check, foresee
from understudy.knowledge.gate.store import unsettle
from understudy.knowledge.index.chunks import Span, cut_chunks
from understudy.knowledge.labels.confirmed import with_labels
from understudy.knowledge.store import Written, fingerprints, save
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org

__all__ = ["IndexReport", "Progress", "index_articles", "index_documents"]

Progress = Callable[[int, int], None]
"""Called with how many documents are embedded so far, and how many will be."""
# A change in how documents are cut or told to the encoder is a change of all documents.
_WAY = 3
# At the end of the fingerprint of a document without vectors.
_BARE = "-"
_UNLABELLED = "not labelled"
# How many letters of text are kept at once: a few seconds of work, with the encoder and without.
_WITH_VECTORS, _WITHOUT_VECTORS = 150_000, 3_000_000


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
    checking: Progress | None = None,
) -> IndexReport:
    """Index the org's own articles; the arguments are those of `index_documents`."""
    found = await read_articles(database, org)
    return await index_documents(
        database, org, SOURCE, found, encoder, progress=progress, today=today, checking=checking
    )


async def index_documents(
    database: Database,
    org: Org,
    source: str,
    documents: Sequence[Document],
    encoder: TextEncoder | None,
    *,
    kept: Collection[str] = (),
    progress: Progress = _silent,
    today: date | None = None,
    gated: bool = True,
    checking: Progress | None = None,
) -> IndexReport:
    """Make the documents all that the source holds; without an encoder they are found by their words alone.

    They are kept in batches: a run that was stopped goes on where it was, and what is gone goes last. With
    those of the org's other sources they pass the gate, as of `today`: what another page contradicts, and
    pages that nobody answers for, stand in no passage. Texts that are not the company's own, such as those of
    a benchmark, are not `gated`.

    Args:
        kept: the keys of documents that stay as they are, besides those given.

    Raises:
        InputError: two documents have the same key. Nothing is changed.
    """
    if twice := [key for key, times in Counter(each.key for each in documents).items() if times > 1]:
        raise InputError(f"two documents of {source} have the key {min(twice)!r}")
    with span("knowledge.index", source=source, documents=len(documents)):
        if gated:
            documents = await with_labels(database, org.name, source, documents)
        known = await fingerprints(database, org.name, source)
        changed = [each for each in documents if not _is_kept(each, known.get(each.key), encoder)]
        gone = sorted(known.keys() - {each.key for each in documents} - set(kept))
        withheld: Mapping[str, tuple[Span, ...]] = {}
        foreseen = None
        if gated and (changed or gone):
            marks = known | {each.key: _fingerprint(each, encoder) for each in changed}
            given = {each.key: (each, marks[each.key]) for each in documents}
            day = today or _today(org)
            foreseen = await foresee(database, org.name, source, given, encoder, day, gone, checking)
            withheld = foreseen.spans
        chunks = done = 0
        for batch in _batches(changed, _WITHOUT_VECTORS if encoder is None else _WITH_VECTORS):
            written = await asyncio.to_thread(_written, batch, encoder, withheld)
            await _save(database, org.name, source, written, gated=gated)
            chunks += sum(len(each.chunks) for each in written)
            done += len(batch)
            progress(done, len(changed))
        if gone:
            await _save(database, org.name, source, (), gone, gated=gated)
        if gated:
            await check(database, org.name, encoder, today or _today(org), foreseen, checking)
    return IndexReport(len(changed), len(documents) - len(changed), len(gone), chunks)


async def _save(
    database: Database,
    org: str,
    source: str,
    written: Sequence[Written],
    gone: Sequence[str] = (),
    *,
    gated: bool,
) -> None:
    """Save, and note in the same transaction that a check has to follow, should this run go no further."""
    async with database.together() as one:
        if gated:
            await unsettle(one, org)
        await save(one, org, source, written, gone)


def _today(org: Org) -> date:
    return SystemClock().now().astimezone(org.timezone).date()


def _batches(documents: Sequence[Document], most: int) -> Iterator[Sequence[Document]]:
    """Documents that are kept together: about so many letters of text."""
    batch: list[Document] = []
    letters = 0
    for document in documents:
        batch.append(document)
        letters += len(document.text)
        if letters >= most:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _written(
    documents: Sequence[Document], encoder: TextEncoder | None, withheld: Mapping[str, tuple[Span, ...]]
) -> list[Written]:
    """What is kept of the documents."""
    spans = [withheld.get(document.key, ()) for document in documents]
    cut = [cut_chunks(document, held) for document, held in zip(documents, spans, strict=True)]
    vectors: list[np.ndarray | None] = [None] * len(cut)
    if encoder is not None:
        every = encoder.encode([chunk.told for chunks in cut for chunk in chunks])
        vectors = [*np.split(every, np.cumsum([len(chunks) for chunks in cut])[:-1])]
    return [
        Written(document, _fingerprint(document, encoder), chunks, rows, held)
        for document, chunks, rows, held in zip(documents, cut, vectors, spans, strict=True)
    ]


def _is_kept(document: Document, known: str | None, encoder: TextEncoder | None) -> bool:
    """Whether nothing has changed; a document that has vectors keeps them when none are asked for."""
    return known is not None and known.removesuffix(_BARE if encoder is None else "") == _told(document)


def _fingerprint(document: Document, encoder: TextEncoder | None) -> str:
    return _told(document) + (_BARE if encoder is None else "")


def _told(document: Document) -> str:
    *values, labelled = astuple(document)
    told = json.dumps([_WAY, values, *([] if labelled else [_UNLABELLED])], ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
