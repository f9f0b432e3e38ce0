"""A run held against an earlier one, case by case: what became better or worse, or was it chance?"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from understudy.evals.gates.enough import cases_to_see, smallest_seen
from understudy.evals.gates.paired import difference_interval, no_difference_p

__all__ = ["MARGIN", "SIGNIFICANT", "Comparison", "Outcome", "compare_tallies"]

SIGNIFICANT = 0.05
"""Of a hundred comparisons of a version with itself at most five say that it differs."""
MARGIN = 0.05
"""A difference of the pass rate that matters to most."""

Outcome = Literal["better", "worse", "same", "not enough data"]
Tallies = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two runs say of each other over the `cases` that both have.

    `regressed` and `improved` are the cases that passed less and more often than before. `difference` is that
    of the pass rates, with its interval; `p` how likely one as great is by chance; `smallest` the smallest
    that would be seen four times in five; `disagreement` the mean square of the cases' differences.
    """

    cases: int
    before: float
    after: float
    regressed: tuple[str, ...]
    improved: tuple[str, ...]
    low: float
    high: float
    p: float
    smallest: float
    disagreement: float
    margin: float

    @property
    def difference(self) -> float:
        """By how much the pass rate rose."""
        return self.after - self.before

    @property
    def outcome(self) -> Outcome:
        """Better or worse beyond chance; the same only where every difference that matters is ruled out."""
        if self.cases and self.p < SIGNIFICANT:
            return "better" if self.difference > 0 else "worse"
        if self.cases and -self.margin <= self.low and self.high <= self.margin:
            return "same"
        return "not enough data"

    def __str__(self) -> str:
        if not self.cases:
            return "Not enough data: the runs have no case in common that both could judge."
        return f"{self._seen} {_MEANING[self.outcome].format(**self._figures)}"

    @property
    def _seen(self) -> str:
        return (
            f"Of {self.cases} cases {len(self.regressed)} passed less often than before and"
            f" {len(self.improved)} more often: {self.before:.1%} became {self.after:.1%}, a difference of"
            f" {self.difference * 100:+.1f} points"
            f" (95% interval {self.low * 100:+.1f} to {self.high * 100:+.1f}, p = {self.p:.3f})."
        )

    @property
    def _figures(self) -> dict[str, str]:
        needed = cases_to_see(self.margin, self.disagreement)
        return {
            "margin": f"{self.margin * 100:g} points",
            "smallest": f"{self.smallest * 100:.1f} points" if self.smallest < 1 else "100 points",
            "needed": f"{needed} cases",
        }


_MEANING: Mapping[Outcome, str] = {
    "better": "It became better by more than chance.",
    "worse": "It became worse by more than chance.",
    "same": "No difference is shown, and one of {margin} or more is ruled out.",
    "not enough data": (
        "No difference is shown, but that is not enough data to rule one of {margin} out: with these cases"
        " one below {smallest} would mostly go unseen. About {needed} would show one of {margin}."
    ),
}


def compare_tallies(before: Tallies, after: Tallies, margin: float = MARGIN) -> Comparison:
    """Compare how many attempts passed, of how many, by case; cases that one run lacks are left out."""
    names = [name for name in after if name in before]
    differences = {name: Fraction(*after[name]) - Fraction(*before[name]) for name in names}
    count = len(names)
    # Half a case added to each way a pair can end, as in the interval: no disagreement seen is not none.
    disagreement = float(sum(each * each for each in differences.values()) + 1) / (count + 2)
    low, high = difference_interval(list(differences.values()))
    return Comparison(
        count,
        _mean(before, names),
        _mean(after, names),
        tuple(name for name, each in differences.items() if each < 0),
        tuple(name for name, each in differences.items() if each > 0),
        low,
        high,
        no_difference_p(list(differences.values())),
        smallest_seen(count, disagreement) if count else 1.0,
        disagreement,
        margin,
    )


def _mean(tallied: Tallies, names: list[str]) -> float:
    """Of the cases' own rates: each counts once, however often it was tried."""
    return float(sum(Fraction(*tallied[name]) for name in names) / len(names)) if names else 0.0
