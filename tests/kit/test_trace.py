"""Spans reach the database in the background, nested as they were opened."""

import time

import pytest

from understudy.kit.db import Database
from understudy.kit.trace import PostgresSpans, Tracing, flush, note, setup, span, trace_id


@pytest.fixture
def tracing(database: Database):
    opened = setup(PostgresSpans(database.url))
    yield opened
    opened.close()


async def test_spans_are_stored_as_they_nest(database: Database, tracing: Tracing):
    with span("turn", agent="helper", nothing=None, when={"a": [1]}):
        trace = trace_id()
        with span("action", rows=3):
            pass
    tracing.flush()
    rows = await database.fetch(
        "SELECT name, span_id, parent_span_id, attributes, ended_at >= started_at FROM understudy.span"
        " WHERE trace_id = %s ORDER BY started_at",
        (trace,),
    )
    (turn, action) = rows
    assert (turn[0], turn[2], turn[3], turn[4]) == (
        "turn",
        None,
        {"agent": "helper", "when": '{"a": [1]}'},
        True,
    )
    assert (action[0], action[2], action[3]) == ("action", turn[1], {"rows": 3})


async def test_what_is_noted_stands_on_the_span_that_is_open(database: Database, tracing: Tracing):
    note("nowhere", 1)
    with span("noted"):
        with span("below"):
            pass
        note("read", [{"document": 7}])
    tracing.flush()
    row = await database.fetch_one("SELECT attributes FROM understudy.span WHERE name = 'noted'")
    assert row == ({"read": '[{"document": 7}]'},)


async def test_an_exception_is_recorded_and_passes(database: Database, tracing: Tracing):
    with pytest.raises(ZeroDivisionError), span("fails"):
        _ = 1 / 0
    flush()
    row = await database.fetch_one("SELECT attributes FROM understudy.span WHERE name = 'fails'")
    assert row == ({"exception.type": "ZeroDivisionError", "exception.message": "division by zero"},)


def test_an_unreachable_database_does_not_stop_the_work():
    lost = setup(PostgresSpans("postgresql://nobody@127.0.0.1:1/none"))
    with span("unheard"):
        assert trace_id() is not None
    lost.close()


def test_a_batch_is_cheap(tracing: Tracing):
    start = time.perf_counter()
    for _ in range(1_000):
        with span("quick"):
            pass
    assert time.perf_counter() - start < 1.0
    tracing.flush()
