"""What a trace tells of a result, against a budget: steps, calls of the model, time, cost. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from understudy.evals.judges.store import Judged
from understudy.evals.runs.kept import KeptResult
from understudy.observe.traces import Trace

__all__ = ["TRACE", "Budgets", "judge_traces"]

TRACE = "trace"


@dataclass(frozen=True, slots=True)
class Budgets:
    """How much a case may take; None where nothing is asked. `turn_ms` is that of its slowest turn."""

    steps: int | None = None
    model_calls: int | None = None
    turn_ms: float | None = None
    cost_usd: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked."""
        return all(getattr(self, each.name) is None for each in fields(self))


def judge_traces(result: KeptResult, traces: Sequence[Trace], budgets: Budgets) -> Iterator[Judged]:
    """What is asked, each as a criterion; one that the traces do not tell is neither kept nor missed."""
    whole = len(traces) == len(result.trace_ids) > 0
    timed = whole and all(trace.bars for trace in traces)
    took = {
        "steps": sum(map(_steps, traces)) if whole else None,
        "model_calls": result.model_calls,
        "turn_ms": max(trace.took_ms for trace in traces) if timed else None,
        "cost_usd": result.cost,
    }
    for criterion, used in took.items():
        budget = getattr(budgets, criterion)
        if budget is not None:
            passed = None if used is None else used <= budget
            told = "not known" if used is None else f"{used:g}"
            yield Judged(result.name, result.attempt, TRACE, criterion, passed, f"{told} of {budget:g}")


def _steps(trace: Trace) -> int:
    return len(trace.turn.outcome["evidence"]["steps"]) if trace.turn else 0
