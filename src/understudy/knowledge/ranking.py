"""Which passages come first: meaning and words weighed together, and nothing said twice. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from understudy.knowledge.postings import WordScores
from understudy.knowledge.sentences import split_sentences
from understudy.knowledge.terms import split_words

__all__ = ["Ranked", "ranked", "without_repeats"]

# Both are shares of what is possible, so one weight does for every corpus and no other passage moves a score.
MEANING = 0.45


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage by its number, with what puts it in its place."""

    number: int
    cosine: float
    coverage: float
    score: float


def ranked(cosines: Mapping[int, float], words: WordScores) -> list[Ranked]:
    """The passages that have a cosine, the best first."""
    numbers = np.fromiter(cosines, np.int64, len(cosines))
    scores, coverages = words.of(numbers)
    found = [
        Ranked(number, cosine, coverage, MEANING * cosine + (1 - MEANING) * score)
        for (number, cosine), score, coverage in zip(
            cosines.items(), scores.tolist(), coverages.tolist(), strict=True
        )
    ]
    return sorted(found, key=lambda each: (-each.score, each.number))


def without_repeats(texts: Iterable[tuple[int, str]]) -> list[int]:
    """The keys of the texts that have a sentence which none before them has."""
    said: set[tuple[str, ...]] = set()
    kept: list[int] = []
    for key, text in texts:
        sentences = {tuple(split_words(sentence.text)) for sentence in split_sentences(text)}
        if not sentences or sentences - said:
            kept.append(key)
        said |= sentences
    return kept
