"""Confirming for whom documents are: at once, by who answers for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.trace import span
from understudy.knowledge.documents import Document
from understudy.knowledge.front_matter import Audience
from understudy.knowledge.gate.deciding import Rights
from understudy.knowledge.gate.ledger import Page
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.labels.confirmed import digest_of
from understudy.knowledge.labels.proposing import Proposed, proposals
from understudy.knowledge.labels.store import Label, put_labels
from understudy.knowledge.store import fingerprints
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System

__all__ = ["Confirmation", "confirm", "list_proposals", "under"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """For whom a document is, as somebody decided; `proposed` is what it was proposed for."""

    proposed: Proposed
    audience: Audience


async def list_proposals(
    database: Database, org: Org, encoder: TextEncoder, actor: Actor, moment: Moment
) -> list[Proposed]:
    """Those that the actor may see."""
    rights = Rights(database, org, actor)
    return [
        each for each in await proposals(database, org, encoder, moment) if rights.sees(_page(each.document))
    ]


def under(listed: Sequence[Proposed], beginning: str) -> list[Proposed]:
    """Those whose key is this, or lies in the folder of this name; all of a source of this name.

    Raises: InputError when there is none.
    """
    folder = beginning.rstrip("/")
    found = [
        each
        for each in listed
        if folder in (each.document.key, each.document.title, each.source)
        or each.document.key.startswith(f"{folder}/")
    ]
    if not found:
        raise InputError(
            f"no document without a label is called {beginning!r} or lies in such a folder",
            hint="`understudy knowledge labels` lists them",
        )
    return found


async def confirm(
    database: Database,
    org: Org,
    encoder: TextEncoder,
    actor: Actor,
    confirmed: Sequence[Confirmation],
    at: datetime,
    today: date,
) -> None:
    """Keep who reads these documents, and let them read. It holds as long as the text is the same.

    Raises:
        NotPermittedError: the actor answers for one of them no more than anybody. Nothing is changed.
    """
    rights = Rights(database, org, actor)
    for each in confirmed:
        if not await rights.decides(_page(each.proposed.document)):
            raise NotPermittedError(
                f"{each.proposed.document.key}: this is for its owner, or who may edit articles"
            )
    by_source: dict[str, list[Confirmation]] = defaultdict(list)
    for each in confirmed:
        by_source[each.proposed.source].append(each)
    with span("knowledge.label", documents=len(confirmed)):
        for source, some in by_source.items():
            labels = [
                Label(each.proposed.document.key, each.audience, digest_of(each.proposed.document))
                for each in some
            ]
            await put_labels(database, org.name, source, labels, _who(actor), at)
            kept = await fingerprints(database, org.name, source)
            documents = [replace(each.proposed.document, labelled=False) for each in some]
            await index_documents(database, org, source, documents, encoder, kept=kept.keys(), today=today)


def _page(document: Document) -> Page:
    return Page(0, "", document.key, document.title, document.audience, document.permission, document.owner)


def _who(actor: Actor) -> str:
    match actor:
        case Employee():
            return actor.user_id
        case System():
            return actor.reason
        case Customer():
            return actor.contact_id
        case _:
            assert_never(actor)
