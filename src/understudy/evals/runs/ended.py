"""A case's run as it is kept, and back again. Pure."""

from pydantic_ai import RunUsage

from understudy.evals.cases import Case
from understudy.evals.checks import Mismatch
from understudy.evals.run import CaseRun, Failure
from understudy.evals.runs.kept import KeptResult

__all__ = ["NOT_JUDGED", "as_kept", "as_run"]

NOT_JUDGED = "not judged"


def as_kept(run: CaseRun, digest: str, cost: float | None) -> KeptResult:
    """For the table of results; why a case could not be judged stands in its only mismatch."""
    mismatches = run.mismatches
    if run.failure:
        passes = "it may go well another time" if run.failure.passes else "it will not pass by itself"
        mismatches = (Mismatch(NOT_JUDGED, passes, run.failure.why),)
    return KeptResult(
        run.case.name,
        run.attempt,
        digest,
        run.case.model_dump(mode="json", exclude_unset=True),
        run.passed,
        mismatches,
        run.replies,
        run.took_ms,
        run.trace_ids,
        run.touched,
        run.usage.requests,
        run.usage.input_tokens,
        run.usage.output_tokens,
        cost,
        run.reused,
    )


def as_run(kept: KeptResult, case: Case) -> CaseRun:
    """Of that case, which is the suite's own."""
    failure = Failure(kept.mismatches[0].came, passes=True) if kept.passed is None else None
    return CaseRun(
        case,
        () if failure else kept.mismatches,
        kept.replies,
        kept.took_ms,
        kept.trace_ids,
        kept.touched,
        RunUsage(requests=kept.model_calls, input_tokens=kept.input_tokens, output_tokens=kept.output_tokens),
        attempt=kept.attempt,
        failure=failure,
        reused=kept.reused,
    )
