"""The message as a wish to have one record summed up: "catch me up on …", "what's the story with …"."""

import re

from understudy.llm.local.message import Message
from understudy.llm.local.pointed import find_pointed, object_words
from understudy.llm.local.reading import Reading
from understudy.llm.local.spans import plain
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["read_summaries"]

ACTION = "summarise_record"
_LIKENESS = 0.9
_ME = r"(?:me|us)"
_ORDERS = re.compile(
    rf"""\b(?:
      summari[sz]e | (?:a|the|short|brief|quick)\s+summary | sum\s+up | sum\b(?=.*\bup\b)
    | recap | brief\s+{_ME} | briefing | rundown | run-down | synopsis | overview | backstory
    | catch\s+{_ME}\s+up | fill\s+{_ME}\s+in | (?:bring|get)\s+{_ME}\s+up\s+to\s+(?:speed|date)
    | (?:run|walk|talk|take)\s+{_ME}\s+through
    )(?:\s+(?:on|about|of|with|for))?\b""",
    re.VERBOSE,
)
_QUESTIONS = re.compile(
    r"""(?:
      \bwhat(?:'s|\s+is|\s+was)?\s+(?:the\s+)?(?:whole\s+|full\s+)?
        (?:story|history|background|state\s+of\s+play|latest)
    | \bwhat(?:'s|\s+is|\s+has|\s+was)?\s+(?:been\s+)?(?:going\s+on|happening|happened)
    | \bwhere\s+(?:do|are)\s+(?:we|things)\s+(?:stand|at)\b | \bhow\s+do\s+things\s+stand\b
    | \bhow\s+(?:is|are)\b(?=.*\b(?:going|coming\s+along|getting\s+on)\b) | \bcoming\s+along | \bgetting\s+on
    | \bwhat\s+(?:do|should|must)\s+(?:i|we)\s+(?:need\s+to\s+)?know\b | \btell\s+me\s+(?:everything|all)\b
    )(?:\s+(?:on|about|of|with|for|to|in|behind))?""",
    re.VERBOSE,
)
_UP = re.compile(r"\bup\b|\bgoing\b")
_WHICH = "Which record shall I sum up? Tell me its name, number or id."


def read_summaries(message: Message, world: World, situation: Situation) -> list[Reading]:
    """One reading if the words ask for a summary and point to a record, or to nothing at all.

    Where the agent sums nothing up, the words are left to the other readings.
    """
    text = plain(message.text)
    order, question = _ORDERS.search(text), _QUESTIONS.search(text)
    if not world.allowed(ACTION) or not (order or question):
        return []
    cues = [found.span() for found in (order, question) if found]
    cues += [found.span() for found in _UP.finditer(text)]
    pointed = find_pointed(message, world, situation)
    explained = message.indexes(cues) | (pointed.explained if pointed else frozenset[int]())
    asks_nothing_else = not message.content - explained - object_words(message)
    if pointed is None and not (order and (message.unresolved or asks_nothing_else)):
        return []
    return [
        Reading(
            action=ACTION,
            arguments={"id": pointed.id} if pointed else {},
            about=f"a summary of {pointed.name}" if pointed else "a summary",
            explained=explained,
            likeness=_LIKENESS,
            fit=1.0,
            missing=None if pointed else _WHICH,
            choice=pointed.choice if pointed else None,
        )
    ]
