"""What may answer, sentence by sentence, each with how well it fits the question."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from math import log

import numpy as np

from understudy.knowledge.answering.asked import Asked, kinds_in, read_question, words_of
from understudy.knowledge.answering.likeness import Likeness
from understudy.knowledge.answering.units import units_of
from understudy.knowledge.index.chunks import HEADING_GAP
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.sentences import Sentence
from understudy.llm.embedder import TextEncoder
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["WEIGHTS", "Candidate", "Traits", "candidates_of", "content_stems"]

_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Traits:
    """What speaks for a sentence. `meaning` is how near it is to the question with its title and heading,
    `alone` how near without; `place` how well its passage was found; `words` how much of what is asked about
    it says or stands under, in the same words or in others. `kind` is 0 unless it has a value as it is asked
    for; then the fewer of the sentences have one, the more.
    """

    meaning: float
    alone: float
    place: float
    words: float
    kind: float


# Fitted by benchmarks/fit_answers.py, as the choice of one sentence among all of the passages that are read.
WEIGHTS = Traits(meaning=11.38, alone=7.14, place=9.29, words=5.75, kind=0.84)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage; `order` is its place among all, the best passage's first.

    `score` puts candidates in order: by how much it differs, so much likelier one is than the other, as the
    logarithm of the odds.
    """

    passage: Passage
    sentence: Sentence
    order: int
    traits: Traits
    score: float

    @property
    def document(self) -> int:
        """The id of its document."""
        return self.passage.found.document


def candidates_of(passages: Sequence[Passage], question: str, encoder: TextEncoder) -> list[Candidate]:
    """Every sentence of the passages in order, with those that point back to it."""
    pairs = [(passage, sentence) for passage in passages for sentence in _quotable(passage)]
    if not pairs:
        return []
    vectors = encoder.encode(
        [question, *(_above(p, s) for p, s in pairs), *(f"{s.lead} {s.text}" for _, s in pairs)]
    )
    near = vectors[1:] @ np.asarray(vectors[0])
    asked = read_question(question, _rarity(passages))
    told = [_told(*pair) for pair in pairs]
    likeness = Likeness(asked, {word for each in told for word in each.values()}, encoder)
    traits = [
        Traits(float(meaning), float(alone), passage.found.score, likeness.covered(words), kind)
        for (passage, _), meaning, alone, words, kind in zip(
            pairs, near[: len(pairs)], near[len(pairs) :], told, _kinds(asked, pairs), strict=True
        )
    ]
    return [
        Candidate(passage, sentence, order, each, _score(each))
        for order, ((passage, sentence), each) in enumerate(zip(pairs, traits, strict=True))
    ]


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(token.stem for token in tokens(text) if token.word not in FUNCTION_WORDS)


def _quotable(passage: Passage) -> list[Sentence]:
    """The sentences that say something by themselves: no first rows of tables, no catchwords."""
    leads = {sentence.lead for sentence in passage.sentences}
    said = [sentence for sentence in passage.sentences if sentence.text not in leads]
    return [unit for unit in units_of(passage.found.text, said) if len(unit.text.split()) >= _FEWEST_WORDS]


def _above(passage: Passage, sentence: Sentence) -> str:
    """The sentence with the title and the heading that it stands under."""
    found = passage.found
    heading = found.heading.rpartition(HEADING_GAP)[2]
    parts = (found.title, heading if heading != found.title else "", f"{sentence.lead} {sentence.text}")
    return ": ".join(part for part in parts if part)


def _rarity(passages: Sequence[Passage]) -> Mapping[str, float]:
    return passages[0].rarity


def _told(passage: Passage, sentence: Sentence) -> Mapping[str, str]:
    """The words of the sentence and of what it stands under, by what they mean."""
    found = passage.found
    return {**words_of(f"{found.title} {found.heading}"), **words_of(f"{sentence.lead} {sentence.text}")}


def _kinds(asked: Asked, pairs: Sequence[tuple[Passage, Sentence]]) -> list[float]:
    """How much it tells of each sentence that it has a value as it is asked for."""
    has = [bool(asked.kinds & kinds_in(f"{each.lead} {each.text}")) for _, each in pairs]
    tells = log(len(has) / sum(has)) if any(has) else 0.0
    return [tells if each else 0.0 for each in has]


def _score(traits: Traits) -> float:
    return sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(traits), strict=True))
