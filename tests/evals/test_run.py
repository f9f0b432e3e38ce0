"""Suites run through the turn of production, on the demo org."""

import datetime as dt
from typing import Any

import pytest

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals import run as runner
from understudy.evals.cases import Case, Expectation, Said, Suite
from understudy.evals.run import CaseRun, run_suite
from understudy.kit.errors import ConfigError
from understudy.org.permissions import System
from understudy.org.records import Write, update
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES

MARIA = "maria.okafor@harborlightnursery.example"
SELLER = "Delia Ortiz"
IN_MAY = Expectation(kind="reply", action="measure", arguments={"window_start": dt.date(2026, 5, 1)})


async def play(app: App, stage: Stage, agent: str, *cases: Case, at_once: int = 2) -> dict[str, CaseRun]:
    suite = Suite(name="mine", agent=agent, cases=cases)
    runs = run_suite(stage, app.agent(agent), suite, app.moment(stage.org), at_once=at_once)
    return {each.case.name: each async for each in runs}


async def test_each_case_is_judged_by_itself(demo_app: App, demo_stage: Stage) -> None:
    ask = "How many cases were opened in May?"
    runs = await play(
        demo_app,
        demo_stage,
        "analyst",
        Case(name="right", say=ask, expect=IN_MAY),
        Case(name="a year before", say=ask, expect=IN_MAY, date=dt.date(2025, 11, 20)),
        Case(name="too long", say="x" * 30_000, expect=IN_MAY),
    )
    assert {name: [m.what for m in run.mismatches] for name, run in runs.items()} == {
        "right": [],
        "a year before": ["argument window_start"],
        "too long": ["error"],
    }
    assert runs["right"].replies[0].startswith("Number of cases:")


async def test_sessions_of_a_run_are_kept_apart(demo_app: App, demo_stage: Stage) -> None:
    mark = "How many cases were opened in the week of 2026-02-09?"
    await play(
        demo_app, demo_stage, "analyst", Case(name="a", say=mark, expect=Expectation(action="measure"))
    )
    rows = await demo_app.database.fetch(
        "SELECT session.channel FROM understudy.session JOIN understudy.turn ON session_id = session.id"
        " WHERE message = %s",
        (mark,),
    )
    assert rows == [("eval",)]


async def test_a_script_is_one_session_asked_by_its_actor(demo_app: App, demo_stage: Stage) -> None:
    wrong = Expectation(contains=("MV-99999",))
    runs = await play(
        demo_app,
        demo_stage,
        "service",
        Case(
            name="script",
            actor=MARIA,
            script=(
                Said(say="Show me my orders.", expect=Expectation(contains=("MV-24126",))),
                Said(say="Show me my orders!", expect=wrong),
                Said(say="Show me my orders."),
            ),
        ),
    )
    (found,) = runs["script"].mismatches
    assert found.what == "text after 2. “Show me my orders!”"
    assert len(runs["script"].replies) == 3


async def test_nobody_of_that_name(demo_app: App, demo_stage: Stage) -> None:
    with pytest.raises(ConfigError, match="a case is asked by 'Nobody At All'"):
        await play(
            demo_app, demo_stage, "analyst", Case(name="a", say="Hi", expect=IN_MAY, actor="Nobody At All")
        )


async def test_who_may_not_reach_the_agent_is_turned_away(demo_app: App, demo_stage: Stage) -> None:
    away = Expectation(kind="error", contains=("for employees",))
    runs = await play(
        demo_app,
        demo_stage,
        "employee",
        Case(name="customer", say="How long is parental leave?", actor=MARIA, expect=away),
        Case(name="operator", say="How long is parental leave?", expect=away),
    )
    assert {name: [m.what for m in run.mismatches] for name, run in runs.items()} == {
        "customer": [],
        "operator": ["kind", "text"],
    }


async def test_a_case_that_another_held_up_is_played_again_alone(
    demo_app: App, demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lead is being written to while the first try goes on."""
    find = "SELECT Id FROM Lead WHERE Owner.Name = :who AND Status != 'Qualified' ORDER BY Id LIMIT 1"
    stage, who, now = demo_stage, System("a test"), demo_app.moment(demo_stage.org)
    found = await run(stage.database, stage.org, find, who, now, binds={"who": SELLER})
    record_id = found.rows[0]["Id"]
    monkeypatch.setattr("understudy.org.records.write._LONGEST_LOCK_WAIT_S", 0.2)
    tries: list[bool] = []
    played = runner._play

    async def watched(*given: Any) -> CaseRun:
        if tries:
            return await played(*given)
        async with stage.database.sandbox() as other:
            write = Write(other, stage.org, who, now.now, ROW_RULES)
            await update(write, record_id, {"Phone": "608-555-0102"}, expected=None)
            ended = await played(*given)
            tries.append(ended.held_up)
        return ended

    monkeypatch.setattr(runner, "_play", watched)
    case = Case(
        name="qualify",
        actor=SELLER,
        script=(
            Said(say=f"Set the status of lead {record_id} to Qualified", expect=Expectation(kind="confirm")),
            Said(say="yes", expect=Expectation(kind="reply", contains=("Done: the lead",))),
        ),
    )
    runs = await play(demo_app, stage, "sales", case)
    assert tries == [True]
    assert (runs["qualify"].held_up, runs["qualify"].mismatches) == (False, ())
