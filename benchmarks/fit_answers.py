"""Fit what decides which sentence answers a question and whether any does, and judge it on other questions.

    python benchmarks/fit_answers.py

Two models of a handful of weights each, which are written into `answering/candidates.py` (the choice of one
sentence among all that are read: a conditional logit) and `answering/support.py` (whether the chosen one
answers: a logistic regression). Prints them, and for questions that nothing was fitted on (`support_data`)
the area under the curve, how well the probabilities are calibrated, and what each least support leaves of
right and wrong answers.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields, replace

import numpy as np
from support_data import FITTED, JUDGED, Example, examples

from understudy.knowledge.answering import candidates as weighing
from understudy.knowledge.answering import support as supporting
from understudy.knowledge.answering.candidates import Candidate, Traits, candidates_of
from understudy.knowledge.answering.support import lead_of
from understudy.llm.embedder import TextEncoder

NAMES = [field.name for field in fields(Traits)]
# Made by a rule from the sentence that answers, they are the easiest, and many: they count little for the
# choice, and not at all for how sure it is.
PROBE, PROBE_COUNTS, GONE_COUNTS = "probe", 0.2, 0.5
BEST = 2
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)


@dataclass(frozen=True)
class Weighed:
    """An example with its candidates: their traits, and which of them answer."""

    example: Example
    candidates: tuple[Candidate, ...]
    right: np.ndarray

    @property
    def traits(self) -> np.ndarray:
        return np.array([astuple(each.traits) for each in self.candidates])

    @property
    def counts(self) -> float:
        probe = PROBE_COUNTS if self.example.set == PROBE else 1.0
        return probe * (GONE_COUNTS if self.example.gone else 1.0)


def weigh(example: Example, encoder: TextEncoder) -> Weighed:
    found = candidates_of(example.passages, example.question, encoder)
    return Weighed(example, tuple(found), np.array([answers(example, each) for each in found], float))


def answers(example: Example, candidate: Candidate) -> bool:
    sentence, found = candidate.sentence, candidate.passage.found
    if found.title != example.title:
        return False
    if example.says:
        return example.says.lower() in f"{sentence.lead} {sentence.text}".lower()
    start = found.start + sentence.start
    end = start + len(sentence.text)
    return any(place.start < end and start < place.end for place in example.places)


def fit_choice(given: Sequence[Weighed], penalty: float = 1.0, steps: int = 400) -> Traits:
    """A conditional logit, on standardised traits, by Adam."""
    every = np.vstack([each.traits for each in given])
    mean, spread = every.mean(0), every.std(0) + 1e-9
    data = [((each.traits - mean) / spread, each.right, each.counts) for each in given if each.right.any()]
    weights, first, second = np.zeros((3, len(NAMES)))
    for step in range(1, steps + 1):
        slope = penalty * weights
        for traits, right, counts in data:
            odds = np.exp(traits @ weights - (traits @ weights).max())
            chosen, wanted = odds / odds.sum(), odds * right
            slope = slope + counts * traits.T @ (chosen - wanted / wanted.sum())
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        weights = weights - 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return Traits(*(float(round(each, 2)) for each in weights / spread))


def rescored(each: Weighed, weights: Traits) -> Weighed:
    scored = tuple(
        replace(candidate, score=float(np.dot(astuple(weights), astuple(candidate.traits))))
        for candidate in each.candidates
    )
    return replace(each, candidates=scored)


def outcome(each: Weighed) -> tuple[list[float], bool]:
    """What the support of the best rests on, and whether it answers, or what may be quoted with it."""
    ordered = sorted(each.candidates, key=lambda candidate: (-candidate.score, candidate.order))
    best = ordered[0]
    same = [candidate for candidate in ordered if candidate.document == best.document][:BEST]
    right = any(each.right[candidate.order] for candidate in same)
    return [best.score, lead_of(each.candidates, best)], right


def fit_support(given: Sequence[Weighed]) -> np.ndarray:
    """A logistic regression by Newton's method: score, lead, and the constant."""
    outcomes = [outcome(each) for each in given]
    traits = np.array([[*about, 1.0] for about, _ in outcomes])
    right = np.array([is_right for _, is_right in outcomes], float)
    counts = np.array([each.counts for each in given])
    weights = np.zeros(3)
    for _ in range(50):
        likely = 1 / (1 + np.exp(-traits @ weights))
        slope = traits.T @ (counts * (likely - right)) + 1e-3 * weights
        bend = (traits.T * (counts * likely * (1 - likely))) @ traits + 1e-3 * np.eye(3)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def judge(name: str, given: Sequence[Weighed], support: Callable[[list[float]], float]) -> None:
    outcomes = [outcome(each) for each in given]
    sure = np.array([support(about) for about, _ in outcomes])
    right = np.array([is_right for _, is_right in outcomes])
    kinds = {
        "one": np.array([bool(each.example.title) for each in given]),
        "none": np.array([not each.example.title and not each.example.gone for each in given]),
        "gone": np.array([each.example.gone for each in given]),
    }
    above = sure[right][:, None] > sure[~right][None]
    print(f"\n{name}: {len(given)} questions; area under the curve {above.mean():.3f}")
    for low in np.arange(0, 1, 0.2):
        among = (sure >= low) & (sure < low + 0.2)
        if among.any():
            told = f"{right[among].mean():.0%} right of {among.sum()}"
            print(f"  support {low:.1f} to {low + 0.2:.1f}: {told}, said to be {sure[among].mean():.0%}")
    print(f"  {'support':<9}{'right':>10}{'wrong':>10}{'answered of none':>20}{'of gone':>12}")
    for least in THRESHOLDS:
        kept = sure >= least
        one, none, gone = (kinds[kind] for kind in ("one", "none", "gone"))
        told = (
            f"{(kept & one & right).sum()}/{one.sum()}",
            f"{(kept & one & ~right).sum()}/{one.sum()}",
            f"{(kept & none).sum()}/{none.sum()}",
            f"{(kept & gone).sum()}/{gone.sum()}",
        )
        print(f"  {least:<9.2f}{told[0]:>10}{told[1]:>10}{told[2]:>20}{told[3]:>12}")


def main() -> None:
    found, encoder = asyncio.run(examples())
    weighed = [each for example in found if (each := weigh(example, encoder)).candidates]
    learnt = [each for each in weighed if each.example.set in FITTED]
    weights = fit_choice(learnt)
    print(f"WEIGHTS = {weights}\n  in use: {weighing.WEIGHTS}")
    weighed = [rescored(each, weights) for each in weighed]
    learnt = [each for each in weighed if each.example.set in FITTED]
    score, lead, constant = fit_support([each for each in learnt if each.example.set != PROBE])
    print(f"SCORE, LEAD, MIDDLE = {score:.3f}, {lead:.3f}, {-constant:.2f}")
    print(f"  in use: {supporting.SCORE}, {supporting.LEAD}, {supporting.MIDDLE}")
    typical = np.median([outcome(each)[0][1] for each in learnt])
    print(f"TYPICAL_LEAD = {typical:.1f}; in use: {supporting.TYPICAL_LEAD}")

    def support(about: list[float]) -> float:
        return float(1 / (1 + np.exp(-(score * about[0] + lead * about[1] + constant))))

    for name in (*FITTED, *JUDGED):
        first = "fitted" if name in FITTED else "judged"
        judge(f"{name} ({first})", [each for each in weighed if each.example.set == name], support)


if __name__ == "__main__":
    main()
