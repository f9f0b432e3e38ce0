"""What is said in place of what is kept back: kindly, with an offer, and the same whatever there is."""

from understudy.llm.local.changes import ESCALATE
from understudy.llm.local.sayings import offer
from understudy.llm.local.world import World

__all__ = ["denied", "kept_back", "not_yours"]

_WHY = {
    "another_customer": "I can talk with you about what is yours and what we offer. About anybody else"
    " I can't say anything, not even whether we know them.",
    "internal_operations": "I can't share how we work inside the company, nor our business figures.",
    "internal_knowledge": "I can't share what is meant for our own people alone, nor say what there is.",
}
_TO_EMPLOYEES = "I can't share how I am set up, nor any keys or passwords."
_NOT_YOURS = (
    "I find nothing of yours by that name or number, and about anything else I can't say whether there is"
    " such a thing. Please check how it is written."
)


def kept_back(kind: str, world: World) -> str:
    """That such things are not told here. Says nothing of what was asked for, so nothing follows from it."""
    return _offered(_WHY[kind] if world.audience == "customers" else _TO_EMPLOYEES, world)


def not_yours(world: World) -> str:
    """That a name or number is none of the person's, whether it is anybody's or not."""
    return _offered(_NOT_YOURS, world)


def denied(headline: str, definition: str | None, world: World) -> str:
    """What the access rules don't open, as an action found; to an employee with whom to ask."""
    if world.audience == "customers":
        return headline
    measure = world.measure_by_name.get(definition or "")
    owner = f"{measure.owner}, " if measure and measure.owner else ""
    return f"{headline.rstrip('.')}. Please ask {owner}your manager or whoever administers the access rules."


def _offered(why: str, world: World) -> str:
    person = "For anything beyond that say “I want to talk to a person”." if world.allowed(ESCALATE) else ""
    return " ".join(part for part in (why, offer(world), person) if part)
