"""Whether what is withheld would answer a question, and which decisions stand behind an answer."""

import asyncio
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from understudy.kit.db import Database
from understudy.kit.trace import span
from understudy.knowledge.answering.answer import answer_from
from understudy.knowledge.answering.support import LEAST_SUPPORT
from understudy.knowledge.gate.deciding import Rights, told
from understudy.knowledge.gate.ledger import Decision, Dispute, SetAside, Side
from understudy.knowledge.gate.ledger_store import in_dispute
from understudy.knowledge.gate.settling import Ledger, open_ledger
from understudy.knowledge.gate.store import held_near
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.index.search import Found
from understudy.knowledge.readers import readable_by
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Citation
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

__all__ = ["Upheld", "Withheld", "upheld_in", "withheld_on"]

# By how much, as a cosine, what a page that was set aside says must be nearer than what one that holds says.
_CLEARLY = 0.1
_NEAREST = 6


@dataclass(frozen=True, slots=True)
class Withheld:
    """What would answer a question and waits for somebody: two sentences that disagree, or a page that is set
    aside. `shown` is whether the person who asks may read all of it; the others learn that something waits.
    `support` is how sure it would answer, between 0 and 1; `nearness` how near it is to the question.
    """

    support: float
    nearness: float
    dispute: Dispute | None
    page: SetAside | None
    decision: Decision | None
    shown: bool

    @property
    def id(self) -> str:
        """What the trace and the list of conflicts call it."""
        if self.dispute:
            return self.dispute.id
        assert self.page is not None
        return f"page {self.page.page.id}"


@dataclass(frozen=True, slots=True)
class Upheld:
    """A quoted sentence that stands by somebody's decision; `told` says by whose, to whom it may be said."""

    dispute: str
    told: str


async def withheld_on(
    database: Database,
    org: Org,
    actor: Actor,
    question: str,
    encoder: TextEncoder,
    instead_of: Sequence[Citation] = (),
    written_for: Collection[str] = (),
) -> tuple[Withheld, ...]:
    """What waits for a decision and would answer the question, of the documents that the actor may read and
    that are written for these audiences, if some are given: first what people disagree on, then what would
    answer best. Nothing where an answer was found that is as near: `instead_of`; a page that was only set
    aside must be clearly nearer.
    """
    with span("knowledge.gate", question=question) as current:
        vector = (await asyncio.to_thread(encoder.encode, [question]))[0]
        asked = question.replace("\0", " ")
        readers = readable_by(actor, org)
        audiences = tuple(a for a in readers.audiences if not written_for or a in written_for)
        readers = replace(readers, audiences=audiences)
        found = await held_near(database, org.name, readers, asked, vector, _NEAREST)
        if not found:
            return ()
        ledger = await open_ledger(database, org.name)
        rights = Rights(database, org, actor)
        waiting = [(each, what) for each in found if (what := _waiting(ledger, each))]
        answers = await asyncio.to_thread(_answering, waiting, question, encoder, instead_of)
        withheld = tuple(_withheld(ledger, rights, each) for each in answers)
        current.set_attribute("knowledge.withheld", json.dumps([_noted(each) for each in withheld]))
    return withheld


_Waiting = Side | SetAside


def _waiting(ledger: Ledger, found: Found) -> list[tuple[_Waiting, Dispute | None]]:
    """What of the passage somebody should look at: not the sentences that have lost, nor what says the same
    as another page.
    """
    at = (found.source, found.key)
    out: list[tuple[_Waiting, Dispute | None]] = []
    for dispute in ledger.findings.disputes:
        state = ledger.standing.settled[dispute.id]
        if state.holds_back:
            out += [(side, dispute) for side in dispute.sides if side.page.at == at]
    lost = any(held.reason == "decided" for held in ledger.standing.held.get(at, ()))
    if not lost:
        out += [
            (each, None)
            for each in ledger.findings.set_aside
            if each.page.at == at and each.reason != "duplicate" and each.mark not in ledger.rulings.releases
        ]
    return out


