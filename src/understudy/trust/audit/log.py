"""The log of an installation: appended to, cut by age, cleared of a person without breaking its chain."""

import secrets
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from understudy.kit.db import Connection, Database
from understudy.trust.audit import store
from understudy.trust.audit.anchor import Anchor, keep_anchor
from understudy.trust.audit.entry import Body, Entry, Event, chained, commitment, sealed, told
from understudy.trust.audit.key import AuditKey, load_key

__all__ = ["AuditLog"]

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class AuditLog:
    """Where events are logged, once and for all; with digests for people's words unless it `keeps_texts`."""

    database: Database
    workspace: Path
    key: AuditKey
    keeps_texts: bool = True

    @classmethod
    def open(cls, database: Database, workspace: Path, *, keeps_texts: bool = True) -> "AuditLog":
        """The log of this database, sealed with this workspace's key.

        Raises: ConfigError when the key is damaged.
        """
        return cls(database, workspace, load_key(workspace), keeps_texts)

    def told(self, text: str) -> str:
        """A text as it may be logged."""
        return text if self.keeps_texts else self.key.digest(text)

    async def append(self, events: Sequence[Event], connection: Connection | None = None) -> Anchor | None:
        """Log events in their order; the newest entry then. With a `connection` they are part of its
        transaction: nobody else can log until it ends, so do it last.
        """
        if not events:
            return None
        async with AsyncExitStack() as stack:
            within = connection or await stack.enter_async_context(self.database.transaction())
            head = await self._appended(within, events)
        if connection is None:  # else it may yet be rolled back
            self._keep(head)
        return head

    async def erase(
        self,
        org: str,
        who: Sequence[str],
        texts: Sequence[str],
        reason: str,
        connection: Connection | None = None,
    ) -> int:
        """Take away the bodies of entries that are of these people (`kind:id`) or hold one of these texts;
        how many there were. It is logged, so the log says which bodies are rightly missing.
        """
        async with AsyncExitStack() as stack:
            within = connection or await stack.enter_async_context(self.database.transaction())
            await store.lock_head(within)
            numbers = await store.who_said(within, org, who, texts)
            if not numbers:
                return 0
            await store.erase_bodies(within, numbers)
            details = {"entries": _ranges(numbers), "reason": reason}
            erased = Event("erasure", "bodies of entries", org=org, details=details)
            head = await self._appended(within, [erased])
        if connection is None:  # else it may yet be rolled back
            self._keep(head)
        return len(numbers)

    async def forget_before(self, day: datetime) -> int:
        """Delete the entries older than that; how many there were. The log says so, and with what digest the
        rest goes on.
        """
        async with self.database.transaction() as connection:
            await store.lock_head(connection)
            last = await store.last_before(connection, day)
            if last is None:
                return 0
            details = {"until": last.seq, "digest": last.digest.hex()}
            event = Event("retention", f"entries before {day.date()}", details=details)
            head = await self._appended(connection, [event])
            deleted = await store.delete_until(connection, last.seq)
        self._keep(head)
        return deleted

    def _keep(self, head: Anchor) -> None:
        """What was logged is logged, though the workspace is full or closed to us."""
        with suppress(OSError):
            keep_anchor(self.workspace, head)

    async def _appended(self, connection: Connection, events: Sequence[Event]) -> Anchor:
        async with connection.pipeline():  # a turn waits for it: as few round trips as there can be
            head = await store.lock_head(connection)
            made: list[Entry] = []
            for event in events:
                made.append(self._entry(head, event))
                head = Anchor(made[-1].seq, made[-1].digest)
            await store.insert(connection, made)
            await store.move_head(connection, head)
        return head

    def _entry(self, head: Anchor, event: Event) -> Entry:
        seq, at = head.seq + 1, datetime.now(UTC)
        body = Body(told(event), secrets.token_bytes(_SALT_BYTES))
        committed = commitment(body)
        digest = chained(seq, at, event.kind, event.org, event.agent, committed, head.digest)
        return Entry(
            seq=seq,
            at=at,
            kind=event.kind,
            org=event.org,
            agent=event.agent,
            body=body,
            commitment=committed,
            previous=head.digest,
            digest=digest,
            key=self.key.name,
            seal=sealed(self.key.secret, digest),
        )


def _ranges(numbers: Sequence[int]) -> list[list[int]]:
    """The numbers in order as ranges, first and last."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges
