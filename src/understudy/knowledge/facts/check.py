"""The report on a set of documents: where they disagree, what is stale, unlinked or there twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.claim import Claim, Conflict
from understudy.llm.embedder import TextEncoder

__all__ = ["STALE_MONTHS", "Duplicate", "Report", "Stale", "check_documents"]

STALE_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Stale:
    """A document that should be looked at before it is believed; `why` is a clause without a full stop."""

    document: str
    why: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Documents that say nearly the same: the one proposed to stay, and those that could go."""

    canonical: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, that of the most used documents first; documents are named by their keys.

    `orphans` is None when no document links to another: then nothing tells which ones nobody can reach.
    """

    documents: int
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    stale: tuple[Stale, ...]
    orphans: tuple[str, ...] | None
    duplicates: tuple[Duplicate, ...]


def check_documents(
    documents: Sequence[Document],
    *,
    today: date,
    encoder: TextEncoder | None = None,
    stale_months: int = STALE_MONTHS,
    usage: Mapping[str, float] | None = None,
) -> Report:
    """Check documents of one corpus; their keys are unique.

    With an `encoder` more wordings of the same thing are recognised. `usage` says how often each document is
    used; without it those that others link to most count as most used.
    """
    raise NotImplementedError
