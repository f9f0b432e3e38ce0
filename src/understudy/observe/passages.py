"""The passages that the searches of a turn found, and which of them its answer quotes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.observe.traces import Bar, Trace

__all__ = ["FoundPassage", "passages_of_steps"]

_ACTION = "action."
_FOUND = "knowledge.passages"


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage as a search ranked it: how near it is by meaning and by words, and whether it was quoted."""

    document: int
    title: str
    heading: str
    cosine: float
    coverage: float
    quoted: bool


def passages_of_steps(trace: Trace) -> tuple[tuple[FoundPassage, ...], ...]:
    """For each step of the trace's turn what its searches found, the nearest first; empty without a search.

    Empty for all steps while the spans are not stored.
    """
    steps: Sequence[Mapping[str, Any]] = trace.turn.outcome["evidence"]["steps"] if trace.turn else ()
    below = _below_actions(trace.bars)
    if [action for action, _ in below] != [step["action"] for step in steps]:
        return ((),) * len(steps)
    return tuple(
        tuple(_passages(bars, step["finding"].get("citations", ())))
        for step, (_, bars) in zip(steps, below, strict=True)
    )


def _below_actions(bars: Sequence[Bar]) -> list[tuple[str, list[Bar]]]:
    """The actions that came to an end in that order, as steps are kept, each with the bars that it opened."""
    found: list[tuple[float, str, list[Bar]]] = []
    for place, bar in enumerate(bars):
        if not bar.name.startswith(_ACTION) or "exception.type" in bar.attributes:
            continue
        below: list[Bar] = []
        for other in bars[place + 1 :]:
            if other.depth <= bar.depth:
                break
            below.append(other)
        found.append((bar.starts_ms + bar.took_ms, bar.name.removeprefix(_ACTION), below))
    return [(action, below) for _, action, below in sorted(found, key=lambda each: each[0])]


def _passages(bars: Iterable[Bar], citations: Sequence[Mapping[str, Any]]) -> Iterable[FoundPassage]:
    for bar in bars:
        for found in json.loads(bar.attributes.get(_FOUND, "[]")):
            quoted = any(
                cited["document"] == found["document"] and found["start"] <= cited["at"] < found["end"]
                for cited in citations
            )
            yield FoundPassage(
                found["document"],
                found["title"],
                found["heading"],
                found["cosine"],
                found["coverage"],
                quoted,
            )
