"""Conflicts and pages set aside as a person reads them: those that matter most come first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.kit.db import Database
from understudy.knowledge.gate.deciding import Rights, told
from understudy.knowledge.gate.ledger import Dispute, Page, Release, SetAside, Side
from understudy.knowledge.gate.settling import open_ledger
from understudy.knowledge.gate.standing import Settled
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

__all__ = [
    "ListedDispute",
    "ListedPage",
    "Progress",
    "list_disputes",
    "list_set_aside",
    "progress_of",
    "reasons_for",
    "summary",
]


@dataclass(frozen=True, slots=True)
class ListedDispute:
    """A dispute with how it stands. `unanswered` questions met it; answers `quoted` its two pages."""

    dispute: Dispute
    settled: Settled
    may_decide: bool
    unanswered: int
    quoted: int

    @property
    def told(self) -> str:
        """How it stands, as a clause without a full stop."""
        match self.settled.how:
            case "open":
                return "nobody has decided: neither reaches an agent"
            case "suspected":
                return "perhaps they don't disagree: agents read both while nobody has decided"
            case "moot":
                return "one of the two has lost against another page already"
            case "preferred":
                page = self.dispute.a.page if self.settled.verdict == "a" else self.dispute.b.page
                return f"by the company's preference “{page.title}” holds while nobody has decided"
            case "decided" | "follows":
                assert self.settled.decision is not None
                return told(self.settled.decision, self.dispute) if self._own else self._follows

    @property
    def _own(self) -> bool:
        return self.settled.how == "decided"

    @property
    def _follows(self) -> str:
        assert self.settled.decision is not None
        page = self.dispute.a.page if self.settled.verdict == "a" else self.dispute.b.page
        return f"“{page.title}” holds, as decided in the conflict {self.settled.decision.dispute}"

    @property
    def decision_id(self) -> int | None:
        """The decision on this very dispute that one who decides anew revises."""
        return self.settled.decision.id if self.settled.decision and self._own else None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        decision = self.settled.decision
        return {
            "id": self.dispute.id,
            "about": self.dispute.about,
            "state": self.settled.how,
            "verdict": self.settled.verdict,
            "told": self.told,
            "decided_by": decision.by_name if decision else None,
            "decided_at": decision.at.isoformat() if decision else None,
            "because": decision.because if decision and self._own else None,
            "unanswered": self.unanswered,
            "quoted": self.quoted,
            "a": _side_as_json(self.dispute.a),
            "b": _side_as_json(self.dispute.b),
        }


def _side_as_json(side: Side) -> dict[str, Any]:
    return {"sentence": side.sentence, "value": side.value, "page": _page_as_json(side.page)}


def _page_as_json(page: Page) -> dict[str, Any]:
    return {
        "id": page.id,
        "source": page.source,
        "key": page.key,
        "title": page.title,
        "audience": page.audience,
        "owner": page.owner,
        "updated": page.updated.isoformat() if page.updated else None,
        "reviewed": page.reviewed.isoformat() if page.reviewed else None,
    }


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page that a check set aside, and who released it, if somebody did."""

    aside: SetAside
    released: Release | None
    may_release: bool
    quoted: int

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        stays = self.aside.canonical
        return {
            "page": _page_as_json(self.aside.page),
            "reason": self.aside.reason,
            "why": self.aside.why,
            "canonical": _page_as_json(stays) if stays else None,
            "released_by": self.released.by_name if self.released else None,
            "released_at": self.released.at.isoformat() if self.released else None,
            "quoted": self.quoted,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How many disputes are settled, and how many wait."""

    settled: int
    open: int


async def list_disputes(
    database: Database,
    org: Org,
    actor: Actor,
    quoted: Mapping[int, int],
    unanswered: Mapping[str, int],
) -> list[ListedDispute]:
    """The disputes of whose pages the actor may read both: the open ones first, then by how often they stood
    in the way of an answer, and how often answers quoted their pages.
    """
    ledger, rights = await open_ledger(database, org.name), Rights(database, org, actor)
    listed = [
        ListedDispute(
            each,
            ledger.standing.settled[each.id],
            await rights.decides(each.a.page, each.b.page),
            unanswered.get(each.id, 0),
            sum(quoted.get(id_, 0) for id_ in {each.a.page.id, each.b.page.id}),
        )
        for each in ledger.findings.disputes
        if rights.sees(each.a.page, each.b.page)
    ]
    return sorted(
        listed, key=lambda e: (not e.settled.holds_back, not e.settled.is_open, -e.unanswered, -e.quoted)
    )


def progress_of(listed: Sequence[ListedDispute]) -> Progress:
    """How far the work has come."""
    waiting = sum(each.settled.is_open for each in listed)
    return Progress(len(listed) - waiting, waiting)


async def list_set_aside(
    database: Database, org: Org, actor: Actor, quoted: Mapping[int, int]
) -> list[ListedPage]:
    """The pages that a check set aside and that the actor may read, those first that nobody released. A page
    that one of them repeats is named to whoever may read it.
    """
    ledger, rights = await open_ledger(database, org.name), Rights(database, org, actor)
    listed = [
        ListedPage(
            rights.shown(each),
            ledger.rulings.releases.get(each.mark),
            await rights.decides(each.page),
            quoted.get(each.page.id, 0),
        )
        for each in ledger.findings.set_aside
        if rights.sees(each.page)
    ]
    return sorted(listed, key=lambda e: (e.released is not None, -e.quoted))


async def summary(database: Database, org: Org) -> str:
    """What is held back, for the operator, as a sentence; empty when nothing is."""
    ledger = await open_ledger(database, org.name)
    waiting = sum(each.how == "open" for each in ledger.standing.settled.values())
    pages = {e.page.at for e in ledger.findings.set_aside if e.mark not in ledger.rulings.releases}
    told: list[str] = []
    if waiting:
        told.append(f"{waiting} {'conflict waits' if waiting == 1 else 'conflicts wait'} for a decision")
    if pages:
        told.append(f"{len(pages)} {'page is' if len(pages) == 1 else 'pages are'} set aside")
    return f"held back from agents: {' and '.join(told)}" if told else ""


async def reasons_for(database: Database, org: Org, actor: Actor, document: int) -> tuple[str, ...]:
    """Why something of a document is withheld, as clauses without a full stop, as far as the actor may know
    the other side; nothing for customers.
    """
    ledger, rights = await open_ledger(database, org.name), Rights(database, org, actor)
    told: list[str] = []
    for dispute in ledger.findings.disputes:
        mine = next((side for side in dispute.sides if side.page.id == document), None)
        if mine is None or not rights.sees(mine.page):
            continue
        why = [h.why for h in ledger.standing.held.get(mine.page.at, ()) if h.dispute == dispute.id]
        shown = rights.sees(dispute.a.page, dispute.b.page)
        told += why if shown else ["what it says is being checked"] * len(why)
    told += [
        rights.shown(each).why
        for each in ledger.findings.set_aside
        if each.page.id == document and rights.sees(each.page) and each.mark not in ledger.rulings.releases
    ]
    return tuple(dict.fromkeys(told))
