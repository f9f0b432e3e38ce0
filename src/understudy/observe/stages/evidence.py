"""What the trace of a turn tells of the stages: what was searched, found, read, handed over and cited."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.knowledge.probe.corpus import Place
from understudy.llm.handed import digest_of
from understudy.observe.traces import Bar, Trace

__all__ = ["Citation", "Evidence", "Near", "Read", "Search", "evidence_of"]

_SEARCH, _ACTION = "knowledge.retrieve", "action."


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that a search found: its document and place there, and how near it is."""

    document: int
    place: Place
    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Search:
    """What was searched for, and what was found, the nearest first."""

    question: str
    found: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A passage whose sentences were weighed: where it begins, and the digest of what was read."""

    document: int
    start: int
    digest: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What the answer quotes, and where it says that this stands."""

    document: int
    place: Place
    quote: str
    lead: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is kept of a turn, as far as the stages are concerned.

    `read` and `sent` (the digests of the findings that the model was handed) are None where the trace does
    not tell. `found` are the digests of the findings that stand in the outcome. `asides` is what the agent
    says of its answer, no part of it. `support` is how likely what was found answers; None when nothing was
    searched. `failure` is what broke the model off.
    """

    message: str
    searches: tuple[Search, ...]
    read: tuple[Read, ...] | None
    sent: frozenset[str] | None
    found: tuple[str, ...]
    citations: tuple[Citation, ...]
    kind: str
    known: bool
    text: str
    asides: tuple[str, ...]
    support: float | None
    denied: bool
    failure: str | None

    @property
    def search(self) -> Search | None:
        """The last one: what answers is made of what it found."""
        return self.searches[-1] if self.searches else None


def evidence_of(trace: Trace) -> Evidence | None:
    """The evidence in a trace; None for one that is of no turn that is kept, or whose spans are not."""
    turn = trace.turn
    if turn is None or not trace.bars:
        return None
    outcome = turn.outcome
    steps: Sequence[Mapping[str, Any]] = outcome["evidence"]["steps"]
    findings = [step["finding"] for step in steps]
    supports = [each["facts"]["support"] for each in findings if "support" in each.get("facts", {})]
    requests = [bar for bar in trace.named("model.request") if "model.handed" in bar.attributes]
    return Evidence(
        turn.message,
        tuple(_search(bar) for bar in trace.named(_SEARCH)),
        _read(trace.named(_ACTION)),
        frozenset(each["digest"] for bar in requests for each in _json(bar, "model.handed"))
        if requests
        else None,
        tuple(digest_of(each) for each in findings),
        tuple(_citation(each) for finding in findings for each in finding.get("citations", ())),
        outcome["kind"],
        bool(outcome.get("known", True)),
        outcome["text"],
        tuple(told for each in findings for told in (*each["notes"], each["assumption"]) if told),
        supports[-1] if supports else None,
        any(each["status"] == "denied" for each in findings),
        next((bar.attributes["exception.type"] for bar in trace.named("agent.think") if _broke(bar)), None),
    )


def _broke(bar: Bar) -> bool:
    return "exception.type" in bar.attributes


def _json(bar: Bar, name: str) -> list[dict[str, Any]]:
    return json.loads(bar.attributes.get(name, "[]"))


def _search(bar: Bar) -> Search:
    found = tuple(
        Near(each["document"], Place(each["start"], each["end"]), each["cosine"], each["coverage"])
        for each in _json(bar, "knowledge.passages")
    )
    return Search(str(bar.attributes.get("question", "")), found)


def _read(actions: Sequence[Bar]) -> tuple[Read, ...] | None:
    told = [bar for bar in actions if "knowledge.handed" in bar.attributes]
    if not told:
        return None
    return tuple(
        Read(each["document"], each["start"], each["digest"]) for each in _json(told[-1], "knowledge.handed")
    )


def _citation(each: Mapping[str, Any]) -> Citation:
    place = Place(each["at"], each["at"] + len(each["quote"]))
    return Citation(each["document"], place, each["quote"], each.get("lead", ""))
