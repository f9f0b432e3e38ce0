"""A trace as bars over its time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from understudy.observe.traces import Trace

__all__ = ["DRAWN_WIDTH", "DrawnBar", "Tick", "draw", "ticks"]

DRAWN_WIDTH = 1000
"""The width of the drawing in units of its own; the page stretches it."""
_NARROWEST = 6
_PARTS = 4


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A row of the waterfall: what ran, how deep below what, where its bar lies. `kind` is its room."""

    kind: str
    name: str
    depth: int
    starts_ms: float
    took_ms: float
    own_ms: float
    x: float
    width: float
    failure: str | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line through the drawing: where it lies, and at which time."""

    x: float
    at_ms: float


def draw(trace: Trace) -> Iterable[DrawnBar]:
    """The rows in the order of the tree; what took next to no time is drawn all the same."""
    scale = DRAWN_WIDTH / trace.took_ms if trace.took_ms else 0.0
    for bar in trace.bars:
        width = min(max(bar.took_ms * scale, _NARROWEST), DRAWN_WIDTH)
        room, _, name = bar.name.partition(".")
        yield DrawnBar(
            room,
            (name or room).replace("_", " "),
            bar.depth,
            bar.starts_ms,
            bar.took_ms,
            bar.own_ms,
            round(min(bar.starts_ms * scale, DRAWN_WIDTH - width), 1),
            round(width, 1),
            bar.attributes.get("exception.type"),
        )


def ticks(trace: Trace) -> tuple[Tick, ...]:
    """From the beginning of the drawing to its end."""
    parts = [step / _PARTS for step in range(_PARTS + 1)]
    return tuple(Tick(part * DRAWN_WIDTH, part * trace.took_ms) for part in parts)
