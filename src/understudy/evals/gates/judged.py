"""What a gate looks at in a result, wherever the result comes from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from understudy.evals.cases import Case
from understudy.evals.run import CaseRun
from understudy.evals.runs.kept import KeptResult

__all__ = ["Judged", "judged_kept", "judged_played", "tallies"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One case in one attempt. `passed` is None when it could not be judged; `actions` are those that it is
    about: expected, or else that ran; `cost` is in US dollars, None when no price is known.
    """

    name: str
    passed: bool | None
    must_never: bool
    actions: tuple[str, ...]
    took_ms: float
    cost: float | None = None


def judged_kept(results: Iterable[KeptResult]) -> list[Judged]:
    """Results of a run that was kept."""
    return [
        Judged(
            each.name,
            each.passed,
            case.must_never,
            expected_actions(case) or each.touched.actions,
            each.took_ms,
            each.cost if each.cost is not None else _free(each.input_tokens + each.output_tokens),
        )
        for each in results
        for case in [Case.model_validate(each.case)]
    ]


def judged_played(runs: Iterable[CaseRun], cost: Callable[[CaseRun], float | None]) -> list[Judged]:
    """Cases that were just played; `cost` tells what one cost."""
    return [
        Judged(
            run.case.name,
            None if run.held_up else run.passed,
            run.case.must_never,
            expected_actions(run.case) or run.touched.actions,
            run.took_ms,
            cost(run),
        )
        for run in runs
    ]


def expected_actions(case: Case) -> tuple[str, ...]:
    """The actions that a case says must run, each once."""
    wanted = [said.expect for said in case.messages if said.expect]
    named = [name for each in wanted for name in (*(each.actions or ()), each.action) if name]
    return tuple(dict.fromkeys(name for name in named if name != "none"))


def tallies(results: Sequence[Judged]) -> dict[str, tuple[int, int]]:
    """How many attempts of each case passed, of how many that could be judged; none of those, no entry."""
    counted: dict[str, tuple[int, int]] = {}
    for each in results:
        if each.passed is not None:
            passed, total = counted.get(each.name, (0, 0))
            counted[each.name] = (passed + each.passed, total + 1)
    return counted


def _free(tokens: int) -> float | None:
    """What used no token of a provider cost nothing."""
    return None if tokens else 0.0
