"""Where words stand, packed: for a term the passages that have it. BM25 over them with numpy. Pure.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's
inverse document frequency, which is never negative.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np

__all__ = ["ENTRY", "Shelf", "WordScores", "pack", "score_words", "without"]

ENTRY = np.dtype([("passage", "<u4"), ("frequency", "<u2"), ("words", "<u2")])
"""What stands in a posting for each passage: its number, how often it has the term, how many words it has."""
_MOST = int(np.iinfo(np.uint16).max)
# As Anserini has them: passages are short and alike in length.
_SATURATION, _LENGTH = 0.9, 0.4
# With no more numbers than this from the first to the last, an array has a place for each.
_WIDEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is known of passages that the same people may read.

    `postings` has for each term packed entries, in one or more pieces; `gone` the passages that are no more.
    """

    id: int
    passages: int
    words: int
    gone: bytes = b""
    postings: Mapping[str, list[bytes]] = field(default_factory=dict[str, list[bytes]])


@dataclass(frozen=True, slots=True)
class WordScores:
    """Passages that have a word of the question, in order of their numbers.

    `score` is BM25 as a share of what a passage could reach that had every word very often; `coverage` the
    share of the words that stand in it, rare ones counting for more. Both are between 0 and 1. `rarity` has
    how much each term tells, as a share of what one tells that stands nowhere.
    """

    passage: np.ndarray
    score: np.ndarray
    coverage: np.ndarray
    rarity: Mapping[str, float] = field(default_factory=dict[str, float])

    def best(self, most: int) -> np.ndarray:
        """The numbers of the passages with the highest scores."""
        passage, score = self.passage, self.score
        if len(score) > most:
            # Sorting what stands no chance would be most of the work.
            among = score >= np.partition(score, -most)[-most]
            passage, score = passage[among], score[among]
        return passage[np.lexsort((passage, -score))[:most]]

    def of(self, passages: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score and coverage of these passages; 0 for one that has no word of the question."""
        if not len(self.passage):
            return np.zeros(len(passages)), np.zeros(len(passages))
        at = np.minimum(np.searchsorted(self.passage, passages), len(self.passage) - 1)
        has = self.passage[at] == passages
        return np.where(has, self.score[at], 0.0), np.where(has, self.coverage[at], 0.0)


def pack(passages: Iterable[tuple[int, Mapping[str, int]]]) -> dict[str, bytes]:
    """The entries of each term; each passage comes with its number and how often it has which term."""
    terms: dict[str, int] = {}
    which: list[int] = []
    frequencies: list[int] = []
    numbers, counts, lengths = [], [], []
    for number, counted in passages:
        which += [terms.setdefault(term, len(terms)) for term in counted]
        frequencies += counted.values()
        numbers.append(number)
        counts.append(len(counted))
        lengths.append(sum(counted.values()))
    entries = np.empty(len(which), ENTRY)
    entries["passage"] = np.repeat(np.array(numbers, np.uint32), counts)
    entries["frequency"] = np.minimum(frequencies, _MOST)
    entries["words"] = np.repeat(np.minimum(np.array(lengths, np.int64), _MOST), counts)
    places = np.array(which, np.int64)
    ordered = entries[np.argsort(places, kind="stable")]
    ends = np.cumsum(np.bincount(places, minlength=len(terms)))
    return {
        term: ordered[start:end].tobytes()
        for term, start, end in zip(terms, [0, *ends.tolist()], ends.tolist(), strict=False)
    }


def without(entries: bytes, gone: np.ndarray) -> bytes:
    """The entries of the passages that are not gone."""
    unpacked = np.frombuffer(entries, ENTRY)
    return unpacked[~np.isin(unpacked["passage"], gone)].tobytes()


def score_words(shelves: Sequence[Shelf], terms: Collection[str]) -> WordScores:
    """BM25 of the terms over the passages of these shelves alone: no other tells by the weight of a word."""
    found = {
        term: np.frombuffer(b"".join(piece for s in shelves for piece in s.postings.get(term, ())), ENTRY)
        for term in terms
    }
    every = np.concatenate([np.zeros(0, np.uint32), *(entries["passage"] for entries in found.values())])
    passages, places = _placed(every)
    alive = ~np.isin(passages, np.frombuffer(b"".join(s.gone for s in shelves), "<u4"))
    size = sum(shelf.passages for shelf in shelves)
    usual = sum(shelf.words for shelf in shelves) / max(size, 1) or 1.0
    score, rare = np.zeros(len(passages)), np.zeros(len(passages))
    most, start = 0.0, 0
    rarities: dict[str, float] = {}
    for term, entries in found.items():
        at = places[start : start + len(entries)]
        start += len(entries)
        known = int(np.count_nonzero(alive[at]))
        rarity = _rarity(known, size)
        rarities[term] = rarity / _rarity(0, size)
        often = entries["frequency"].astype(np.float64)
        score[at] += (
            rarity * often / (often + _SATURATION * (1 - _LENGTH + _LENGTH * entries["words"] / usual))
        )
        rare[at] += rarity
        most += rarity
    has = alive & (rare > 0)
    scale = most or 1
    return WordScores(passages[has].astype(np.int64), score[has] / scale, rare[has] / scale, rarities)


def _rarity(known: int, size: int) -> float:
    return log(1 + (size - known + 0.5) / (known + 0.5))


def _placed(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Passages in order, and for each of the numbers its place among them."""
    if not len(numbers):
        return numbers, numbers.astype(np.int64)
    first, last = int(numbers.min()), int(numbers.max())
    if last - first < _WIDEST:
        return np.arange(first, last + 1, dtype=np.uint32), (numbers - np.uint32(first)).astype(np.int64)
    return np.unique(numbers, return_inverse=True)
