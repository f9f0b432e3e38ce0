"""The sentences that answer a question, letter for letter and with where they stand; or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from understudy.knowledge.answering.candidates import Candidate, candidates_of, content_stems
from understudy.knowledge.answering.distil import distilled
from understudy.knowledge.answering.ranges import row_for
from understudy.knowledge.answering.releases import without_releases
from understudy.knowledge.answering.support import LEAST_SUPPORT, lead_of, support_of
from understudy.knowledge.articles import SOURCE
from understudy.knowledge.index.retrieve import Passage
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Citation

__all__ = ["Answer", "answer_from"]

_READ = 3
_SEVERAL, _MOST_CHOICES = 3, 4
# A passage that is about what is asked is at least as near as this, in meaning.
_ABOUT = 0.35
# A sentence that shares only somebody's name with the question answers if it means nearly the same.
_ALIKE = 0.65


@dataclass(frozen=True, slots=True)
class Answer:
    """Citations, those of one document in its order; none when the support is too thin.

    `looked_at` has the titles that were nearest, the nearest first. `which` has the titles of documents of
    which only the person can say which one is meant. `read` are the passages whose sentences were weighed.
    """

    citations: tuple[Citation, ...]
    looked_at: tuple[str, ...]
    support: float
    which: tuple[str, ...] = ()
    read: tuple[Passage, ...] = ()


def answer_from(
    passages: Sequence[Passage], question: str, encoder: TextEncoder, people: Sequence[str] = ()
) -> Answer:
    """Answer from what was retrieved, the best passage first; `people` are those that the question names.

    That a passage names a person tells neither the person's pay nor birthday.
    """
    passages = without_releases(passages, question)
    titles = tuple(dict.fromkeys(passage.found.title for passage in passages))
    nothing = Answer((), titles, 0.0, read=tuple(passages[:_READ]))
    candidates = candidates_of(nothing.read, question, encoder)
    if not candidates:
        return nothing
    best = max(candidates, key=lambda c: (c.score, -c.order))
    support = support_of(best, lead_of(candidates, best))
    if best.traits.meaning < _ALIKE and _is_only_named(
        best.passage, content_stems(question), content_stems(" ".join(people))
    ):
        support = 0.0
    if which := _which(passages, best, question):
        return replace(nothing, support=support, which=which)
    if support < LEAST_SUPPORT:
        return replace(nothing, support=support)
    row = row_for(question, best.passage.sentences)
    chosen = [replace(best, sentence=row)] if row else distilled(question, candidates, best)
    citations = tuple(_citation(each) for each in chosen if _stands(each))
    return replace(nothing, support=support, citations=citations)


def _which(passages: Sequence[Passage], best: Candidate, question: str) -> tuple[str, ...]:
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


def _stands(candidate: Candidate) -> bool:
    """Whether the sentence stands in its passage, letter for letter where it is said to."""
    sentence, text = candidate.sentence, candidate.passage.found.text
    return text.startswith(sentence.text, sentence.start) and sentence.lead in text


def _citation(candidate: Candidate) -> Citation:
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
        found.source,
    )
