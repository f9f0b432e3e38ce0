"""A suite that was just played, kept as a run."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from understudy.agents.spec import AgentSpec
from understudy.evals.cases import Case, Suite
from understudy.evals.run import CaseRun
from understudy.evals.runs.kept import KeptResult
from understudy.evals.runs.store import begin_run, finish_run, keep_version, save_result
from understudy.evals.runs.version import Version, mark
from understudy.kit.db import Database

__all__ = ["case_mark", "keep_played", "kept_result"]


async def keep_played(
    database: Database,
    org: str,
    suite: Suite,
    spec: AgentSpec,
    version: Version,
    played: Iterable[CaseRun],
    taken_over: Iterable[KeptResult] = (),
) -> int:
    """The id of a finished run with what was played, and what was taken over from an earlier one."""
    run = await begin_run(
        database,
        org,
        suite.name,
        spec.name,
        model=version.model.get("name", ""),
        version=await keep_version(database, version),
        spec=spec.model_dump(mode="json"),
        gate=spec.criteria.success_rate,
        cases=len(suite.cases),
    )
    for each in taken_over:
        await save_result(database, run, replace(each, reused=True))
    for each in played:
        await save_result(database, run, kept_result(each))
    await finish_run(database, run)
    return run


def kept_result(run: CaseRun, attempt: int = 1) -> KeptResult:
    """What came of a case, as it is kept; one that the database held up could not be judged."""
    return KeptResult(
        run.case.name,
        attempt,
        case_mark(run.case),
        _told(run.case),
        None if run.held_up else run.passed,
        run.mismatches,
        run.replies,
        run.took_ms,
        run.trace_ids,
        run.touched,
        run.usage.requests,
        run.usage.input_tokens,
        run.usage.output_tokens,
        None if run.usage.total_tokens else 0.0,
    )


def case_mark(case: Case) -> str:
    """What is another once the case is."""
    return mark(_told(case))


def _told(case: Case) -> Mapping[str, object]:
    return case.model_dump(mode="json", exclude_unset=True)
