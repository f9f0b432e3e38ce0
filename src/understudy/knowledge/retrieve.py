"""The passages nearest to a question, of those that the person who asks may read."""

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from understudy.kit.db import Database
from understudy.kit.trace import span
from understudy.knowledge.front_matter import AUDIENCES, Audience
from understudy.knowledge.sentences import Sentence, split_sentences
from understudy.knowledge.store import Found, search
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System

__all__ = ["Passage", "audiences_of", "retrieve"]

_MOST = 6


@dataclass(frozen=True)
class Passage:
    """A passage that was found, with its sentences."""

    found: Found

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences; their places are those in the passage's text."""
        return tuple(split_sentences(self.found.text))


def audiences_of(actor: Actor) -> tuple[Audience, ...]:
    """Whose documents the actor may read: customers their own and what is public, employees all."""
    match actor:
        case Customer():
            return ("public", "customers")
        case Employee() | System():
            return AUDIENCES
        case _:
            assert_never(actor)


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
    are written for these audiences, if some are given.
    """
    audiences = tuple(each for each in audiences_of(actor) if not written_for or each in written_for)
    with span("knowledge.retrieve", question=question, audiences=audiences) as current:
        vector = (await asyncio.to_thread(encoder.encode, [question]))[0]
        found = await search(database, org.name, audiences, question.replace("\0", " "), vector, most)
        current.set_attribute("knowledge.passages", json.dumps([_told(each) for each in found]))
    return [Passage(each) for each in found]


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