@dataclass(frozen=True, slots=True)
class _Answering:
    """What would answer, with how surely and how near."""

    what: _Waiting
    dispute: Dispute | None
    support: float
    nearness: float

    @property
    def key(self) -> str:
        """The dispute, or the page."""
        return self.dispute.id if self.dispute else str(self.what.page.id)


def _answering(
    waiting: Sequence[tuple[Found, list[tuple[_Waiting, Dispute | None]]]],
    question: str,
    encoder: TextEncoder,
    instead_of: Sequence[Citation],
) -> list[_Answering]:
    """Which of it would answer, better than what was found instead."""
    found: dict[str, _Answering] = {}
    least = max(_nearness(question, instead_of, encoder), default=-1.0)
    for passage, what in waiting:
        answer = answer_from([Passage(passage)], question, encoder)
        if answer.support < LEAST_SUPPORT or not answer.citations:
            continue
        near = _nearness(question, answer.citations, encoder)
        for citation, nearness in zip(answer.citations, near, strict=True):
            for each, dispute in what:
                margin = 0.0 if dispute else _CLEARLY
                if nearness > least + margin and _holds(each, citation):
                    one = _Answering(each, dispute, answer.support, nearness)
                    found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda each: (each.dispute is None, -each.nearness))


def _nearness(question: str, citations: Sequence[Citation], encoder: TextEncoder) -> list[float]:
    """How near each cited sentence is to the question in meaning, between -1 and 1."""
    told = [f"{each.title}: {each.lead} {each.quote}" for each in citations]
    vectors = encoder.encode([question, *told])
    return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def _holds(what: _Waiting, citation: Citation) -> bool:
    return isinstance(what, SetAside) or what.sentence in citation.quote or citation.quote in what.sentence


def _withheld(ledger: Ledger, rights: Rights, answering: _Answering) -> Withheld:
    what, dispute = answering.what, answering.dispute
    sure = answering.support, answering.nearness
    if dispute is None:
        assert isinstance(what, SetAside)
        return Withheld(*sure, None, what, None, rights.sees(what.page))
    decision = ledger.standing.settled[dispute.id].decision
    return Withheld(*sure, dispute, None, decision, rights.sees(dispute.a.page, dispute.b.page))


def _noted(withheld: Withheld) -> dict[str, str | float]:
    """As the trace keeps it: which it is and why, not what stands in it."""
    if not withheld.shown:
        why = "checked"
    elif withheld.page is not None:
        why = withheld.page.reason
    else:
        why = "neither" if withheld.decision else "undecided"
    return {"id": withheld.id, "why": why, "support": round(withheld.support, 3)}


async def upheld_in(
    database: Database, org: Org, actor: Actor, citations: Sequence[Citation]
) -> tuple[Upheld, ...]:
    """The decisions by which quoted sentences hold, told as far as the actor may know."""
    if not citations or not await in_dispute(database, org.name, {each.document for each in citations}):
        return ()
    ledger, rights = await open_ledger(database, org.name), Rights(database, org, actor)
    found: list[Upheld] = []
    for dispute in ledger.findings.disputes:
        state = ledger.standing.settled[dispute.id]
        if state.decision is None or state.verdict == "neither":
            continue
        winners = {"a": (dispute.a,), "b": (dispute.b,)}.get(state.verdict or "", dispute.sides)
        if any(_quoted(side, citations) for side in winners):
            shown = rights.sees(dispute.a.page, dispute.b.page)
            whole = told(state.decision, dispute)
            found.append(Upheld(dispute.id, whole if shown else _briefly(state.decision)))
    with span("knowledge.gate") as current:
        noted = [{"id": each.dispute, "told": each.told} for each in found]
        current.set_attribute("knowledge.upheld", json.dumps(noted, ensure_ascii=False))
    return tuple(found)


def _briefly(decision: Decision) -> str:
    return f"by decision of the company on {decision.at:%Y-%m-%d} this holds"


def _quoted(side: Side, citations: Sequence[Citation]) -> bool:
    return any(
        each.document == side.page.id and (side.sentence in each.quote or each.quote in side.sentence)
        for each in citations
    )
