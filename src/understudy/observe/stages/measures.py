"""Many verdicts as measures: for each a numerator, a denominator, and how surely the share is known. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from understudy.kit.shares import ratio_interval, wilson
from understudy.observe.stages.checks import Counts, Stage

__all__ = ["MEASURES", "Measure", "measure_all"]

MEASURES: Mapping[Stage, tuple[str, ...]] = {
    "query": ("words kept", "searched", "ids kept"),
    "retriever": ("document found", "something near", "reciprocal rank", "margin"),
    "chunk": ("whole in one found", "quoted from one found", "whole in a passage", "of the passage answers"),
    "handoff": ("passage handed over", "finding arrived", "passage unchanged"),
    "response": ("answered right", "answered", "don't know", "wrong", "rightly don't know"),
    "citation": ("quoted word for word", "sentences carried", "right document", "cites something"),
}
"""By stage what is measured there; the first that there is says most."""

_MEANS = frozenset({"reciprocal rank", "margin"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A share or a mean with its 95% interval, and by which method that was worked out. `questions` is how
    many questions it is known from.
    """

    stage: Stage
    name: str
    numerator: float
    denominator: float
    low: float
    high: float
    method: str
    questions: int

    @property
    def is_mean(self) -> bool:
        """Whether it is the mean of something that is no share."""
        return self.name in _MEANS

    @property
    def value(self) -> float:
        """The share, or the mean."""
        return self.numerator / self.denominator


def measure_all(counted: Iterable[Counts]) -> tuple[Measure, ...]:
    """All measures that the questions give, in the order of the stages."""
    kept = list(counted)
    found = (
        _measure(stage, name, [each[name] for each in kept if name in each])
        for stage, names in MEASURES.items()
        for name in names
    )
    return tuple(each for each in found if each)


def _measure(stage: Stage, name: str, parts: Sequence[tuple[float, float]]) -> Measure | None:
    numerator, denominator = (sum(side) for side in zip(*parts, strict=True)) if parts else (0.0, 0.0)
    if not denominator:
        return None
    if all(below == 1 and above in (0, 1) for above, below in parts):
        low, high = wilson(round(numerator), round(denominator))
        method = "Wilson"
    else:
        low, high = ratio_interval(parts)
        method = "ratio"
    return Measure(stage, name, numerator, denominator, low, high, method, len(parts))
