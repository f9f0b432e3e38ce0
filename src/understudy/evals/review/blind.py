"""Two versions of an agent side by side, in an order that does not tell which is which. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from understudy.evals.runs.kept import KeptResult

__all__ = ["Choice", "Pair", "Preferred", "Tally", "pairs_of", "tally"]

Choice = Literal["left", "right", "same", "skip"]
Preferred = Literal["first", "second", "same", "skip"]


@dataclass(frozen=True, slots=True)
class Pair:
    """What two runs said to the same case. Which one stands on the left differs from pair to pair and from
    reviewer to reviewer, and stays the same for both.
    """

    first: KeptResult
    second: KeptResult
    first_is_left: bool

    @property
    def left(self) -> KeptResult:
        """What stands on the left."""
        return self.first if self.first_is_left else self.second

    @property
    def right(self) -> KeptResult:
        """What stands on the right."""
        return self.second if self.first_is_left else self.first

    def preferred(self, choice: Choice) -> Preferred:
        """Which of the two was chosen."""
        if choice in ("same", "skip"):
            return choice
        return "first" if (choice == "left") == self.first_is_left else "second"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each of two was preferred, and how often neither."""

    first: int
    second: int
    same: int


def pairs_of(
    first: Sequence[KeptResult], second: Sequence[KeptResult], runs: tuple[int, int], reviewer: str
) -> list[Pair]:
    """The cases that two runs answered differently, in an order of the reviewer's own."""
    others = {(each.name, each.attempt, each.digest): each for each in second}
    drawn: list[tuple[bytes, Pair]] = []
    for each in first:
        other = others.get((each.name, each.attempt, each.digest))
        if other is not None and other.replies != each.replies:
            coin = sha256(repr((runs, each.name, each.attempt, reviewer)).encode()).digest()
            drawn.append((coin[1:], Pair(each, other, coin[0] % 2 == 0)))
    return [pair for _, pair in sorted(drawn, key=lambda each: each[0])]


def tally(preferred: Iterable[Preferred]) -> Tally:
    """What was said so far; what was skipped is left out."""
    counted = Counter(preferred)
    return Tally(counted["first"], counted["second"], counted["same"])
