"""The message as the wish for a person: "let me talk to somebody", "escalate case 10234"."""

import re

from understudy.llm.local.changes.orders import orders_of
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World

__all__ = ["ACTION", "VERBS", "read_person"]

ACTION = "escalate"
_OBJECT = "Case"
VERBS = frozenset({"escalate"})
_PERSON = (
    r"(?:a|an|the|some|your|any|another)?\s*(?:real|live|actual|human|different|senior)?\s*"
    r"(?:human|person|someone|somebody|agent|representative|rep|manager|supervisor|colleague|operator|advisor"
    r"|adviser|employee|people|staff|boss)(?:\s+(?:being|else|real|there|in\s+charge))?"
)
_WISH = re.compile(
    rf"\b(?:(?:talk|speak|chat)(?:ing)?\s+(?:to|with)\s+{_PERSON}"
    rf"|(?:connect|transfer|pass|put|hand)\s+(?:me|us|this|it)?\s*(?:over|through|on)?\s*(?:to|with)\s+{_PERSON}"
    rf"|(?:get|give|find)\s+me\s+{_PERSON}|(?:want|need|prefer)\s+{_PERSON}(?=\s*(?:[.,!?]|$|to\b|please\b|now\b))"
    rf"|have\s+{_PERSON}\s+(?:call|contact|phone|ring|email|write)\s+(?:me|us|back))",
    re.IGNORECASE,
)
_ASKING = frozenset({"who", "which", "what", "how", "when", "where", "why", "whose"})
_LIKENESS = 0.95


def read_person(message: Message, world: World) -> Reading | None:
    """Somebody is to take over, for the case that is named if one is."""
    ordered = next(orders_of(message, VERBS), None) is not None
    wished = _WISH.search(message.text) and message.words[0] not in _ASKING
    if not ordered and not wished:
        return None
    case = next((span.value for span in message.ids if world.prefixes.get(span.value[:3]) == _OBJECT), None)
    for name in message.names:
        case = case or next((match.id for match in name.best if match.object == _OBJECT), None)
    arguments = {"reason": message.typed().strip(), "case_id": case}
    return Reading(
        action=ACTION,
        arguments={name: value for name, value in arguments.items() if value},
        about="a person who takes over",
        explained=message.content,
        likeness=_LIKENESS,
        fit=1.0,
        quotes=True,
        missing=_missing(message) if ordered and not case else None,
    )


def _missing(message: Message) -> str | None:
    """What is to be escalated is named, but not there."""
    told = " or ".join(f"“{name}”" for name in message.unresolved)
    return (
        f"I can't find {told} among the records that you may see. Which case do you mean?" if told else None
    )
