"""Keep the index in step with a source: what changed is read, what did not is not, what is gone goes."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date

from understudy.kit.db import Database
from understudy.knowledge.documents import Document
from understudy.knowledge.formats.extractor import Extractor
from understudy.knowledge.formats.file import File, Skipped
from understudy.knowledge.index.indexing import IndexReport, index_documents
from understudy.knowledge.index.indexing import Progress as Checking
from understudy.knowledge.sources import store
from understudy.knowledge.sources.items import Fresh, Item, Known, Unchanged, Walk
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org

__all__ = ["Progress", "SyncReport", "sync_source"]

Progress = Callable[[int, int | None], None]
"""Called with how many things were gone through, and how many there are, where that is known."""
# A change in how files are read is a change of all files.
_WAY = 2
_NOW = f"{_WAY}:"
_BATCH_DOCUMENTS = 32
_BATCH_LETTERS = 200_000


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did with the documents of a source, and what it could not read."""

    embedded: int
    unchanged: int
    removed: int
    chunks: int
    skipped: tuple[Skipped, ...]

    @property
    def documents(self) -> int:
        """How many documents of the source there are now."""
        return self.embedded + self.unchanged


def _silent(_done: int, _total: int | None) -> None:
    """Tell nobody."""


async def sync_source(
    database: Database,
    org: Org,
    name: str,
    walk: Callable[[Mapping[str, Known]], Walk],
    encoder: TextEncoder,
    *,
    extractor: Extractor,
    today: date | None = None,
    progress: Progress = _silent,
    checking: Checking | None = None,
) -> SyncReport:
    """Go through a source that is remembered under this name. One that was stopped goes on where it was.

    Raises:
        InputError: the source is not there. Nothing is removed then.
    """
    known = _read_alike(await store.known_items(database, org.name, name))
    run = _Run(database, org, name, encoder, extractor, known, today, checking)
    total: int | None = None
    async for item in walk(known):
        await run.take(item)
        total = item.total if isinstance(item, Fresh) else total
        # What is told of all files of a kind at once is none of those that are counted.
        progress(len(run.seen) if total is None else min(len(run.seen), total), total)
    return await run.finish()


@dataclass
class _Run:
    """One way through a source. What was read is kept in batches."""

    database: Database
    org: Org
    name: str
    encoder: TextEncoder
    extractor: Extractor
    known: Mapping[str, Known]
    today: date | None
    checking: Checking | None
    seen: dict[str, Known] = field(default_factory=dict)
    _batch: dict[str, Known] = field(default_factory=dict)
    _documents: list[Document] = field(default_factory=list)
    _owners: dict[str, str] = field(default_factory=dict)
    _embedded: int = 0
    _unchanged: int = 0
    _chunks: int = 0
    _letters: int = 0

    async def take(self, item: Item) -> None:
        """Read it if it is new or has changed."""
        before = self.known.get(item.key)
        if isinstance(item, Skipped):
            self._note(item.key, _skipped(item, before), before)
        elif isinstance(item, Unchanged):
            assert before is not None, "only what is known can be unchanged"
            self._note(item.key, before, before)
        elif before is not None and before.mark == _mark(item.file):
            self._note(item.key, Known(before.mark, before.documents, before.skipped, item.state), before)
        else:
            await self._read(item)
        if self._is_full():
            await self._save()

    def _is_full(self) -> bool:
        """Whether to keep the batch. With each, all documents are checked: so one is as large as all before
        it together.
        """
        letters = sum(len(each.text) for each in self._documents)
        return len(self._documents) >= max(
            _BATCH_DOCUMENTS, self._embedded + self._unchanged
        ) or letters > max(_BATCH_LETTERS, self._letters)

    def _note(self, key: str, now: Known, before: Known | None) -> None:
        """It needs no reading."""
        self.seen[key] = now
        self._owners.update(dict.fromkeys(now.documents, key))
        self._unchanged += len(now.documents)
        if now != before:
            self._batch[key] = now

    async def _read(self, item: Fresh) -> None:
        reading = await self.extractor.read(item.file)
        skipped = list(reading.skipped)
        documents: list[Document] = []
        for each in reading.documents:
            if self._owners.setdefault(each.key, item.key) == item.key:
                documents.append(each)
            else:
                skipped.append(Skipped(each.key, f"has the name of a document of {self._owners[each.key]!r}"))
        mark = _mark(item.file) if all(each.lasting for each in skipped) else ""
        kept = Known(mark, tuple(each.key for each in documents), tuple(skipped), item.state)
        self.seen[item.key] = self._batch[item.key] = kept
        self._documents += documents

    async def _save(self) -> None:
        """First the documents, then that they were read: who is stopped in between reads them once more."""
        others = {key for each in self.known.values() for key in each.documents} | self._owners.keys()
        report = await self._index(self._documents, others)
        self._letters += sum(len(each.text) for each in self._documents)
        self._embedded += report.embedded
        self._unchanged += report.unchanged
        self._chunks += report.chunks
        await store.keep_items(self.database, self.org.name, self.name, list(self._batch.items()))
        self._documents, self._batch = [], {}

    async def _index(self, documents: Sequence[Document], kept: Collection[str]) -> IndexReport:
        return await index_documents(
            self.database,
            self.org,
            self.name,
            documents,
            self.encoder,
            kept=kept,
            today=self.today,
            checking=self.checking,
        )

    async def finish(self) -> SyncReport:
        """Let go of what is no longer there."""
        await self._save()
        left = await self._index([], self._owners.keys())
        gone = self.known.keys() - self.seen.keys()
        await store.forget_items(self.database, self.org.name, self.name, gone)
        await store.finish(self.database, self.org.name, self.name)
        skipped = tuple(each for known in self.seen.values() for each in known.skipped)
        return SyncReport(self._embedded, self._unchanged, left.removed, self._chunks, skipped)


def _skipped(item: Skipped, before: Known | None) -> Known:
    """What could not even be opened: if that may pass, its documents stay."""
    if item.lasting or before is None:
        return Known("", (), (item,))
    return Known(before.mark, before.documents, (item,), before.state)


def _read_alike(known: Mapping[str, Known]) -> dict[str, Known]:
    """What is known, to be read again in any case if it was read in another way than files are now."""
    return {
        key: each if each.mark.startswith(_NOW) else replace(each, mark="") for key, each in known.items()
    }


def _mark(file: File) -> str:
    told = json.dumps([file.name, file.says_for_whom, astuple(file.head)], ensure_ascii=False, default=str)
    return _NOW + hashlib.sha256(told.encode() + b"\0" + file.data).hexdigest()
