"""Goals pursued with an agent of the demo org: the org and what came show whether they are reached."""

import pytest

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Expectation, Goal, Persona, RecordState, Suite
from understudy.evals.run import CaseRun, run_suite

MARIA = "maria.okafor@harborlightnursery.example"
OPENED = "SELECT Subject FROM Case WHERE Subject LIKE '%sprinkler head leaks%'"
WANTS = "Please open a case: the sprinkler head leaks."


async def pursue(
    app: App, stage: Stage, goal: Goal, rows: int, persona: Persona = "plain", patience: int = 6
) -> CaseRun:
    expected = Expectation(records=(RecordState(soql=OPENED, rows=({},) * rows),))
    case = Case(name="opened", actor=MARIA, goal=goal, persona=persona, patience=patience, expect=expected)
    suite = Suite(name="goals", agent="service", cases=(case,))
    (run,) = [each async for each in run_suite(stage, app.agent("service"), suite, app.moment(stage.org))]
    return run


@pytest.mark.parametrize("persona", ["plain", "polite", "upset"])
async def test_a_yes_to_what_is_proposed_reaches_it(
    demo_app: App, demo_stage: Stage, persona: Persona
) -> None:
    run = await pursue(demo_app, demo_stage, Goal(wants=WANTS), 1, persona)
    assert run.mismatches == ()
    assert len(run.replies) == 2


async def test_who_says_no_does_not_reach_it(demo_app: App, demo_stage: Stage) -> None:
    run = await pursue(demo_app, demo_stage, Goal(wants=WANTS, agrees=False), 1)
    (missing,) = run.mismatches
    assert missing.what.endswith("after 2 messages of the person")
    assert len(run.replies) == 2


async def test_patience_ends(demo_app: App, demo_stage: Stage) -> None:
    run = await pursue(demo_app, demo_stage, Goal(wants=WANTS), 1, patience=1)
    assert (run.passed, len(run.replies)) == (False, 1)


async def test_what_is_reached_at_once_needs_no_more_words(demo_app: App, demo_stage: Stage) -> None:
    run = await pursue(demo_app, demo_stage, Goal(wants=WANTS), 0)
    assert (run.passed, len(run.replies)) == (True, 1)
