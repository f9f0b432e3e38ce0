"""The report on a set of documents: where they disagree, what is stale, unlinked or there twice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.claim import Claim, Conflict
from understudy.knowledge.facts.conflicts import find_conflicts
from understudy.knowledge.facts.draw import Drawn, draw_claims
from understudy.knowledge.facts.duplicates import Duplicate, find_duplicates
from understudy.knowledge.facts.links import find_orphans, inbound_links
from understudy.knowledge.facts.stale import Stale, find_stale
from understudy.llm.embedder import TextEncoder

__all__ = ["STALE_MONTHS", "Draw", "Duplicate", "Report", "Stale", "check_documents", "draw_all"]

STALE_MONTHS = 18
Draw = Callable[[Sequence[Document]], Sequence[Drawn]]


def draw_all(documents: Sequence[Document]) -> list[Drawn]:
    """The claims of all of the documents, in order."""
    return [each for document in documents for each in draw_claims(document)]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, that of the most used documents first; documents are named by their keys.

    `orphans` is None when no document links to another: then nothing tells which ones nobody can reach.
    `used` says how much each document is used, by the measure that the report is ordered by.
    """

    documents: int
    claims: tuple[Claim, ...]
    conflicts: tuple[Conflict, ...]
    stale: tuple[Stale, ...]
    orphans: tuple[str, ...] | None
    duplicates: tuple[Duplicate, ...]
    used: Mapping[str, float]


def check_documents(
    documents: Sequence[Document],
    *,
    today: date,
    encoder: TextEncoder | None = None,
    stale_months: int = STALE_MONTHS,
    usage: Mapping[str, float] | None = None,
    draw: Draw = draw_all,
) -> Report:
    """Check documents of one corpus; their keys are unique.

    With an `encoder` more wordings of the same thing are recognised. `usage` says how often each document is
    used; without it those that others link to most count as most used. A claim that holds only from a day
    after `today` on conflicts with nothing yet. `draw` is for claims that were drawn before.
    """
    inbound = inbound_links(documents)
    used = {key: float(len(sources)) for key, sources in inbound.items()} if usage is None else usage
    stale = find_stale(documents, today, stale_months)
    drawn = [
        each for each in draw(documents) if each.claim.valid_from is None or each.claim.valid_from <= today
    ]
    conflicts = find_conflicts(drawn, encoder)
    disagreeing = {frozenset((conflict.a.document, conflict.b.document)) for conflict in conflicts}
    duplicates = find_duplicates(documents, inbound, disagreeing)
    orphans = find_orphans(documents, inbound)

    def use(*keys: str) -> float:
        return -max(used.get(key, 0.0) for key in keys)

    return Report(
        len(documents),
        tuple(each.claim for each in drawn),
        tuple(sorted(conflicts, key=lambda each: use(each.a.document, each.b.document))),
        tuple(sorted(stale, key=lambda each: use(each.document))),
        None if orphans is None else tuple(sorted(orphans, key=use)),
        tuple(sorted(duplicates, key=lambda each: use(each.canonical, *each.others))),
        used,
    )
