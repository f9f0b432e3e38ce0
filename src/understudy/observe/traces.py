"""One trace: its spans as a tree in time, with the turn it is of."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.trace import flush
from understudy.observe.store import (
    KeptSpan,
    KeptTurn,
    read_spans,
    read_turn,
    read_visible_turn,
    trace_ids,
)
from understudy.org.permissions import Actor

__all__ = ["Bar", "Trace", "arrange", "open_trace", "read_trace"]

_ID = re.compile(r"[0-9a-f]{4,32}")
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One span in the waterfall: how deep it lies, when it began after the trace did, how long it took.

    `own_ms` is the part of `took_ms` that none of its children covers.
    """

    name: str
    depth: int
    starts_ms: float
    took_ms: float
    own_ms: float
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace. `bars` are in the order of the tree; `turn` is None for what is not a turn."""

    id: str
    bars: tuple[Bar, ...]
    turn: KeptTurn | None

    @property
    def took_ms(self) -> float:
        """From the first beginning to the last end."""
        return max((bar.starts_ms + bar.took_ms for bar in self.bars), default=0.0)

    @property
    def tokens(self) -> tuple[int, int] | None:
        """How many tokens were read and written in all, none by the embedded model; None when not known."""
        known = [bar.attributes for bar in self.bars if "model.input_tokens" in bar.attributes]
        read, written = (sum(each[f"model.{way}_tokens"] for each in known) for way in ("input", "output"))
        return (read, written) if known else None

    def named(self, start: str) -> tuple[Bar, ...]:
        """The bars whose name starts so."""
        return tuple(bar for bar in self.bars if bar.name.startswith(start))


async def read_trace(database: Database, start: str) -> Trace:
    """The trace with that id, or the only one whose id starts so.

    Raises:
        InputError: it is no start of an id, there is no such trace, or there are several.
    """
    start = start.strip().lower()
    if not _ID.fullmatch(start):
        raise InputError(
            f"{start!r} is no trace id",
            hint="give the id or its first characters (4 at least); `understudy trace list` shows them",
        )
    found = await trace_ids(database, start, _CANDIDATES)
    if not found:
        raise InputError(f"there is no trace {start!r}", hint="`understudy trace list` shows the last ones")
    if len(found) > 1:
        raise InputError(f"several traces start with {start!r}", hint=f"give more of it: {', '.join(found)}")
    spans, turn = await read_spans(database, found[0]), await read_turn(database, found[0])
    return Trace(found[0], arrange(spans), turn)


async def open_trace(database: Database, org: str, trace_id: str, actor: Actor) -> Trace | None:
    """The trace of a turn of this org, by its whole id, for who may see it: the person whose turn it was, and
    the system. None for everybody else, as if there were none.
    """
    turn = await read_visible_turn(database, org, trace_id, actor)
    if turn is None:
        return None
    spans = await read_spans(database, trace_id)
    if all(span.parent_id for span in spans):  # the turn's own span is the last to be stored
        await asyncio.to_thread(flush)
        spans = await read_spans(database, trace_id)
    return Trace(trace_id, arrange(spans), turn)


def arrange(spans: Sequence[KeptSpan]) -> tuple[Bar, ...]:
    """The spans depth first, children in the order in which they began.

    A span whose parent was not stored stands at the root.
    """
    if not spans:
        return ()
    known = {span.id for span in spans}
    children: dict[str | None, list[KeptSpan]] = defaultdict(list)
    for span in sorted(spans, key=lambda s: (s.started_at, s.id)):
        children[span.parent_id if span.parent_id in known else None].append(span)
    first = min(span.started_at for span in spans)
    bars: list[Bar] = []
    waiting = [(span, 0) for span in reversed(children[None])]
    while waiting:
        span, depth = waiting.pop()
        below = children[span.id]
        took = (span.ended_at - span.started_at).total_seconds() * 1000
        starts = (span.started_at - first).total_seconds() * 1000
        bars.append(Bar(span.name, depth, starts, took, took - _covered_ms(span, below), span.attributes))
        waiting.extend((child, depth + 1) for child in reversed(below))
    return tuple(bars)


def _covered_ms(span: KeptSpan, below: Sequence[KeptSpan]) -> float:
    """How much of the span its children cover; where they overlap, once."""
    covered, reached = 0.0, span.started_at
    for child in below:
        start, end = max(child.started_at, reached), min(child.ended_at, span.ended_at)
        if end > start:
            covered += (end - start).total_seconds() * 1000
            reached = end
    return covered
