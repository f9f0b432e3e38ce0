"""For whom a document without a label is, as far as its content tells. Only a proposal: it opens nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.knowledge.documents import Document
from understudy.knowledge.front_matter import Audience
from understudy.knowledge.labels.confirmed import digest_of
from understudy.knowledge.labels.cues import cues_in
from understudy.knowledge.labels.store import read_labels
from understudy.knowledge.store import read_with_sources
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.run import run

__all__ = ["Proposed", "colleagues_of", "proposals", "propose"]

_READER = System("to know the names of colleagues that stand in documents")
_NEIGHBOURS = 5
_SURE = 0.8
_LETTERS = 600
_MOST_COMPARED = 1_000
"""Documents with a label that one without is compared with: those of each audience in turn."""


@dataclass(frozen=True)
class Proposed:
    """The proposal for a document of a source: for whom it may be, and why."""

    source: str
    document: Document
    audience: Audience
    why: tuple[str, ...]


async def proposals(database: Database, org: Org, encoder: TextEncoder, moment: Moment) -> list[Proposed]:
    """One for each document that has no label, by source and key."""
    every = await read_with_sources(database, org.name)
    open_ones = [(source, each) for source, each in every if not each.labelled]
    if not open_ones:
        return []
    labelled = _compared([each for _, each in every if each.labelled and not each.permission])
    colleagues = await colleagues_of(database, org, moment)
    proposed = propose([each for _, each in open_ones], labelled, colleagues, encoder)
    found = [
        Proposed(source, each, audience, why)
        for (source, each), (audience, why) in zip(open_ones, proposed, strict=True)
    ]
    return [await _with_history(database, org.name, each) for each in found]


async def _with_history(database: Database, org: str, each: Proposed) -> Proposed:
    """With a word that it was confirmed before, if another text was."""
    label = (await read_labels(database, org, each.source)).get(each.document.key)
    if label is None or label.digest == digest_of(each.document):
        return each
    told = f"was confirmed for {label.audience}, and has changed since"
    return Proposed(each.source, each.document, each.audience, (*each.why, told))


async def colleagues_of(database: Database, org: Org, moment: Moment) -> list[str]:
    """The names of who works here, first name and last."""
    user = org.schema.object("User")
    if user is None or user.field("Name") is None:
        return []
    rows = (await run(database, org, "SELECT Name FROM User ORDER BY Name", _READER, moment)).rows
    return [row["Name"] for row in rows if row["Name"] and " " in row["Name"].strip()]


def _compared(labelled: Sequence[Document]) -> list[Document]:
    """Not more than so many, of each audience as many as of the others as far as there are."""
    seen: Counter[str] = Counter()
    placed: list[tuple[int, Document]] = []
    for each in labelled:
        placed.append((seen[each.audience], each))
        seen[each.audience] += 1
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])[:_MOST_COMPARED]]


def propose(
    documents: Sequence[Document],
    labelled: Sequence[Document],
    colleagues: Sequence[str],
    encoder: TextEncoder,
) -> list[tuple[Audience, tuple[str, ...]]]:
    """For each document an audience, with why. Any cue of inside keeps it inside; so does any doubt."""
    if len(labelled) < _NEIGHBOURS:
        return [("employees", ("too few documents have a label to compare it with",))] * len(documents)
    known = encoder.encode([_told(each) for each in labelled])
    asked = encoder.encode([_told(each) for each in documents])
    nearness = asked @ known.T
    return [
        _one(cues_in(document, colleagues), row, labelled)
        for document, row in zip(documents, nearness, strict=True)
    ]


def _told(document: Document) -> str:
    return f"{document.title}. {document.summary} {document.text[:_LETTERS]}"


def _one(
    cues: Sequence[str], nearness: np.ndarray, labelled: Sequence[Document]
) -> tuple[Audience, tuple[str, ...]]:
    nearest = [int(i) for i in np.argsort(-nearness, kind="stable")[:_NEIGHBOURS]]
    weights: dict[Audience, float] = {"public": 0.0, "customers": 0.0, "employees": 0.0}
    for i in nearest:
        weights[labelled[i].audience] += max(0.0, float(nearness[i]))
    total = sum(weights.values()) or 1.0
    like = f"is most like “{labelled[nearest[0]].title}” ({labelled[nearest[0]].audience})"
    if cues:
        return "employees", (*cues, like)
    if (weights["public"] + weights["customers"]) / total < _SURE:
        return "employees", ("is not clearly like what customers read", like)
    return ("public" if weights["public"] > weights["customers"] else "customers"), (like,)
