"""Is a run good enough? Every thing that was asked for, met or not, in sentences."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from understudy.agents.acceptance import Acceptance
from understudy.evals.gates import criteria
from understudy.evals.gates.criteria import Reason
from understudy.evals.gates.judged import Judged, judged_played, tallies
from understudy.evals.gates.rate import Rate, rate_of
from understudy.evals.run import CaseRun

__all__ = ["Verdict", "Word", "judge", "judge_results", "judge_suite"]

Word = Literal["holds", "does not hold", "not enough data"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was asked for and what came: the pass rate against the gate, and a reason for each criterion.

    `unjudged` attempts could not be judged, and count neither way.
    """

    success: Rate
    gate: float
    reasons: tuple[Reason, ...]
    unjudged: int = 0

    @property
    def passed(self) -> int:
        """Attempts that passed."""
        return self.success.passed

    @property
    def total(self) -> int:
        """Attempts that were judged."""
        return self.success.total

    @property
    def low(self) -> float:
        """The interval's lower end."""
        return self.success.low

    @property
    def high(self) -> float:
        """The interval's upper end."""
        return self.success.high

    @property
    def rate(self) -> float:
        """The share that passed."""
        return self.success.rate

    @property
    def holds(self) -> bool:
        """Whether nothing that was asked for is missed; a criterion that cannot be told yet is not missed."""
        return self.total > 0 and all(reason.met is not False for reason in self.reasons)

    @property
    def is_sure(self) -> bool:
        """Whether the interval's lower end reaches the gate too."""
        return self.low >= self.gate

    @property
    def word(self) -> Word:
        """In three words: what cannot be told for want of data is neither held nor missed."""
        if any(reason.met is False for reason in self.reasons):
            return "does not hold"
        return "holds" if all(reason.met for reason in self.reasons) else "not enough data"


def judge(passed: int, total: int, gate: float) -> Verdict:
    """The verdict on so many cases, at least one, by the rate alone."""
    assert 0 <= passed <= total, "more cases passed than there are"
    assert total > 0, "no case, no verdict"
    success = rate_of([(1, 1)] * passed + [(0, 1)] * (total - passed))
    return Verdict(success, gate, (criteria.rate(success, gate),))


def judge_suite(
    runs: Sequence[CaseRun],
    suite: str,
    asked: Acceptance,
    gate: float,
    cost: Callable[[CaseRun], float | None],
) -> Verdict:
    """The verdict on a suite that was just played, with another rate than the criteria ask for; `cost` tells
    what a case cost.
    """
    must_all = suite in asked.must_never
    return judge_results(
        judged_played(runs, cost), asked.model_copy(update={"success_rate": gate}), all_must_pass=must_all
    )


def judge_results(results: Sequence[Judged], asked: Acceptance, *, all_must_pass: bool = False) -> Verdict:
    """The verdict on a run by all criteria; `all_must_pass` in a suite of what must never happen."""
    tallied = tallies(results)
    success = rate_of(list(tallied.values()))
    reasons = [
        criteria.rate(success, asked.success_rate, surely=asked.surely),
        criteria.cases(success, asked.over_cases),
        criteria.must_never(results, all_must_pass=all_must_pass),
        *criteria.floors(results, asked.floors),
        *criteria.budgets(results, asked.budgets),
    ]
    unjudged = sum(each.passed is None for each in results)
    return Verdict(success, asked.success_rate, tuple(filter(None, reasons)), unjudged)
