"""Which sentences reach an agent: pure, from what a check found and what people decided."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from understudy.knowledge.documents import Document
from understudy.knowledge.gate.ledger import (
    Decision,
    Dispute,
    Findings,
    PageKey,
    Reason,
    Rulings,
    Side,
    Verdict,
)
from understudy.knowledge.index.chunks import Span
from understudy.knowledge.sentences import split_sentences

__all__ = ["Held", "Settled", "Standing", "complement", "either", "spans_of", "standing"]

_Said = tuple[PageKey, str]
# Measured on planted conflicts: below it stands every second mistake of the finder and hardly a conflict.
_SURE_ENOUGH = 0.75


@dataclass(frozen=True, slots=True)
class Held:
    """What no agent gets to read of a page, and why: a sentence or, when it is empty, all of the page."""

    sentence: str
    reason: Literal["undecided", "decided"] | Reason
    why: str
    dispute: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """How a dispute stands: by a decision on it or on the same said elsewhere, by the company's preference,
    or since one of its sides is out anyway. Neither side holds while `how` is "open"; one that is "suspected"
    is not sure enough to keep anything from agents.
    """

    how: Literal["open", "suspected", "decided", "follows", "preferred", "moot"]
    verdict: Verdict | None = None
    decision: Decision | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody should decide."""
        return self.how in ("open", "suspected")

    @property
    def holds_back(self) -> bool:
        """Whether neither side reaches an agent."""
        return self.how == "open" or self.verdict == "neither"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of which page; `vouched` are sentences that somebody decided for, wherever they stand;
    `settled` says of every dispute how it stands, by its id.
    """

    held: Mapping[PageKey, tuple[Held, ...]]
    vouched: Mapping[PageKey, frozenset[str]]
    settled: Mapping[str, Settled]

    def spans(self, document: Document, at: PageKey) -> tuple[Span, ...]:
        """From where to where the document's text stands in no passage."""
        return spans_of(document, self.held.get(at, ()), self.vouched.get(at, frozenset()))


def standing(findings: Findings, rulings: Rulings) -> Standing:
    """What holds now."""
    aside = [each for each in findings.set_aside if each.mark not in rulings.releases]
    settled = _settled(findings.disputes, rulings, {each.page.at for each in aside})
    held: dict[PageKey, list[Held]] = defaultdict(list)
    for each in aside:
        held[each.page.at].append(Held("", each.reason, each.why))
    vouched: dict[PageKey, set[str]] = defaultdict(set)
    for dispute in findings.disputes:
        state = settled[dispute.id]
        out = _out(dispute, state)
        for side in out:
            held[side.page.at].append(_held(side, dispute, state))
        if state.how == "decided":
            for side in dispute.sides:
                if side not in out:
                    vouched[side.page.at].add(side.sentence)
    return Standing(
        {at: tuple(each) for at, each in held.items()},
        {at: frozenset(each) for at, each in vouched.items()},
        settled,
    )


def _held(side: Side, dispute: Dispute, state: Settled) -> Held:
    other = dispute.b if side is dispute.a else dispute.a
    if state.is_open:
        why = f"“{other.page.title}” says otherwise on {dispute.about}, and nobody has decided"
        return Held(side.sentence, "undecided", why, dispute.id)
    if state.decision is None:
        why = f"“{other.page.title}” holds on {dispute.about}, by the preference of the company"
    else:
        told = "neither page is right" if state.verdict == "neither" else f"“{other.page.title}” holds"
        why = f"by decision of {state.decision.by_name} on {state.decision.at:%Y-%m-%d} {told}"
    return Held(side.sentence, "decided", why, dispute.id)


def _out(dispute: Dispute, state: Settled) -> tuple[Side, ...]:
    """The sides that don't hold."""
    match state.verdict:
        case "a":
            return (dispute.b,)
        case "b":
            return (dispute.a,)
        case "neither":
            return dispute.sides
        case "both" | "no_conflict":
            return ()
        case None:
            return dispute.sides if state.holds_back else ()


