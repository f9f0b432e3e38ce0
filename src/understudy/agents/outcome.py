"""How a turn can end: five kinds, no others."""

from dataclasses import dataclass, field
from typing import Any

from understudy.agents.proposal import Proposal
from understudy.llm.finding import Finding

__all__ = ["Clarify", "Confirm", "Evidence", "Handoff", "Outcome", "Refusal", "Reply", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One action that ran: its arguments, what it found, how long it took."""

    action: str
    arguments: dict[str, Any]
    finding: Finding
    took_ms: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind an outcome: the actions in order, and how sure the model was, if it says so."""

    steps: tuple[Step, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `answers` are its bare values in order (ids, names, numbers), empty when there are none."""

    text: str
    answers: tuple[str, ...] = ()
    known: bool = True
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True)
class Clarify:
    """A question back, with choices when there are some."""

    text: str
    choices: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True)
class Confirm:
    """Changes that wait for the person's yes: nothing has been done. `text` tells them all, after `before`:
    what is said besides.
    """

    text: str
    proposals: tuple[Proposal, ...]
    evidence: Evidence = field(default_factory=Evidence)
    before: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is asked may not be done or shown here; says so kindly and offers what can be done."""

    text: str
    evidence: Evidence = field(default_factory=Evidence)


@dataclass(frozen=True, slots=True)
class Handoff:
    """A person takes over, with the reason."""

    text: str
    reason: str
    evidence: Evidence = field(default_factory=Evidence)


Outcome = Reply | Clarify | Confirm | Refusal | Handoff
