"""How far judges agree with people, and which of them may have a say. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from understudy.evals.judges.store import Judged
from understudy.evals.review.store import Review
from understudy.kit.agreement import Agreement, cohen

__all__ = ["ENOUGH", "TRUSTED", "Calibration", "Labels", "calibrate", "labels_of", "trusted"]

TRUSTED = 0.6
"""A judge whose kappa is below this has no say in a gate."""
ENOUGH = 20
"""Of fewer results nothing is told."""

Labels = dict[tuple[int, str, int], bool]
"""Whether people find a result good, by run, case and attempt."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A judge's criterion against people: how far they agree, and on how many results that people have looked
    at the judge could not say.
    """

    judge: str
    criterion: str
    agreement: Agreement
    silent: int

    @property
    def is_trusted(self) -> bool:
        """Whether it may have a say in a gate."""
        kappa = self.agreement.kappa
        return self.agreement.items >= ENOUGH and kappa is not None and kappa >= TRUSTED

    @property
    def told(self) -> str:
        """What follows, in words."""
        if self.is_trusted:
            return "has a say in gates"
        if self.agreement.items < ENOUGH:
            return f"not enough data: {self.agreement.items} of {ENOUGH} results; no say in gates"
        if self.agreement.kappa is None:
            return "people or the judge say the same of all; no say in gates"
        return f"agrees too little with people (kappa below {TRUSTED}); no say in gates"


def labels_of(run: int, reviews: Iterable[Review]) -> Labels:
    """What most people say of each result that they were shown at random; nothing where the votes are even.

    Results that were shown for another reason are harder than the rest: they would tell of another agreement.
    """
    said: dict[tuple[str, int], Counter[bool]] = defaultdict(Counter)
    for each in reviews:
        if each.reason == "random" and each.verdict != "skip":
            said[each.name, each.attempt][each.verdict == "good"] += 1
    return {
        (run, *key): votes[True] > votes[False] for key, votes in said.items() if votes[True] != votes[False]
    }


def calibrate(labels: Labels, judged: Sequence[tuple[int, Judged]]) -> list[Calibration]:
    """Each judge's criterion, by name; judgements come with the run that they are of."""
    pairs: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    silent: Counter[tuple[str, str]] = Counter()
    for run, each in judged:
        label = labels.get((run, each.name, each.attempt))
        if label is None:
            continue
        if each.passed is None:
            silent[each.judge, each.criterion] += 1
        else:
            pairs[each.judge, each.criterion].append((label, each.passed))
    known = sorted({*pairs, *silent})
    return [Calibration(*key, cohen(pairs[key]), silent[key]) for key in known]


def trusted(judged: Iterable[Judged], calibrations: Iterable[Calibration]) -> list[Judged]:
    """The judgements that may have a say in a gate: of trusted criteria, where something was said."""
    may = {(each.judge, each.criterion) for each in calibrations if each.is_trusted}
    return [each for each in judged if each.passed is not None and (each.judge, each.criterion) in may]
