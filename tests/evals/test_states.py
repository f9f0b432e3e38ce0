"""What is in the org is compared; and what an evaluation writes is gone when it has ended."""

import datetime as dt
from collections.abc import Mapping

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Expectation, RecordState, Said, Suite
from understudy.evals.run import CaseRun, run_suite
from understudy.kit.db import Database
from understudy.org.permissions import System
from understudy.soql.run import run

MARIA = "maria.okafor@harborlightnursery.example"
READER = System("a test")
NEW = "SELECT Subject, Status FROM Case WHERE Contact.Name = 'Maria Okafor' AND CreatedDate = TODAY"


async def play(app: App, stage: Stage, *rows: Mapping[str, object]) -> CaseRun:
    state = RecordState.model_validate({"soql": NEW, "rows": rows})
    case = Case(
        name="made",
        actor=MARIA,
        script=(
            Said(say="Please open a case about the blue gate."),
            Said(say="yes", expect=Expectation(records=(state,))),
        ),
    )
    suite = Suite(name="mine", agent="service", date=dt.date(2026, 11, 20), cases=(case,))
    runs = run_suite(stage, app.agent("service"), suite, app.moment(stage.org))
    return await anext(runs)


async def test_the_state_is_compared(demo_app: App, demo_stage: Stage) -> None:
    assert (await play(demo_app, demo_stage, {"Subject": "The blue gate"})).passed
    for wrong in ({"Subject": "The red gate"}, {"Nothing": 1}):
        failed = await play(demo_app, demo_stage, wrong)
        assert [m.what for m in failed.mismatches] == [f"records of {NEW} after 2. “yes”"]
    assert not (await play(demo_app, demo_stage)).passed


async def test_a_run_leaves_the_org_as_it_was(demo_app: App, demo_stage: Stage, database: Database) -> None:
    made = await play(demo_app, demo_stage, {"Subject": "The blue gate"})
    assert made.passed
    moment = demo_app.moment(demo_stage.org)
    made_by_it = "SELECT Id FROM Case WHERE Subject = 'The blue gate'"
    found = await run(database, demo_stage.org, made_by_it, READER, moment)
    assert found.rows == ()
    kept = await database.fetch(
        "SELECT message FROM understudy.turn WHERE trace_id = %s", (made.trace_ids[1],)
    )
    assert kept == [("yes",)]  # its turns stay, for whoever looks into a case that failed
