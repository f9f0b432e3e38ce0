"""What is said in place of acting: courtesies, how something is done here, and what can be done instead."""

from collections.abc import Sequence
from itertools import pairwise

from understudy.llm.local.changes import CREATE, ESCALATE, UPDATE
from understudy.llm.local.changes.create import VERBS as CREATING
from understudy.llm.local.changes.update import VERBS as UPDATING
from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World

__all__ = [
    "asks_the_way",
    "courtesy",
    "declined",
    "how_here",
    "no_change",
    "no_data",
    "not_found",
    "offer",
    "unknown",
]

_GREETINGS = frozenset("hi hello hey morning afternoon evening".split())
_THANKS = frozenset("thanks thank cheers ta".split())
_PARTINGS = frozenset("bye goodbye".split())
_NICE = frozenset("good great lot lovely perfect nice day much then there".split())
_CASE = "Case"
_HOW = ("how", "where")
_CAN = frozenset("do does can could would should to might".split())
_ANYBODY = frozenset("i we you one someone somebody people customers".split())
_LOOKING = frozenset("see find view get check look know read show list access".split())
_NEAR = 4
_LONGEST = 80


def courtesy(message: Message, world: World) -> str | None:
    """The answer to a courtesy, if the message holds one."""
    said = set(message.words)
    if {message.words[i] for i in message.content} - _GREETINGS - _THANKS - _PARTINGS - _NICE:
        return None
    if said & _THANKS:
        return "You're welcome! Is there anything else?"
    if said & _PARTINGS:
        return "Goodbye!"
    return f"Hello! {offer(world)}" if said & _GREETINGS else None


def asks_how(message: Message) -> int | None:
    """ "How do I open …", "how to open …": the place of the verb that the message asks the way to."""
    for i, (first, second) in enumerate(pairwise(message.words)):
        if first not in _HOW or second not in _CAN:
            continue
        verb = i + 2
        while verb < len(message.words) and message.words[verb] in _ANYBODY | {"go", "about"}:
            verb += 1
        if verb < len(message.words) and (verb > i + 2 or second == "to"):
            return verb
    return None


def asks_the_way(message: Message) -> bool:
    """Whether it asks how something is done, which no record tells; "how do I find my order" asks for it."""
    verb = asks_how(message)
    return verb is not None and message.words[verb] not in _LOOKING


def how_here(message: Message, world: World) -> str | None:
    """How to do what the message asks the way to, if it is done by telling this very agent."""
    verb = asks_how(message)
    if verb is None:
        return None
    word = message.words[verb]
    things = {
        term.object
        for mention in message.mentions
        if verb < mention.first <= verb + _NEAR
        for term in mention.meanings
        if isinstance(term, ObjectTerm)
    }
    if word in CREATING and _CASE in things and world.allowed(CREATE):
        return f"Tell me what it is about, such as “Open a case about …”. {_SAFELY}"
    if (
        word in UPDATING | world.value_verbs.keys()
        and things
        and world.allowed(UPDATE)
        and not _documents(world)
    ):
        return f"Tell me which one and the new value, such as “Set the … of … to …”. {_SAFELY}"
    return None


def _documents(world: World) -> bool:
    """Whether the way may be written down somewhere, which says more."""
    return world.allowed("answer_from_knowledge")


_SAFELY = "I show you what would be written, and nothing is done until you say yes."


def no_change(message: Message, world: World) -> str:
    """That a change is not made here, and by which ways it can come about."""
    told = message.typed().strip(" .!?")
    ways: list[str] = []
    if world.allowed(CREATE) and len(told) <= _LONGEST:
        ways.append(f"I can open a case about it, for a colleague to do: say “Open a case: {told}”.")
    if world.allowed(ESCALATE):
        ways.append("I can bring in a person: say “I want to talk to a person”.")
    return (
        " ".join(["I can't do that myself.", *ways])
        if ways
        else f"I can't change records here. {offer(world)}"
    )


def declined(reading: Reading, world: World) -> str:
    """That something else is this agent's job."""
    subject = reading.about if reading.definition else "that"
    return f"I can't help with {subject} here. {offer(world)}"


def not_found(message: Message) -> str:
    """That a name is nobody's, as far as the person may see."""
    told = " or ".join(f"“{name}”" for name in message.unresolved)
    return f"I can't find {told} among the records that you may see."


def no_data(nouns: Sequence[str], world: World) -> str:
    """That nothing here is called what was to be counted."""
    told = " or ".join(f"“{noun}”" for noun in nouns)
    return f"I have no data on {told}: nothing that I know of here is called so. {offer(world)}"


def unknown(world: World) -> str:
    """That there is no answer."""
    return f"I don't know how to answer that. {offer(world)}"


def offer(world: World) -> str:
    """What the agent can do, by an example of each topic."""
    examples = [topic.examples[0] for topic in world.topics if topic.examples]
    told = "; ".join(f"“{example}”" for example in examples[:3])
    return f"You can ask me things like {told}." if told else ""
