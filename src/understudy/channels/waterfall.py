"""A trace as bars over its time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from understudy.observe.traces import Trace

__all__ = ["DRAWN_WIDTH", "DrawnBar", "draw", "ticks"]

DRAWN_WIDTH = 1000
"""The width of the drawing in units of its own; the page stretches it."""
_NARROWEST = 6
_TICKS = 4


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


def ticks(trace: Trace) -> tuple[float, ...]:
    """The times in milliseconds at which the drawing has a line, from its beginning to its end."""
    return tuple(trace.took_ms * step / _TICKS for step in range(_TICKS + 1))
