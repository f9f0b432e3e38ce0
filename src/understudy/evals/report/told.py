"""What a report says of a run, whether it was just played or was kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from understudy.agents.acceptance import Acceptance
from understudy.evals.batch import SuiteRun
from understudy.evals.cases import Case
from understudy.evals.checks import Mismatch
from understudy.evals.gates import Verdict
from understudy.evals.gates.judged import judged_kept, tallies
from understudy.evals.gates.repeats import Repeats, repeats_of
from understudy.evals.gates.verdict import judge_results
from understudy.evals.runs.ended import as_kept
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.pairing import Paired

__all__ = ["Report", "Told", "of_kept", "of_played"]


@dataclass(frozen=True, slots=True)
class Told:
    """A case, with the attempt that shows best how it went: the first that failed, if one did.

    `passed` is None when no attempt could be judged; `attempts` are those that passed and those judged.
    `cost` is in US dollars, None when not known.
    """

    case: Case
    passed: bool | None
    attempts: tuple[int, int]
    replies: tuple[str, ...]
    mismatches: tuple[Mismatch, ...]
    took_ms: float
    trace_ids: tuple[str, ...]
    cost: float | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its verdict and its cases; `number` and `started_at` only where it was kept, `compared` with
    an earlier run only where that was asked for.
    """

    suite: str
    agent: str
    cases: tuple[Told, ...]
    verdict: Verdict
    took_s: float
    number: int | None = None
    model: str = ""
    version: str = ""
    started_at: datetime | None = None
    repeats: Repeats | None = None
    compared: Paired | None = None

    @property
    def failed(self) -> list[Told]:
        """The cases of which an attempt failed."""
        return [each for each in self.cases if each.passed is False]

    @property
    def unjudged(self) -> list[Told]:
        """The cases of which no attempt could be judged."""
        return [each for each in self.cases if each.passed is None]

    @property
    def cost(self) -> float | None:
        """What the shown attempts cost together; None where that of one is not known."""
        costs = [each.cost for each in self.cases]
        return None if None in costs else sum(cost for cost in costs if cost is not None)


def of_played(played: SuiteRun) -> Report:
    """The report of a suite that was just played."""
    by_name: dict[str, list[KeptResult]] = {}
    for run in played.runs:
        by_name.setdefault(run.case.name, []).append(as_kept(run, "", None))
    cases = tuple(map(_told, by_name.values()))
    return Report(played.suite.name, played.agent, cases, played.verdict, played.took_s, played.id)


def of_kept(
    run: KeptRun,
    results: Sequence[KeptResult],
    asked: Acceptance,
    *,
    all_must_pass: bool = False,
    compared: Paired | None = None,
) -> Report:
    """The report of a run that was kept, held against these criteria."""
    judged = judged_kept(results)
    by_name: dict[str, list[KeptResult]] = {}
    for each in results:
        by_name.setdefault(each.name, []).append(each)
    took = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0.0
    return Report(
        run.suite,
        run.agent,
        tuple(map(_told, by_name.values())),
        judge_results(judged, asked, all_must_pass=all_must_pass),
        took,
        run.id,
        run.model,
        run.version,
        run.started_at,
        repeats_of(tallies(judged)),
        compared,
    )


def _told(attempts: list[KeptResult]) -> Told:
    failed = [each for each in attempts if each.passed is False]
    judged = [each for each in attempts if each.passed is not None]
    shown = (failed or judged or attempts)[0]
    return Told(
        Case.model_validate(shown.case),
        None if not judged else not failed,
        (len(judged) - len(failed), len(judged)),
        shown.replies,
        shown.mismatches,
        shown.took_ms,
        shown.trace_ids,
        shown.cost,
        shown.reused,
    )
