"""Runs and results come back as they were kept."""

from tests.conftest import MakeOrg

from understudy.evals.checks import Mismatch
from understudy.evals.runs.kept import KeptResult
from understudy.evals.runs.store import (
    begin_run,
    finish_run,
    last_runs,
    read_run,
    results_of,
    save_result,
)
from understudy.evals.runs.touched import Touched
from understudy.kit.db import Database
from understudy.org.metadata import Schema


def result(name: str, attempt: int = 1, *, passed: bool | None = False) -> KeptResult:
    return KeptResult(
        name,
        attempt,
        "d1",
        {"name": name, "say": "Who sold most?"},
        passed,
        (Mismatch("answers", "Ada", "Bo"),),
        ("Bo.",),
        12.5,
        ("a" * 32,),
        Touched(("measure",), ("sales",), ("Order",), ("help/returns.md",)),
        2,
        100,
        20,
        0.01,
    )


async def begun(database: Database, org: str, suite: str = "mine", agent: str = "sales") -> int:
    return await begin_run(
        database, org, suite, agent, model="embedded", version="v1", spec={"name": agent}, gate=0.8, cases=2
    )


async def test_what_is_kept_comes_back(database: Database, small_org: MakeOrg) -> None:
    org = (await small_org(Schema(()))).name
    run = await begun(database, org)
    assert (await last_runs(database, org))[0].finished_at is None
    await save_result(database, run, result("b"))
    await save_result(database, run, result("a", 2, passed=None))
    await save_result(database, run, result("a", 1, passed=True))
    await finish_run(database, run)
    kept = await read_run(database, org, run)
    assert kept
    assert (kept.suite, kept.agent, kept.model, kept.gate) == ("mine", "sales", "embedded", 0.8)
    assert (kept.cases, kept.attempts, dict(kept.spec)) == (2, 1, {"name": "sales"})
    assert kept.finished_at
    assert await results_of(database, run) == [
        result("a", 1, passed=True),
        result("a", 2, passed=None),
        result("b"),
    ]


async def test_a_case_counts_once(database: Database, small_org: MakeOrg) -> None:
    run = await begun(database, (await small_org(Schema(()))).name)
    await save_result(database, run, result("a", passed=True))
    await save_result(database, run, result("a", passed=False))
    assert [each.passed for each in await results_of(database, run)] == [True]


async def test_runs_are_those_of_one_org_suite_and_agent(database: Database, small_org: MakeOrg) -> None:
    org, other = (await small_org(Schema(()))).name, (await small_org(Schema(()))).name
    runs = [
        await begun(database, *each)
        for each in (
            (org, "mine", "sales"),
            (org, "theirs", "sales"),
            (org, "mine", "service"),
            (other, "mine", "sales"),
        )
    ]
    assert [each.id for each in await last_runs(database, org)] == [runs[2], runs[1], runs[0]]
    assert [each.id for each in await last_runs(database, org, "mine")] == [runs[2], runs[0]]
    assert [each.id for each in await last_runs(database, org, "mine", "sales")] == [runs[0]]
    assert await read_run(database, org, runs[3]) is None
