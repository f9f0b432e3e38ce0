"""Runs that are kept, as somebody would review them."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from tests.evals.runs.test_store import result

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Suite
from understudy.evals.run import CaseRun, run_suite
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.store import begin_run, finish_run, read_run, save_result
from understudy.kit.clock import Moment

__all__ = ["kept_run", "played_run", "result_of", "some_result"]

SAID = "Who sold most?"


@asynccontextmanager
async def kept_run(
    stage: Stage,
    results: Sequence[KeptResult],
    suite: str = "reviewed",
    agent: str = "analyst",
    spec: Mapping[str, Any] | None = None,
) -> AsyncGenerator[KeptRun]:
    """A run with these results, gone afterwards."""
    database, org = stage.database, stage.org.name
    number = await begin_run(
        database,
        org,
        suite,
        agent,
        model="embedded",
        version="v",
        spec=spec or {},
        gate=0.8,
        cases=len(results),
    )
    for each in results:
        await save_result(database, number, each)
    await finish_run(database, number)
    run = await read_run(database, org, number)
    assert run
    yield run
    await database.execute("DELETE FROM understudy.eval_run WHERE id = %s", (number,))


@asynccontextmanager
async def played_run(
    stage: Stage, spec: AgentSpec, moment: Moment, *cases: Case, suite: str = "reviewed"
) -> AsyncGenerator[KeptRun]:
    """A run in which these cases were played."""
    made = Suite(name=suite, agent=spec.name, cases=cases)
    runs = [run async for run in run_suite(stage, spec, made, moment)]
    async with kept_run(stage, [result_of(run) for run in runs], suite, spec.name) as run:
        yield run


def some_result(name: str) -> KeptResult:
    """What came of a case that failed."""
    case = {"name": name, "say": SAID, "expect": {"answers": ["Ada"]}}
    return replace(result(name), case=case)


def result_of(run: CaseRun) -> KeptResult:
    """As it is kept."""
    return KeptResult(
        run.case.name,
        1,
        run.case.name,
        run.case.model_dump(mode="json", exclude_defaults=True),
        run.passed,
        run.mismatches,
        run.replies,
        run.took_ms,
        run.trace_ids,
        run.touched,
        run.usage.requests,
        run.usage.input_tokens,
        run.usage.output_tokens,
        None,
    )
