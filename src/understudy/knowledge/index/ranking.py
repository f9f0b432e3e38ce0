"""Which passages come first: meaning and words weighed together, and nothing said twice. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from understudy.knowledge.index.postings import WordScores

__all__ = ["Ranked", "ranked", "without_repeats"]

# Both are shares of what is possible, so one weight does for every corpus and no other passage moves a score.
MEANING = 0.45
# What a sentence says does not depend on these; on "<", "%" or "+" it does.
_MARKS = str.maketrans(
    dict.fromkeys(".,;:!?'\"()[]-\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2026", " ")
)


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


def without_repeats(texts: Iterable[tuple[int, str]], most: int) -> list[int]:
    """The keys of the first so many texts that have a sentence which none before them has."""
    said: set[str] = set()
    kept: list[int] = []
    for key, text in texts:
        if len(kept) == most:
            break
        sentences = _sentences(text)
        if sentences - said:
            kept.append(key)
        said |= sentences
    return kept


def _sentences(text: str) -> set[str]:
    """Each sentence or line as words in small letters; by replacing, which is fast for hundreds of texts."""
    ended = text.casefold().replace("! ", ". ").replace("? ", ". ").replace("\n", ". ")
    return {" ".join(sentence.translate(_MARKS).split()) for sentence in ended.split(". ")}
