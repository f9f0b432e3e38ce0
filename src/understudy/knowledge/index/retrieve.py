"""The passages nearest to a question, of those that the person who asks may read."""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from understudy.kit.db import Connection, Database
from understudy.kit.trace import span
from understudy.knowledge.index import search
from understudy.knowledge.index.postings import Shelf, WordScores, score_words
from understudy.knowledge.index.ranking import ranked, without_repeats
from understudy.knowledge.index.search import Found
from understudy.knowledge.index.store import stems_of
from understudy.knowledge.index.terms import split_words
from understudy.knowledge.readers import Readers, readable_by
from understudy.knowledge.sentences import Sentence, split_sentences
from understudy.llm.embedder import TextEncoder
from understudy.llm.local.normalise import american
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

__all__ = ["Passage", "retrieve"]

_MOST = 6
_FEWEST_COMPARED = 100
# As many more are looked at as may say nothing new.
_SPARE = 20


@dataclass(frozen=True)
class Passage:
    """A passage that was found, with its sentences.

    `rarity` has how much each word of the question tells, between 0 and 1: the rarer among the passages that
    the person who asks may read, the more.
    """

    found: Found
    rarity: Mapping[str, float] = field(default_factory=dict[str, float])

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences; their places are those in the passage's text."""
        return tuple(split_sentences(self.found.text))


async def retrieve(
    database: Database,
    org: Org,
    encoder: TextEncoder,
    question: str,
    actor: Actor,
    *,
    written_for: Collection[str] = (),
    most: int = _MOST,
) -> list[Passage]:
    """The nearest passages, by meaning and by words, the best first; read as the actor, of the documents that
    are written for these audiences, if some are given. One that says nothing new after the better ones is
    left out.
    """
    readers = readable_by(actor, org)
    audiences = tuple(each for each in readers.audiences if not written_for or each in written_for)
    with span("knowledge.retrieve", question=question, audiences=audiences) as current:
        narrowed = replace(readers, audiences=audiences)
        vectors, (shelves, words, rarity) = await asyncio.gather(
            asyncio.to_thread(encoder.encode, [question]), _by_words(database, org.name, narrowed, question)
        )
        async with database.connection() as connection:
            found = await _weighed(connection, shelves, words, vectors[0], most)
        if current.is_recording():
            current.set_attribute("knowledge.passages", json.dumps([_told(each) for each in found]))
    return [Passage(each, rarity) for each in found]


async def _by_words(
    database: Database, org: str, readers: Readers, question: str
) -> tuple[list[Shelf], WordScores, Mapping[str, float]]:
    """Where the words stand, which passages have them, and how much each tells."""
    async with database.connection() as connection:
        stems = await stems_of(connection, split_words(question))
        terms = {stem for stem in stems.values() if stem}
        shelves = await search.shelves(connection, org, readers, terms)
    scores = score_words(shelves, terms)
    return shelves, scores, {american(word): scores.rarity[stem] for word, stem in stems.items() if stem}


async def _weighed(
    connection: Connection, shelves: Sequence[Shelf], words: WordScores, vector: np.ndarray, most: int
) -> list[Found]:
    """The best of both sides are weighed on both: the nearest by meaning, and the best by words."""
    pool = max(_FEWEST_COMPARED, most + _SPARE)
    cosines = await search.near(connection, shelves, vector, pool, words.best(pool).tolist())
    best = {each.number: each for each in ranked(cosines, words)[: most + _SPARE]}
    rows = await search.passages(connection, shelves, list(best))
    kept = without_repeats(((number, rows[number].text) for number in best if number in rows), most)
    return [
        replace(
            rows[number],
            cosine=best[number].cosine,
            coverage=best[number].coverage,
            score=best[number].score,
        )
        for number in kept
    ]


def _told(found: Found) -> dict[str, str | int | float]:
    """A passage as the trace keeps it: which it is and how near, not what stands in it."""
    return {
        "document": found.document,
        "title": found.title,
        "heading": found.heading,
        "start": found.start,
        "end": found.start + len(found.text),
        "cosine": round(found.cosine, 3),
        "coverage": round(found.coverage, 3),
    }
