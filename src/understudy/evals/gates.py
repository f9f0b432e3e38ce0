"""Is it good enough? A pass rate with what is known of it, against what was asked for. Pure."""

from dataclasses import dataclass

from understudy.kit.shares import wilson

__all__ = ["Verdict", "judge"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A pass rate with its 95% interval, and the rate that it must reach."""

    passed: int
    total: int
    low: float
    high: float
    gate: float

    @property
    def rate(self) -> float:
        """The share that passed."""
        return self.passed / self.total

    @property
    def holds(self) -> bool:
        """Whether the rate reaches the gate."""
        return self.rate >= self.gate

    @property
    def is_sure(self) -> bool:
        """Whether the interval's lower end reaches the gate too."""
        return self.low >= self.gate


def judge(passed: int, total: int, gate: float) -> Verdict:
    """The verdict on so many cases, at least one."""
    assert 0 <= passed <= total, "more cases passed than there are"
    assert total > 0, "no case, no verdict"
    return Verdict(passed, total, *wilson(passed, total), gate)
