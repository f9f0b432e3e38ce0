"""The questions of a probe: drawn from the documents by a seed, some of which must stay without an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Literal

from understudy.kit.db import Database
from understudy.knowledge.probe.corpus import KeptDocument, Place, is_told_elsewhere, sample
from understudy.knowledge.probe.questions import Draft, Form, drafts_of
from understudy.knowledge.probe.wordings import LEVELS, Level, reworded

__all__ = ["Kind", "Probe", "draw"]

Kind = Literal["answerable", "taken out", "other audience"]
_UNANSWERABLE = 10
"""One question in so many is about a document that was taken out, and one about one of another audience."""
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Probe:
    """A question with the document it was made from and the places there of which any answers it.

    `intended` is the question without the typing mistake, if there is one. Nothing that the person who asks
    may read answers one of another kind than `answerable`: its document is `taken out` while it is asked, or
    written for an `other audience`.
    """

    number: int
    kind: Kind
    form: Form
    level: Level
    question: str
    intended: str
    document: KeptDocument
    places: tuple[Place, ...]


async def draw(
    database: Database,
    org: str,
    *,
    source: str | None,
    count: int,
    seed: int,
    readable: frozenset[str],
    hidden: frozenset[str],
) -> list[Probe]:
    """So many questions at most, fewer where the documents don't give them; the same for the same seed.

    Documents whose audience is in `readable` are asked about; those in `hidden` are for questions that must
    not be answered. As many of each level.
    """
    documents = await sample(database, org, source, seed, count * _TRIED)
    open_ones = [each for each in documents if each.audience in readable]
    closed = [each for each in documents if each.audience in hidden]
    few = max(1, count // _UNANSWERABLE)
    out: list[Probe] = []
    drafts = list(_round(open_ones, seed))
    for document, draft in await _only_there(database, org, list(_round(closed, seed)), few):
        out.append(_probe(len(out), "other audience", document, draft, seed))
    shuffled = sorted(drafts, key=lambda pair: _mark(seed, pair[0], f"out {pair[1].question}"))
    gone = await _only_there(database, org, shuffled, few)
    for document, draft in gone:
        out.append(_probe(len(out), "taken out", document, draft, seed))
    left = [pair for pair in drafts if pair not in gone]
    for document, draft in left[: max(0, count - len(out))]:
        out.append(_probe(len(out), "answerable", document, draft, seed))
    return out[:count]


def _round(documents: Sequence[KeptDocument], seed: int) -> Iterable[tuple[KeptDocument, Draft]]:
    """One question of each document, then a second of each that has one, and so on."""
    ordered = [
        (document, sorted(drafts_of(document), key=lambda draft: _mark(seed, document, draft.question)))
        for document in documents
    ]
    for turn in range(max((len(drafts) for _, drafts in ordered), default=0)):
        for document, drafts in ordered:
            if turn < len(drafts):
                yield document, drafts[turn]


async def _only_there(
    database: Database, org: str, drafts: Sequence[tuple[KeptDocument, Draft]], most: int
) -> list[tuple[KeptDocument, Draft]]:
    """Questions that one document alone can answer: no passage of another has most of their words."""
    found: list[tuple[KeptDocument, Draft]] = []
    for document, draft in drafts[: most * _TRIED]:
        if len(found) == most:
            break
        if not await is_told_elsewhere(database, org, draft.question, document.id):
            found.append((document, draft))
    return found


def _probe(number: int, kind: Kind, document: KeptDocument, draft: Draft, seed: int) -> Probe:
    level = LEVELS[number % len(LEVELS)]
    random = Random(_mark(seed, document, draft.question))
    question = reworded(draft.question, level, random)
    intended = draft.question if level == "typing mistake" else question
    return Probe(number, kind, draft.form, level, question, intended, document, draft.places)


def _mark(seed: int, document: KeptDocument, question: str) -> str:
    return sha256(f"{seed} {document.source} {document.key} {question}".encode()).hexdigest()
