"""What is wrong with a log, if anything: every edit, gap, exchange, cut and forged entry."""

import hmac
import json
from collections.abc import AsyncIterable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from understudy.kit.db import Database
from understudy.trust.audit import store
from understudy.trust.audit.anchor import Anchor
from understudy.trust.audit.entry import GENESIS, Entry, chained, commitment, sealed
from understudy.trust.audit.key import AuditKey

__all__ = ["Fault", "Report", "verify", "verify_entries"]

Progress = Callable[[int, int], None]
_MOST_FAULTS = 100
_STEP = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was done to the log: at which entry, and what."""

    seq: int
    what: Literal[
        "edited", "missing", "out of place", "body edited", "body missing", "forged", "cut at the beginning",
        "cut at the end", "head edited", "sealed with an unknown key",
    ]  # fmt: skip

    def __str__(self) -> str:
        return f"entry {self.seq:,}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was verified. `foreign` counts entries sealed with a key that is not here, but that was named: of
    those the chain can be proved, not who wrote them. `erased` counts bodies that are rightly missing.
    """

    entries: int
    first: int
    head: Anchor | None
    faults: tuple[Fault, ...]
    foreign: int = 0
    erased: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


async def verify(
    database: Database,
    key: AuditKey,
    anchors: Sequence[Anchor],
    progress: Progress | None = None,
    others: Collection[str] = (),
) -> Report:
    """Go through the whole log, which must hold the entries that are known to have been in it. `others` name
    the keys of other machines that may have sealed some.
    """
    async with database.snapshot() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        head = await store.read_head(connection)
        whole = await store.count_entries(connection)

        async def told() -> AsyncIterable[Entry]:
            count = 0
            async for each in store.entries(connection):
                count += 1
                if progress and (count % _STEP == 0 or count == whole):
                    progress(count, whole)
                yield each

        return await verify_entries(told(), head, key, anchors, others)


async def verify_entries(
    entries: AsyncIterable[Entry],
    head: Anchor | None,
    key: AuditKey,
    anchors: Sequence[Anchor],
    others: Collection[str] = (),
) -> Report:
    """What is wrong with entries in the order of their numbers, of which `head` is to be the last."""
    check = _Check(key, {anchor.seq: anchor.digest for anchor in anchors}, frozenset(others))
    async for entry in entries:
        check.take(entry)
    return check.report(head)


@dataclass
class _Check:
    key: AuditKey
    anchors: dict[int, bytes]
    others: frozenset[str] = frozenset()
    faults: list[Fault] = field(default_factory=list[Fault])
    count: int = 0
    first: Entry | None = None
    last: Entry | None = None
    foreign: int = 0
    bodiless: list[int] = field(default_factory=list[int])
    erased: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    cuts: dict[int, str] = field(default_factory=dict[int, str])

    def take(self, entry: Entry) -> None:
        """The next entry."""
        found = list(self._faults(entry))
        self.faults += found[: _MOST_FAULTS - len(self.faults)]
        if entry.body is None:
            self.bodiless.append(entry.seq)
        elif entry.kind in ("erasure", "retention") and not found and entry.key == self.key.name:
            self._note(entry.kind, entry.body.text)  # nobody else's word for it is taken
        self.count += 1
        self.first, self.last = self.first or entry, entry

    def _faults(self, entry: Entry) -> Iterator[Fault]:
        if self.last is not None and entry.seq != self.last.seq + 1:
            yield Fault(self.last.seq + 1, "missing")
        elif self.last is not None and entry.previous != self.last.digest:
            yield Fault(entry.seq, "out of place")
        head = (entry.seq, entry.at, entry.kind, entry.org, entry.agent)
        if chained(*head, entry.commitment, entry.previous) != entry.digest:
            yield Fault(entry.seq, "edited")
        if entry.body is not None and commitment(entry.body) != entry.commitment:
            yield Fault(entry.seq, "body edited")
        if entry.key != self.key.name:
            self.foreign += 1
            if entry.key not in self.others:
                yield Fault(entry.seq, "sealed with an unknown key")
        elif not hmac.compare_digest(sealed(self.key.secret, entry.digest), entry.seal):
            yield Fault(entry.seq, "forged")
        if self.anchors.pop(entry.seq, entry.digest) != entry.digest:
            yield Fault(entry.seq, "forged")

    def _note(self, kind: str, text: str) -> None:
        """What the log itself says was taken out of it."""
        details: dict[str, Any] = json.loads(text).get("details", {})
        if kind == "erasure":
            self.erased += [(first, last) for first, last in details.get("entries", ())]
        elif "until" in details:  # else it was something else that was let go of
            self.cuts[details["until"]] = details.get("digest", "")

    def report(self, head: Anchor | None) -> Report:
        """What came of it."""
        faults = [*self.faults, *self._at_the_beginning(), *self._at_the_end(head)]
        erased = {seq for first, last in self.erased for seq in range(first, last + 1)}
        rightly = erased.intersection(self.bodiless)
        faults += [Fault(seq, "body missing") for seq in self.bodiless if seq not in rightly]
        return Report(
            entries=self.count,
            first=self.first.seq if self.first else 0,
            head=head,
            faults=tuple(sorted(faults, key=lambda fault: fault.seq)),
            foreign=self.foreign,
            erased=len(rightly),
        )

    def _at_the_beginning(self) -> Iterator[Fault]:
        if self.first is None:
            return
        before = self.first.seq - 1
        follows = GENESIS.hex() if before == 0 else self.cuts.get(before)
        if follows != self.first.previous.hex():
            yield Fault(max(before, 1), "cut at the beginning")
        elif any(self.cuts.get(seq, digest.hex()) != digest.hex() for seq, digest in self.anchors.items()):
            yield Fault(before, "cut at the beginning")

    def _at_the_end(self, head: Anchor | None) -> Iterator[Fault]:
        last = Anchor(self.last.seq, self.last.digest) if self.last else Anchor(0, GENESIS)
        if head is None or head.seq < last.seq or (head.seq == last.seq and head.digest != last.digest):
            yield Fault(last.seq, "head edited")
        elif head.seq > last.seq or any(seq > last.seq for seq in self.anchors):
            yield Fault(last.seq + 1, "cut at the end")