def _settled(disputes: Sequence[Dispute], rulings: Rulings, aside: set[PageKey]) -> dict[str, Settled]:
    """How each stands. What a sentence won against it wins wherever else the same is said, and who has lost
    once drags no other sentence along.
    """
    decided = {
        each.id: Settled("decided", decision.verdict, decision)
        for each in disputes
        if (decision := rulings.decisions.get(each.id))
    }
    beaten = _beaten(disputes, decided)
    settled = dict(decided)
    for each in disputes:
        if each.id not in settled:
            settled[each.id] = _follows(each, beaten) or _preferred(each, rulings, aside)
    out = {
        _said(side) for each in disputes for side in _out(each, settled[each.id]) if not _open(settled, each)
    }
    for each in disputes:
        if _open(settled, each) and any(_said(side) in out for side in each.sides):
            settled[each.id] = Settled("moot")
    return settled


def _open(settled: Mapping[str, Settled], dispute: Dispute) -> bool:
    return settled[dispute.id].is_open


def _said(side: Side) -> _Said:
    return side.page.at, side.sentence


def _beaten(disputes: Iterable[Dispute], decided: Mapping[str, Settled]) -> dict[tuple[_Said, str], Settled]:
    """Which values the sentences won against that somebody decided for."""
    beaten: dict[tuple[_Said, str], Settled] = {}
    for each in disputes:
        state = decided.get(each.id)
        if state is not None and state.verdict in ("a", "b"):
            winner, loser = each.sides if state.verdict == "a" else (each.b, each.a)
            beaten[_said(winner), loser.value] = state
    return beaten


def _follows(dispute: Dispute, beaten: Mapping[tuple[_Said, str], Settled]) -> Settled | None:
    a, b = dispute.sides
    if state := beaten.get((_said(a), b.value)):
        return Settled("follows", "a", state.decision)
    if state := beaten.get((_said(b), a.value)):
        return Settled("follows", "b", state.decision)
    return None


def _preferred(dispute: Dispute, rulings: Rulings, aside: set[PageKey]) -> Settled:
    a, b = dispute.sides
    if dispute.certainty < _SURE_ENOUGH:
        return Settled("suspected")
    if rulings.prefer != "ask" and (a.page.at in aside) != (b.page.at in aside):
        return Settled("preferred", "b" if a.page.at in aside else "a")
    mine, theirs = a.page.looked_at, b.page.looked_at
    if rulings.prefer == "reviewed" and mine and theirs and mine != theirs:
        return Settled("preferred", "a" if mine > theirs else "b")
    return Settled("open")


def spans_of(document: Document, held: Sequence[Held], vouched: frozenset[str]) -> tuple[Span, ...]:
    """The whole sentences of the document that are held, those side by side as one; a page that is set aside
    keeps what somebody decided for.
    """
    if not held:
        return ()
    text = document.text
    whole = any(not each.sentence for each in held)
    out = _places(text, (each.sentence for each in held if each.sentence))
    kept = _places(text, vouched)
    return _joined(text, lambda place: _touches(place, out) or (whole and not _touches(place, kept)))


def either(document: Document, some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """The whole sentences of the document that one or the other holds."""
    return _joined(document.text, lambda place: _touches(place, (*some, *others)))


def _joined(text: str, is_held: Callable[[Span], bool]) -> tuple[Span, ...]:
    """The sentences that are held, those side by side as one."""
    spans: list[Span] = []
    goes_on = False
    for place in _sentences(text):
        taken = is_held(place)
        if taken and goes_on:
            spans[-1] = spans[-1][0], place[1]
        elif taken:
            spans.append(place)
        goes_on = taken
    return tuple(spans)


def _sentences(text: str) -> list[Span]:
    return [(sentence.start, sentence.end) for sentence in split_sentences(text)]


def complement(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """All sentences of the document but those."""
    return tuple(place for place in _sentences(document.text) if not _touches(place, spans))


def _places(text: str, sentences: Iterable[str]) -> list[Span]:
    """Wherever the sentences stand."""
    found: list[Span] = []
    for sentence in sentences:
        start = text.find(sentence)
        while start >= 0:
            found.append((start, start + len(sentence)))
            start = text.find(sentence, start + 1)
    return found


def _touches(place: Span, spans: Iterable[Span]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in spans)
