"""What a trace tells against a budget."""

from dataclasses import replace

import pytest
from tests.conftest import Ask
from tests.evals.runs.test_store import result

from understudy.conversations.turn import Stage
from understudy.evals.judges.traced import Budgets, judge_traces
from understudy.observe.traces import Trace, open_trace
from understudy.org.permissions import System

pytestmark = pytest.mark.usefixtures("traced")


@pytest.fixture
async def trace(ask: Ask, demo_stage: Stage) -> Trace:
    played = await ask("How many cases were opened in May 2026?")
    found = await open_trace(
        demo_stage.database, demo_stage.org.name, played.trace_id or "", System("a test")
    )
    assert found
    return found


def test_each_budget_is_a_criterion(trace: Trace) -> None:
    kept = replace(result("one"), trace_ids=(trace.id,))
    found = {
        each.criterion: (each.passed, each.because)
        for each in judge_traces(kept, [trace], Budgets(steps=1, model_calls=1, turn_ms=1e-3, cost_usd=1))
    }
    assert found["steps"] == (True, "1 of 1")
    assert found["model_calls"] == (False, "2 of 1")
    assert found["turn_ms"][0] is False
    assert found["cost_usd"] == (True, "0.01 of 1")
    assert not list(judge_traces(kept, [trace], Budgets()))
    assert Budgets().is_open


def test_what_is_not_known_is_neither(trace: Trace) -> None:
    kept = replace(result("one"), trace_ids=(trace.id, "b" * 32), cost=None)
    found = judge_traces(kept, [trace], Budgets(steps=9, turn_ms=1e6, cost_usd=9))
    assert {each.criterion: each.passed for each in found} == {
        "steps": None,
        "turn_ms": None,
        "cost_usd": None,
    }
    bare = replace(trace, bars=())
    (timed,) = judge_traces(replace(kept, trace_ids=(trace.id,)), [bare], Budgets(turn_ms=1e6))
    assert (timed.passed, timed.because) == (None, "not known of 1e+06")
