"""The reading of a message as a question that documents may answer."""

from collections.abc import Sequence
from itertools import pairwise

from understudy.llm.local.decide import MIDDLE, SHOWING, score
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.sayings import asks_the_way
from understudy.llm.local.world import World

__all__ = ["read_knowledge"]

ACTION = "answer_from_knowledge"
_LIKELY = 0.4
# Enough to be acted on when nothing else is.
_LEAST_LIKENESS = 0.2
_RULE_WORDS = frozenset("should must shall ought supposed allowed permitted required forbidden".split())
_RULE_PAIRS = frozenset({("have", "to"), ("has", "to"), ("need", "to"), ("be", "done")})


def read_knowledge(
    message: Message, world: World, likeness: dict[str, float], others: Sequence[Reading]
) -> list[Reading]:
    """One reading if a topic of the agent looks things up.

    What is asked for as that topic is can be in any words, so all of them are explained. What nothing else
    explains is looked up too: the documents are the ones to say that they don't hold it. But a message that
    is understood as something else, allowed or not, and is not nearer to such a topic, is left alone. Not so
    one that asks what should be done, if what is understood is no job of this agent: rules are written down.
    """
    opened = [topic.name for topic in world.topics if ACTION in topic.actions]
    if not opened or not message.content:
        return []
    near = max(likeness.get(f"topic:{name}", 0.0) for name in opened)
    elsewhere = [t.name for t in world.topics if ACTION not in t.actions]
    other = max((likeness.get(f"topic:{name}", 0.0) for name in elsewhere), default=0.0)
    understood = [reading for reading in others if score(message, reading) >= MIDDLE]
    if asks_the_way(message):
        understood = [reading for reading in understood if reading.action not in SHOWING]
    if _asks_for_a_rule(message):
        understood = [reading for reading in understood if world.allowed(reading.action, reading.definition)]
    if understood and (near < _LIKELY or near < other):
        return []
    return [
        Reading(
            action=ACTION,
            arguments={"question": message.text},
            about="what the documents say",
            explained=message.content,
            likeness=max(near, _LEAST_LIKENESS),
            fit=1.0,
        )
    ]


def _asks_for_a_rule(message: Message) -> bool:
    """Whether the message asks what ought to be, not what is."""
    return bool(_RULE_WORDS & set(message.words)) or bool(_RULE_PAIRS & set(pairwise(message.words)))
