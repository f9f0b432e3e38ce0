"""The sentences that answer a question, letter for letter and with where they stand; or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from understudy.knowledge.articles import SOURCE
from understudy.knowledge.aspects import asked_for, tells
from understudy.knowledge.retrieve import Passage
from understudy.knowledge.sentences import Sentence
from understudy.knowledge.tables import rows_for
from understudy.knowledge.words import content_stems
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Citation

__all__ = ["LEAST_SUPPORT", "Answer", "answer_from"]

# How well a sentence fits: its meaning counts one, beside its passage's, words of both, and what is asked.
_PASSAGE, _COVERAGE, _SHARED, _ASPECT = 0.7, 0.1, 0.1, 0.1
# How likely it answers. Fitted by logistic regression on questions that the demo company's articles answer,
# and on others.
SENTENCE, PASSAGE, AHEAD, MIDDLE = 6.3, 3.9, 23.7, 6.1
LEAST_SUPPORT = 0.5
_FARTHEST_AHEAD = 0.1
_MOST_SENTENCES = 4
_AS_GOOD = 0.8
# A sentence next to the best one belongs to what it says if it is this good.
_BELONGS = 0.7
_FEWEST_WORDS = 4
_SEVERAL, _MOST_CHOICES = 3, 4
# A passage that is about what is asked is at least as near as this, in meaning.
_ABOUT = 0.35
# A sentence that shares only somebody's name with the question answers if it means nearly the same.
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Answer:
    """Citations in the order of their document; none when the support is too thin.

    They are one to four sentences, or the rows of one small table.

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
    place: int
    likeness: float
    score: float


def answer_from(
    passages: Sequence[Passage], question: str, encoder: TextEncoder, people: Sequence[str] = ()
) -> Answer:
    """Answer from what was retrieved, the best passage first; `people` are those that the question names.

    That a passage names a person tells neither the person's pay nor birthday.
    """
    vector = encoder.encode([question])[0]
    candidates = _candidates(passages, question, vector, encoder)
    looked_at = tuple(dict.fromkeys(c.passage.found.title for c in candidates))
    if not candidates:
        return Answer((), looked_at, 0.0)
    best = candidates[0]
    support = _support(candidates)
    if best.likeness < _ALIKE and _is_only_named(
        best.passage, content_stems(question), content_stems(" ".join(people))
    ):
        support = 0.0
    if which := _which(passages, best, question):
        return Answer((), looked_at, support, which)
    if support < LEAST_SUPPORT:
        return Answer((), looked_at, support)
    chosen = _chosen(question, candidates)
    return Answer(tuple(_citation(best.passage, each) for each in chosen), looked_at, support)


def _candidates(
    passages: Sequence[Passage], question: str, vector: np.ndarray, encoder: TextEncoder
) -> list[_Candidate]:
    """Every sentence of the passages with how well it fits, the best first."""
    asked, aspect = content_stems(question), asked_for(question)
    found: list[_Candidate] = []
    for passage in passages:
        likenesses = passage.vectors(encoder) @ vector
        context = _PASSAGE * passage.found.cosine + _COVERAGE * passage.found.coverage
        quotable = _quotable(passage)
        # What the title says already, no sentence needs to say again.
        open_words = asked - content_stems(passage.found.about)
        for place, sentence in enumerate(passage.sentences):
            if sentence not in quotable:
                continue
            likeness = float(likenesses[place])
            shared = len(open_words & content_stems(sentence.text)) / max(1, len(open_words))
            told = aspect is not None and tells(sentence.text, aspect)
            score = likeness + context + _SHARED * shared + _ASPECT * told
            found.append(_Candidate(passage, sentence, place, likeness, score))
    return sorted(found, key=lambda each: -each.score)


def _chosen(question: str, candidates: Sequence[_Candidate]) -> list[Sentence]:
    """The rows or sentences of the best passage that answer, in their order.

    Others join the best sentence when they are nearly as good, or stand next to it and are good enough.
    """
    best = candidates[0]
    if rows := rows_for(question, best.sentence, best.passage.sentences):
        return list(rows)
    near = [
        each
        for each in candidates
        if each.passage is best.passage
        and not each.sentence.lead
        and each.score >= best.score * (_BELONGS if abs(each.place - best.place) == 1 else _AS_GOOD)
    ][:_MOST_SENTENCES]
    return [each.sentence for each in sorted(near, key=lambda each: each.place)]


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
    if len(content_stems(question)) != 1 or best.passage.found.cosine >= _ABOUT:
        return ()
    titles = dict.fromkeys(p.found.title for p in passages if p.found.coverage >= 1)
    return tuple(titles)[:_MOST_CHOICES] if len(titles) >= _SEVERAL else ()


def _is_only_named(passage: Passage, asked: frozenset[str], names: frozenset[str]) -> bool:
    """Whether the passage has names of those that are asked about, and no other word of the question."""
    found = passage.found
    shared = asked & content_stems(f"{found.title} {found.heading} {found.text}")
    return bool(shared) and shared <= names and not asked <= names


def _support(candidates: Sequence[_Candidate]) -> float:
    """How likely it is that the best answers, between 0 and 1.

    By its meaning, by its passage's, and by how far it is ahead of all other documents.
    """
    best = candidates[0]
    found = best.passage.found
    others = (each.score for each in candidates if each.passage.found.document != found.document)
    ahead = min(best.score - next(others, 0.0), _FARTHEST_AHEAD)
    return 1 / (1 + exp(MIDDLE - SENTENCE * best.likeness - PASSAGE * found.cosine - AHEAD * ahead))


def _citation(passage: Passage, sentence: Sentence) -> Citation:
    found = passage.found
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
