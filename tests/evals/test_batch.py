"""Suites from the first case to the verdict: what is kept, taken over, gone on with and not judged."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.llm.fake_provider import Fault, Step, fake_provider, says

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals import run as runner
from understudy.evals.batch import SuiteRun, play_suite
from understudy.evals.cases import Case, Expectation, Suite
from understudy.evals.run import CaseRun
from understudy.evals.runs.opening import Manner
from understudy.evals.runs.store import last_runs, read_run, results_of
from understudy.kit.errors import ServiceError
from understudy.llm.model import provider_model
from understudy.llm.remote import Patience
from understudy.trust.guard import masked
from understudy.trust.masking.policy import Rules

TAKING_OVER = Manner(fresh=False)
ASK = "How many cases were opened in May?"
DAY = dt.date(2026, 6, 3)


def suite_of(name: str, *expected: Expectation) -> Suite:
    """Its cases are like those of no other test."""
    mine = [each.model_copy(update={"omits": (f"never said: {name}",)}) for each in expected]
    cases = tuple(Case(name=f"case {n}", say=ASK, expect=each) for n, each in enumerate(mine))
    return Suite(name=name, agent="analyst", date=DAY, cases=cases)


IN_MAY, NOT_SO = Expectation(action="measure"), Expectation(kind="refusal")


async def play(app: App, stage: Stage, suite: Suite, manner: Manner = TAKING_OVER, **more: Any) -> SuiteRun:
    return await play_suite(stage, app.agent("analyst"), suite, app.moment(stage.org), 0.5, manner, **more)


async def test_a_run_is_kept_with_its_results(demo_app: App, demo_stage: Stage) -> None:
    played = await play(demo_app, demo_stage, suite_of("kept-run", IN_MAY, NOT_SO), Manner(attempts=2))
    assert played.id
    kept = await read_run(demo_app.database, demo_stage.org.name, played.id)
    assert kept
    assert (kept.cases, kept.attempts, kept.gate, kept.model) == (2, 2, 0.5, "embedded")
    assert kept.finished_at
    results = await results_of(demo_app.database, played.id)
    assert [(each.name, each.attempt, each.passed) for each in results] == [
        ("case 0", 1, True),
        ("case 0", 2, True),
        ("case 1", 1, False),
        ("case 1", 2, False),
    ]
    assert (played.verdict.passed, played.verdict.total, played.cost) == (2, 4, 0)


async def test_what_was_played_is_taken_over_until_something_changes(
    demo_app: App, demo_stage: Stage
) -> None:
    suite = suite_of("taken-over", IN_MAY, NOT_SO)
    assert (await play(demo_app, demo_stage, suite)).reused == 0
    again = await play(demo_app, demo_stage, suite)
    assert (again.reused, [run.passed for run in again.runs]) == (2, [True, False])
    assert (await play(demo_app, demo_stage, suite, Manner(fresh=True))).reused == 0
    assert (await play(demo_app, demo_stage, suite, Manner(attempts=2, fresh=False))).reused == 2
    other = suite_of("taken-over", IN_MAY, Expectation(kind="reply"))
    assert (await play(demo_app, demo_stage, other)).reused == 1
    stricter = replace(demo_stage, declared={**demo_stage.declared, "masking": "another"})
    assert (await play(demo_app, stricter, suite)).reused == 0


async def test_a_stopped_run_is_gone_on_with(demo_app: App, demo_stage: Stage) -> None:
    suite = suite_of("stopped", *[IN_MAY] * 6)
    told: list[str] = []

    def stop(run: CaseRun) -> None:
        told.append(run.case.name)
        if len(told) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await play(demo_app, demo_stage, suite, replace(TAKING_OVER, at_once=1), tell=stop)
    (stopped,) = await last_runs(demo_app.database, demo_stage.org.name, "stopped")
    assert stopped.finished_at is None
    played = await play(demo_app, demo_stage, suite)
    assert (played.id, played.reused, len(played.runs)) == (stopped.id, 0, 6)
    results = await results_of(demo_app.database, stopped.id)
    assert sorted(each.name for each in results) == [f"case {n}" for n in range(6)]


async def by_provider(
    app: App, stage: Stage, script: Sequence[Step], suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> SuiteRun:
    monkeypatch.setattr(runner, "_WAITS_S", (0.01,))
    async with (
        fake_provider(script) as served,
        provider_model("openai:fake", {"OPENAI_BASE_URL": served.url}, Patience(attempts=1)) as model,
    ):
        asked = replace(stage, model_for=lambda _spec, _situation: masked(model, Rules(), stage.org.schema))
        return await play(app, asked, suite, Manner(at_once=1))


async def test_what_a_provider_fails_at_is_played_again(
    demo_app: App, demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = suite_of("stumbling", Expectation(contains=("Twelve",)))
    script = [Fault(429, b'{"error": {"message": "slow down"}}'), says("Twelve.")]
    played = await by_provider(demo_app, demo_stage, script, suite, monkeypatch)
    assert [run.passed for run in played.runs] == [True]


async def test_a_provider_s_failure_is_no_zero(
    demo_app: App, demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = suite_of("failing", Expectation(contains=("Twelve",)), Expectation(contains=("Twelve",)))
    down = Fault(503, b'{"error": {"message": "overloaded"}}')
    played = await by_provider(demo_app, demo_stage, [says("Twelve."), down, down], suite, monkeypatch)
    assert [run.passed for run in played.runs] == [True, None]
    assert (played.verdict.passed, played.verdict.total, len(played.unjudged)) == (1, 1, 1)
    assert played.id
    kept = (await results_of(demo_app.database, played.id))[1]
    assert kept.passed is None
    assert "503" in kept.mismatches[0].came
    with pytest.raises(ServiceError, match="no case could be judged"):
        await by_provider(demo_app, demo_stage, [down] * 4, suite, monkeypatch)


async def test_a_case_that_breaks_ends_no_other(
    demo_app: App, demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A judge with a fault is one of the things that may break."""

    def broken(expected: Expectation, *_given: object) -> tuple[object, ...]:
        if expected.kind == NOT_SO.kind:
            raise KeyError("oops")
        return ()

    monkeypatch.setattr(runner, "check", broken)
    played = await play(demo_app, demo_stage, suite_of("broken-judge", IN_MAY, NOT_SO), Manner())
    assert [run.passed for run in played.runs] == [True, None]
    assert played.runs[1].failure
    assert "KeyError" in played.runs[1].failure.why
