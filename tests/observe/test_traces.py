"""Spans become a tree in time; a trace is found by the start of its id."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from understudy.app import App
from understudy.kit.errors import InputError
from understudy.observe.store import KeptSpan, recent_turns
from understudy.observe.traces import Bar, Trace, arrange, read_trace

BEGAN = datetime(2026, 11, 20, tzinfo=UTC)


def kept(name: str, parent: str | None, start_ms: int, end_ms: int) -> KeptSpan:
    return KeptSpan(
        name,
        parent,
        name,
        BEGAN + timedelta(milliseconds=start_ms),
        BEGAN + timedelta(milliseconds=end_ms),
        {},
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        (
            [kept("turn", None, 0, 100), kept("b", "turn", 60, 90), kept("a", "turn", 10, 50)],
            [("turn", 0, 0, 100, 30), ("a", 1, 10, 40, 40), ("b", 1, 60, 30, 30)],
        ),
        (  # children side by side cover their parent once
            [kept("turn", None, 0, 100), kept("a", "turn", 0, 60), kept("b", "turn", 20, 80)],
            [("turn", 0, 0, 100, 20), ("a", 1, 0, 60, 60), ("b", 1, 20, 60, 60)],
        ),
        (  # the parent was not stored
            [kept("lost", "gone", 5, 10), kept("below", "lost", 6, 7)],
            [("lost", 0, 0, 5, 4), ("below", 1, 1, 1, 1)],
        ),
    ],
)
def test_spans_are_arranged_depth_first(
    spans: list[KeptSpan], expected: list[tuple[str, int, float, float, float]]
) -> None:
    bars = arrange(spans)
    found = [(bar.name, bar.depth, bar.starts_ms, bar.took_ms, pytest.approx(bar.own_ms)) for bar in bars]
    assert found == expected


def test_tokens_are_summed_where_they_are_known() -> None:
    def traced(*attributes: dict[str, int]) -> Trace:
        return Trace("t", tuple(Bar("agent.think", 0, 0, 1, 1, each) for each in attributes), None)

    counts = {"model.input_tokens": 900, "model.output_tokens": 40}
    assert traced(counts, {}, counts).tokens == (1800, 80)
    assert traced({}).tokens is None


async def insert(app: App, trace_id: str) -> None:
    await app.database.execute(
        "INSERT INTO understudy.span (trace_id, span_id, name, started_at, ended_at)"
        " VALUES (%s, %s, 'work', now(), now())",
        (trace_id, uuid.uuid4().hex[:16]),
    )


async def test_a_trace_is_found_by_the_start_of_its_id(demo_app: App) -> None:
    start = uuid.uuid4().hex[:12]
    first, second = f"{start}{'0' * 20}", f"{start}f{'0' * 19}"
    await insert(demo_app, first)
    assert (await read_trace(demo_app.database, start.upper())).id == first
    await insert(demo_app, second)
    with pytest.raises(InputError, match="several traces"):
        await read_trace(demo_app.database, start)
    found = await read_trace(demo_app.database, start + "f")
    assert (found.id, found.turn, [bar.name for bar in found.bars]) == (second, None, ["work"])


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("", "no trace id"),
        ("abc", "no trace id"),
        ("xyz12345", "no trace id"),
        ("0" * 31, "there is no trace"),
    ],
)
async def test_what_is_no_trace_is_said(demo_app: App, start: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        await read_trace(demo_app.database, start)


async def test_turns_without_their_spans_are_listed_too(demo_app: App) -> None:
    assert await recent_turns(demo_app.database, "nobody", 5) == []
