"""A case tried several times: how often it ends otherwise, and how surely it passes every time."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

from understudy.kit.shares import clustered

__all__ = ["Repeats", "Share", "repeats_of"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95% interval."""

    rate: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.rate:.1%} (95% interval {self.low:.1%} to {self.high:.1%})"


@dataclass(frozen=True, slots=True)
class Repeats:
    """What repeated attempts tell: over so many `cases` with at least two of them.

    `flip_rate` is the chance that two attempts at a case end differently, `flipped` the cases that did both,
    `all_pass` by k the chance that k attempts at a case all pass (pass^k).
    """

    cases: int
    flip_rate: Share
    flipped: tuple[str, ...]
    all_pass: Mapping[int, Share]


def repeats_of(tallied: Mapping[str, tuple[int, int]]) -> Repeats | None:
    """From how many attempts passed, of how many, by case; None where no case was tried twice.

    Both are averages over cases of estimators without bias. With c of n attempts passed, two of them differ
    in c (n - c) of n (n - 1) / 2 pairs, and k drawn without replacement all passed in C(c, k) of C(n, k)
    draws. The intervals count each case once, however often it was tried.

    Source: S. Yao et al., "τ-bench: a benchmark for tool-agent-user interaction in real-world domains"
    (2024), which defines pass^k and this estimator.
    """
    several = {name: counts for name, counts in tallied.items() if counts[1] > 1}
    if not several:
        return None
    differ = [c * (n - c) / (n * (n - 1) / 2) for c, n in several.values()]
    most = min(n for _, n in several.values())
    return Repeats(
        len(several),
        _mean(differ),
        tuple(name for name, (c, n) in several.items() if 0 < c < n),
        {k: _mean([comb(c, k) / comb(n, k) for c, n in several.values()]) for k in range(1, most + 1)},
    )


def _mean(values: list[float]) -> Share:
    """The mean of one value a case. A share that lies between 0 and 1 varies no more than one that is either,
    so the score interval of so many cases covers it at least as often.
    """
    return Share(sum(values) / len(values), *clustered([(value, 1) for value in values]))
