"""An outcome as it is kept and sent: plain JSON, the same in the database, the API and the traces."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from understudy.agents.outcome import Clarify, Confirm, Handoff, Outcome, Refusal, Reply, Step
from understudy.agents.proposal import Proposal
from understudy.org.permissions import Actor, Customer, Employee, System

__all__ = [
    "actor_as_json",
    "identity_as_json",
    "outcome_as_json",
    "proposals_of",
    "spoken",
    "step_as_json",
]

_ADAPTERS: dict[type, TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Reply, Clarify, Confirm, Refusal, Handoff)
}
_PROPOSALS = TypeAdapter(tuple[Proposal, ...])
_STEP = TypeAdapter(Step)


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome with its kind and all its evidence."""
    body: dict[str, Any] = _ADAPTERS[type(outcome)].dump_python(outcome, mode="json")
    return {"kind": type(outcome).__name__.lower(), **body}


def proposals_of(outcome: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """What the kept outcome proposed and waits for."""
    return _PROPOSALS.validate_python(outcome.get("proposals") or ())


def step_as_json(step: Step) -> dict[str, Any]:
    """One step of the evidence, as it stands in the outcome."""
    return _STEP.dump_python(step, mode="json")


def spoken(outcome: Mapping[str, Any]) -> str:
    """The kept outcome as plain text, its choices numbered below it."""
    choices: list[str] = outcome.get("choices") or []
    return "\n".join([outcome["text"], *(f"{number}. {choice}" for number, choice in enumerate(choices, 1))])


def actor_as_json(actor: Actor) -> dict[str, Any]:
    """Who asked."""
    match actor:
        case Employee():
            return {
                "kind": "employee",
                "user_id": actor.user_id,
                "profile": actor.profile,
                "role": actor.role,
            }
        case Customer():
            return {"kind": "customer", "contact_id": actor.contact_id, "account_id": actor.account_id}
        case System():
            return {"kind": "system", "reason": actor.reason}


def identity_as_json(actor: Actor) -> dict[str, Any]:
    """What of an actor stays the same when a profile, role or account changes."""
    lasting = ("kind", "user_id", "contact_id", "reason")
    return {key: value for key, value in actor_as_json(actor).items() if key in lasting}
