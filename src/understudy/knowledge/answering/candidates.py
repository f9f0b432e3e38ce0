"""The sentences that may answer, each with how well it fits the question."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.sentences import Sentence
from understudy.llm.embedder import TextEncoder
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["Candidate", "candidates_of", "content_stems"]

# Fitted by logistic regression on questions that the demo company's articles answer, and on others.
MEANING, WORDS, SENTENCE, MIDDLE = 6.6, 3.8, 7.6, 6.3
_FEWEST_WORDS = 4
_WORDS_WEIGHT, _PASSAGE_WEIGHT, _RANK_WEIGHT = 0.35, 0.5, 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage; `order` is its place among all, the best passage's first."""

    passage: Passage
    sentence: Sentence
    order: int
    cosine: float
    score: float

    @property
    def document(self) -> int:
        """The id of its document."""
        return self.passage.found.document

    @property
    def support(self) -> float:
        """How likely it is that the passage answers by this sentence, between 0 and 1."""
        found = self.passage.found
        return 1 / (
            1 + exp(MIDDLE - MEANING * found.cosine - WORDS * found.coverage - SENTENCE * self.cosine)
        )


def candidates_of(passages: Sequence[Passage], question: str, encoder: TextEncoder) -> list[Candidate]:
    """Every sentence of the passages in order, weighed by meaning, by words and by its passage."""
    pairs = [(passage, sentence) for passage in passages for sentence in _quotable(passage)]
    if not pairs:
        return []
    vectors = encoder.encode([question, *(f"{p.found.title}: {s.lead} {s.text}" for p, s in pairs)])
    cosines = vectors[1:] @ np.asarray(vectors[0])
    asked = content_stems(question)
    return [
        Candidate(passage, sentence, order, float(cosine), _fit(passage, sentence, float(cosine), asked))
        for order, ((passage, sentence), cosine) in enumerate(zip(pairs, cosines, strict=True))
    ]


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(token.stem for token in tokens(text) if token.word not in FUNCTION_WORDS)


def _quotable(passage: Passage) -> list[Sentence]:
    """The sentences that say something by themselves: no first rows of tables, no catchwords."""
    leads = {sentence.lead for sentence in passage.sentences}
    return [
        sentence
        for sentence in passage.sentences
        if sentence.text not in leads and len(sentence.text.split()) >= _FEWEST_WORDS
    ]


def _fit(passage: Passage, sentence: Sentence, cosine: float, asked: frozenset[str]) -> float:
    shared = len(asked & content_stems(sentence.text)) / len(asked) if asked else 0.0
    found = passage.found
    return cosine + _WORDS_WEIGHT * shared + _PASSAGE_WEIGHT * found.cosine + _RANK_WEIGHT * found.score
