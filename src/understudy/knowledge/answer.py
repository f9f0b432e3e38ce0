"""The sentences that answer a question, letter for letter and with where they stand; or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from understudy.knowledge.articles import SOURCE
from understudy.knowledge.ranges import row_for
from understudy.knowledge.retrieve import Passage
from understudy.knowledge.sentences import Sentence
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Citation
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["LEAST_SUPPORT", "Answer", "answer_from"]

# Fitted by logistic regression on questions that the demo company's articles answer, and on others.
MEANING, WORDS, SENTENCE, MIDDLE = 6.6, 3.8, 7.6, 6.3
LEAST_SUPPORT = 0.5
_READ = 3
_MOST_SENTENCES = 3
_AS_GOOD = 0.85
_FEWEST_WORDS = 4
_SEVERAL, _MOST_CHOICES = 3, 4
# A passage that is about what is asked is at least as near as this, in meaning.
_ABOUT = 0.35
# A sentence that shares only somebody's name with the question answers if it means nearly the same.
_ALIKE = 0.65
_WORDS_WEIGHT, _PASSAGE_WEIGHT, _RANK_WEIGHT = 0.35, 0.5, 0.6


@dataclass(frozen=True, slots=True)
class Answer:
    """One to three citations in the order of their document; none when the support is too thin.

    `looked_at` has the titles that were nearest, the nearest first. `which` has the titles of documents of
    which only the person can say which one is meant.
    """

    citations: tuple[Citation, ...]
    looked_at: tuple[str, ...]
    support: float
    which: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    sentence: Sentence
    order: int
    cosine: float
    score: float


def answer_from(
    passages: Sequence[Passage], question: str, encoder: TextEncoder, people: Sequence[str] = ()
) -> Answer:
    """Answer from what was retrieved, the best passage first; `people` are those that the question names.

    That a passage names a person tells neither the person's pay nor birthday.
    """
    looked_at = tuple(dict.fromkeys(passage.found.title for passage in passages))
    candidates = _candidates(passages[:_READ], question, encoder)
    if not candidates:
        return Answer((), looked_at, 0.0)
    best = max(candidates, key=lambda c: (c.score, -c.order))
    support = _support(best.passage, best.cosine)
    if best.cosine < _ALIKE and _is_only_named(best.passage, _content(question), _content(" ".join(people))):
        support = 0.0
    if support < LEAST_SUPPORT:
        return Answer((), looked_at, support)
    if which := _which(passages, best, question):
        return Answer((), looked_at, support, which)
    row = row_for(question, best.passage.sentences)
    if row is not None:
        return Answer((_citation(replace(best, sentence=row)),), looked_at, support)
    # Others join only from the same document and when they are nearly as good.
    chosen = sorted(
        (
            c
            for c in candidates
            if c.passage.found.document == best.passage.found.document and c.score >= _AS_GOOD * best.score
        ),
        key=lambda c: -c.score,
    )[:_MOST_SENTENCES]
    return Answer(tuple(_citation(c) for c in sorted(chosen, key=lambda c: c.order)), looked_at, support)


def _candidates(passages: Sequence[Passage], question: str, encoder: TextEncoder) -> list[_Candidate]:
    """Every sentence of the passages with how well it fits: by meaning, by words, by its passage."""
    pairs = [(passage, sentence) for passage in passages for sentence in _quotable(passage)]
    if not pairs:
        return []
    vectors = encoder.encode([question, *(f"{p.found.title}: {s.lead} {s.text}" for p, s in pairs)])
    cosines = vectors[1:] @ np.asarray(vectors[0])
    asked = _content(question)
    return [
        _Candidate(passage, sentence, order, float(cosine), _fit(passage, sentence, float(cosine), asked))
        for order, ((passage, sentence), cosine) in enumerate(zip(pairs, cosines, strict=True))
    ]


def _quotable(passage: Passage) -> list[Sentence]:
    """The sentences that say something by themselves: no first rows of tables, no catchwords."""
    leads = {sentence.lead for sentence in passage.sentences}
    return [
        sentence
        for sentence in passage.sentences
        if sentence.text not in leads and len(sentence.text.split()) >= _FEWEST_WORDS
    ]


def _which(passages: Sequence[Passage], best: _Candidate, question: str) -> tuple[str, ...]:
    """The documents to choose from, when the question is one word that several have and none is about."""
    if len(_content(question)) != 1 or best.passage.found.cosine >= _ABOUT:
        return ()
    titles = dict.fromkeys(p.found.title for p in passages if p.found.coverage >= 1)
    return tuple(titles)[:_MOST_CHOICES] if len(titles) >= _SEVERAL else ()


def _fit(passage: Passage, sentence: Sentence, cosine: float, asked: frozenset[str]) -> float:
    shared = len(asked & _content(sentence.text)) / len(asked) if asked else 0.0
    found = passage.found
    return cosine + _WORDS_WEIGHT * shared + _PASSAGE_WEIGHT * found.cosine + _RANK_WEIGHT * found.score


def _content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(token.stem for token in tokens(text) if token.word not in FUNCTION_WORDS)


def _is_only_named(passage: Passage, asked: frozenset[str], names: frozenset[str]) -> bool:
    """Whether the passage has names of those that are asked about, and no other word of the question."""
    found = passage.found
    shared = asked & _content(f"{found.title} {found.heading} {found.text}")
    return bool(shared) and shared <= names and not asked <= names


def _support(passage: Passage, cosine: float) -> float:
    """How likely it is that the passage answers, between 0 and 1."""
    found = passage.found
    return 1 / (1 + exp(MIDDLE - MEANING * found.cosine - WORDS * found.coverage - SENTENCE * cosine))


def _citation(candidate: _Candidate) -> Citation:
    found, sentence = candidate.passage.found, candidate.sentence
    return Citation(
        sentence.text,
        found.document,
        found.start + sentence.start,
        found.title,
        found.key,
        found.heading,
        sentence.lead,
        found.url,
        found.key if found.source == SOURCE else None,
    )
