"""How sure it is that two claims contradict each other: what was learned from corpora of known conflicts.

The weights stand in `weights.json`, with how well they do on a corpus that they were not learned from.
`benchmarks/fit_conflicts.py` writes it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from understudy.knowledge.facts.likeness import Features

__all__ = ["Weights", "certainties", "weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of a logistic regression: what each feature adds to the log of the odds, and where they begin."""

    of: dict[str, float]
    start: float

    def certainties(self, told: Sequence[Features]) -> np.ndarray:
        """Between 0 and 1 for each."""
        rows = np.array([[each[name] for name in self.of] for each in told]).reshape(len(told), len(self.of))
        return 1 / (1 + np.exp(-(rows @ np.array([*self.of.values()]) + self.start)))


@cache
def weights(name: str) -> Weights:
    """Those by "words" alone, or those by words and "meaning"."""
    read = json.loads(
        files("understudy.knowledge.facts").joinpath("weights.json").read_text(encoding="utf-8")
    )[name]
    return Weights(read["weights"], read["start"])


def certainties(told: Sequence[Features], *, by_meaning: bool) -> np.ndarray:
    """How likely each pair is a conflict."""
    return weights("meaning" if by_meaning else "words").certainties(told)
