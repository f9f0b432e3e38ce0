"""Bars in proportion to their times, none outside of the drawing, none invisible."""

import pytest

from understudy.channels.waterfall import DRAWN_WIDTH, draw, ticks
from understudy.observe.traces import Bar, Trace


def trace(*spans: tuple[str, int, float, float]) -> Trace:
    return Trace("t", tuple(Bar(name, depth, at, took, took, {}) for name, depth, at, took in spans), None)


@pytest.mark.parametrize(
    ("at", "took", "x", "width"),
    [
        (0, 200, 0, 1000),
        (50, 100, 250, 500),
        (100, 0, 500, 6),  # took no time, is drawn all the same
        (200, 0, 994, 6),  # at the very end
    ],
)
def test_a_bar_lies_where_its_time_does(at: float, took: float, x: float, width: float) -> None:
    drawn = list(draw(trace(("conversation.turn", 0, 0, 200), ("action.get_record", 1, at, took))))
    assert (drawn[1].x, drawn[1].width) == (x, width)
    assert (drawn[1].kind, drawn[1].name, drawn[1].depth) == ("action", "get record", 1)


def test_a_trace_of_no_time_is_drawn() -> None:
    (drawn,) = draw(trace(("work", 0, 0, 0)))
    assert (drawn.kind, drawn.name) == ("work", "work")
    assert 0 <= drawn.x <= DRAWN_WIDTH - drawn.width


def test_ticks_go_from_the_beginning_to_the_end() -> None:
    drawn = ticks(trace(("work", 0, 0, 200)))
    assert [(tick.x, tick.at_ms) for tick in drawn] == [
        (0, 0),
        (250, 50),
        (500, 100),
        (750, 150),
        (1000, 200),
    ]


def test_what_failed_is_named() -> None:
    failed = Trace("t", (Bar("action.query", 0, 0, 1, 1, {"exception.type": "ModelRetry"}),), None)
    assert next(iter(draw(failed))).failure == "ModelRetry"
