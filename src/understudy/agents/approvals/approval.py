"""A change that waits for the yes of somebody else than who asks, bound to exactly what will run. Values."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from understudy.agents.proposal import Proposal
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, System
from understudy.trust.policy.decision import Risk

__all__ = [
    "Approval",
    "Assignee",
    "Decided",
    "Person",
    "Standing",
    "State",
    "keys_of",
    "may_decide",
    "person_of",
    "seal_of",
]

State = Literal["waiting", "approved", "declined", "done", "failed"]
"""As it is kept; `approved` while it is being carried out."""
Standing = Literal["waiting", "due soon", "escalated", "expired", "running", "done", "not done", "declined"]
"""As it stands at an instant."""

_SOON = 4
"""It is due soon once less than a quarter of its time is left."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, whatever becomes of profile and role, and what they are called."""

    kind: Literal["employee", "customer", "system"]
    id: str
    name: str = field(default="", compare=False)


def person_of(actor: Actor, name: str = "") -> Person:
    """The actor as it is kept."""
    match actor:
        case Employee(user_id=user_id):
            return Person("employee", user_id, name)
        case Customer(contact_id=contact_id):
            return Person("customer", contact_id, name)
        case System(reason=reason):
            return Person("system", reason, name or "the operator")


@dataclass(frozen=True, slots=True)
class Assignee:
    """Whose yes it takes: of a role, of a profile, of one user (`id`), or of the operator alone."""

    kind: Literal["role", "profile", "user", "operator"]
    id: str
    shown: str

    @property
    def key(self) -> str:
        """Both in one, whatever the capitals."""
        return f"{self.kind}:{self.id}".lower()

    def is_met_by(self, employee: Employee, policy: AccessPolicy) -> bool:
        """Whether the employee is one of them."""
        return self.key in keys_of(employee, policy)


def keys_of(employee: Employee, policy: AccessPolicy) -> list[str]:
    """The keys of the assignees that the employee meets."""
    profile = policy.profile_named(employee.profile)
    named = {"user": employee.user_id, "role": employee.role, "profile": profile}
    return [f"{kind}:{name}".lower() for kind, name in named.items() if name]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, by whom, when and why; `told` is what came of it, `change` the change made."""

    by: Person
    at: datetime
    because: str = ""
    told: str = ""
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """One change that waits, waited, or was decided.

    It is of the `turn` of a session in which `message` was said; `origins` tells where each argument comes
    from. After `due_at` the assignee may not decide any more, but `then`, if there is one, until `last_at`.
    `seal` is the digest of all that is agreed to.
    """

    id: str
    org: str
    proposal: Proposal
    agent: str
    session_id: str
    turn: int
    channel: str
    message: str
    trace_id: str | None
    asked_by: Person
    rule: str
    reason: str
    risk: Risk
    origins: dict[str, str]
    assignee: Assignee
    then: Assignee | None
    asked_at: datetime
    due_at: datetime
    last_at: datetime
    seal: str = ""
    state: State = "waiting"
    decided: Decided | None = None

    def standing(self, now: datetime) -> Standing:
        """How it stands."""
        if self.state != "waiting":
            kept: dict[State, Standing] = {"approved": "running", "failed": "not done", "done": "done"}
            return kept.get(self.state, "declined")
        if now > self.last_at:
            return "expired"
        if now > self.due_at:
            return "escalated"
        return "due soon" if (self.due_at - now) * _SOON < self.due_at - self.asked_at else "waiting"

    def assignee_at(self, now: datetime) -> Assignee:
        """Who decides at that instant."""
        return self.then if self.then and now > self.due_at else self.assignee


def may_decide(approval: Approval, actor: Actor, policy: AccessPolicy, now: datetime) -> bool:
    """Whether the actor is the one to decide then. Who asked is not, whatever their role; the operator is."""
    match actor:
        case System():
            return True
        case Employee():
            asked = approval.asked_by == person_of(actor)
            return not asked and approval.assignee_at(now).is_met_by(actor, policy)
        case Customer():
            return False


_BOUND = TypeAdapter(dict[str, Any])
_UNBOUND = frozenset({"seal", "state", "decided"})


def seal_of(approval: Approval) -> str:
    """The digest of what is agreed to: what runs, for whom, by which rule, for whose yes and until when."""
    bound = {name: getattr(approval, name) for name in Approval.__slots__ if name not in _UNBOUND}
    text = json.dumps(_BOUND.dump_python(bound, mode="json"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
