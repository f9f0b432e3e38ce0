"""A pass rate with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from understudy.kit.shares import clustered

__all__ = ["Rate", "rate_of"]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many attempts of so many passed, over so many cases, with the 95% interval (`low` to `high`)."""

    passed: int
    total: int
    cases: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """The share that passed; 0 where nothing was judged."""
        return self.passed / self.total if self.total else 0.0

    def __str__(self) -> str:
        tried = "cases" if self.total == self.cases else f"attempts at {self.cases} cases"
        return (
            f"{self.passed} of {self.total} {tried} passed, {self.rate:.1%}"
            f" (95% interval {self.low:.1%} to {self.high:.1%})"
        )


def rate_of(tallied: Sequence[tuple[int, int]]) -> Rate:
    """The rate of cases, each with attempts that passed and attempts at all; nothing known where none is."""
    if not tallied:
        return Rate(0, 0, 0, 0.0, 1.0)
    passed, total = (sum(counts) for counts in zip(*tallied, strict=True))
    return Rate(passed, total, len(tallied), *clustered(tallied))
