"""Decisions that give way to a refusal, because somebody asks for what is kept back."""

from dataclasses import replace
from typing import Protocol

from understudy.llm.local.changes import CREATE, ESCALATE
from understudy.llm.local.confidential.judge import ENOUGH, SUSPECT, Suspicion
from understudy.llm.local.confidential.saying import kept_back, not_yours
from understudy.llm.local.decide import Decision
from understudy.llm.local.knowledge import ACTION as LOOKING_UP
from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World

__all__ = ["guarded"]

_DEFINED = ("measure", "route_case", "route_lead", "check_activities")


class Watching(Protocol):
    """Says what a message is suspected of."""

    def suspicion(self, message: Message) -> Suspicion:
        """How much speaks for it that it asks for what is kept back."""
        ...


def guarded(decision: Decision, message: Message, world: World, watch: Watching) -> Decision:
    """The decision, or a refusal: by what is closed to this audience first, then by what the words ask for.

    What is only suspected is decided as it was, and refused if that finds nothing (`Decision.suspected`).
    """
    if decision.kind == "greet" or not message.tokens or _hands_on(decision):
        return decision
    suspicion = watch.suspicion(message)
    if world.audience == "customers" and (closed := _closed(decision, message, suspicion, world)):
        return _looked_up(decision, message, world, suspicion) or _refusal(decision, closed)
    if suspicion.weight >= ENOUGH or (suspicion.weight >= SUSPECT and decision.kind == "unknown"):
        return _refusal(decision, kept_back(suspicion.kind, world))
    if suspicion.weight >= SUSPECT:
        return replace(decision, suspected=kept_back(suspicion.kind, world))
    return decision


def _hands_on(decision: Decision) -> bool:
    """Whether a person will read it: a case that is opened, or a wish for somebody."""
    return decision.reading is not None and decision.reading.action in (CREATE, ESCALATE)


def _closed(decision: Decision, message: Message, suspicion: Suspicion, world: World) -> str:
    """What the agent's topics and the access rules close; empty where they close nothing, or where the words
    say more of it.
    """
    is_number = all(any(c.isdigit() for c in name) for name in message.unresolved)
    if decision.kind == "decline" and decision.reading and decision.reading.action in _DEFINED:
        return kept_back("internal_operations", world)
    if suspicion.weight >= ENOUGH and not (message.unresolved and is_number):
        return ""
    if decision.kind == "unknown" and message.unresolved and not _is_about_things(message, world):
        return not_yours(world)
    return ""


def _looked_up(decision: Decision, message: Message, world: World, suspicion: Suspicion) -> Decision | None:
    """What is taken for a number of the company and has hardly a sign of it, "are you open this week", is
    looked up in the documents, if the agent has any.
    """
    if suspicion.weight >= SUSPECT or message.unresolved or not world.allowed(LOOKING_UP):
        return None
    about = "what the documents say"
    reading = Reading(LOOKING_UP, {"question": message.text}, about, message.content, 0.0, 1.0)
    return Decision("act", reading, decision.confidence)


def _is_about_things(message: Message, world: World) -> bool:
    """Whether it names objects, such as products, of which everybody sees the same records, and no others."""
    named = {term.object for m in message.mentions for term in m.meanings if isinstance(term, ObjectTerm)}
    kinds = [world.object_by_name[name] for name in named if name in world.object_by_name]
    return bool(kinds) and not any(kind.is_personal for kind in kinds)


def _refusal(decision: Decision, text: str) -> Decision:
    return Decision("decline", decision.reading, max(decision.confidence, 0.5), text)
