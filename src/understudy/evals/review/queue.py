"""Which results a person should look at, and why. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from understudy.evals.runs.kept import KeptResult

__all__ = ["LOW", "Candidate", "Reason", "Waiting", "queue"]

LOW = 0.6
"""Who is less sure of an answer than this is worth a look."""

Reason = Literal["random", "disagreeing", "low confidence"]
_REASONS: tuple[Reason, ...] = ("random", "disagreeing", "low confidence")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A result that could be shown. `confidence` is how sure the agent was in its least sure turn, None where
    it says nothing of it. `opinions` are what checks, judges and people say of it, and checks of the other
    attempts of its case; None for who could not say.
    """

    result: KeptResult
    confidence: float | None = None
    opinions: tuple[bool | None, ...] = ()

    @property
    def is_disputed(self) -> bool:
        """Whether two of those who say something say different things."""
        return len({said for said in self.opinions if said is not None}) > 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that waits for a look, and why it does."""

    result: KeptResult
    reason: Reason


def queue(candidates: Sequence[Candidate], *, seed: int) -> list[Waiting]:
    """All of them, each once, for the first reason that holds; by turns one at random, one on which opinions
    differ, and the one of which the agent was least sure.

    Those at random are drawn from all: they alone are like the rest, so that something can be told of all by
    them. The same seed gives the same order.
    """
    drawn = sorted(candidates, key=_key)
    random.Random(seed).shuffle(drawn)
    disputed = [each for each in drawn if each.is_disputed]
    unsure = sorted(
        (each for each in drawn if each.confidence is not None and each.confidence < LOW),
        key=lambda each: each.confidence or 0.0,
    )
    shown: dict[tuple[str, int], Waiting] = {}
    for turns in zip_longest(drawn, disputed, unsure):
        for reason, each in zip(_REASONS, turns, strict=True):
            if each is not None:
                shown.setdefault(_key(each), Waiting(each.result, reason))
    return list(shown.values())


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.result.name, candidate.result.attempt
