"""Words that limit what is asked for, and that a reading could not use: "reopened cases", "by the chatbot".

To leave out such a word is to answer another question. Other words may be left out: "help me see whether …".
"""

from itertools import pairwise

from understudy.llm.local.lexicon import DimensionTerm, MeasureTerm, ObjectTerm
from understudy.llm.local.likeness import core_vocabulary, vocabulary
from understudy.llm.local.message import FUNCTION_WORDS, Message
from understudy.llm.local.normalise import stems
from understudy.llm.local.reading import Reading
from understudy.llm.local.subsets import is_deed, unmet_subsets
from understudy.llm.local.times import Window
from understudy.llm.local.world import World

__all__ = ["ASPECT", "unused_modifiers"]

_NOUNS = (ObjectTerm, MeasureTerm, DimensionTerm)
# After these a word is a verb, not a property: "do you offer products", "to review cases".
_BEFORE_VERB = frozenset(
    "i we you they he she it to did do does who that can could will would should must not never"
    " please me us let".split()
)
_BEING = frozenset("is are was were be been being get gets got".split())
_BETWEEN = frozenset("that which who have has had still already currently all just now not".split())
ASPECT = frozenset("still already yet wise".split())
_BY = frozenset({"by", "via", "about", "from"})
_ARTICLES = frozenset({"a", "an", "the", "our", "its", "their", "your"})
_VERBAL = "ing"
_ABOUT = frozenset("regarding concerning involving relating including having being going coming".split())


def unused_modifiers(message: Message, reading: Reading, world: World) -> tuple[str, ...]:
    """The words, in the message's order: adjectives of what is counted or listed, doers, and due dates."""
    lost = (message.content - reading.explained) - _told_of(message, reading, world)
    lost -= {i for i, word in enumerate(message.words) if word in ASPECT}
    nouns = [m for m in message.mentions if any(isinstance(t, _NOUNS) for t in m.meanings)]
    starts = {m.first for m in nouns if set(range(m.first, m.last)) & reading.explained}
    ends = {m.last for m in nouns if set(range(m.first, m.last)) & reading.explained}
    found = {
        i
        for i in lost
        if _before_noun(message, i, lost, starts)
        or _after_being(message, i, ends)
        or _doing(message, i, ends)
        or _doer(message, i)
        or (reading.action in ("query", "find_records") and _deed(message, i))
    }
    measure = world.measure_by_name.get(reading.definition or "")
    found |= unmet_subsets(message, measure, world) - reading.explained if measure else frozenset()
    late = [
        span.text
        for span in message.windows
        if isinstance(span.value, Window)
        and span.value.due
        and not message.indexes([span.range]) <= reading.explained
    ]
    return (*(message.tokens[i].text for i in sorted(found)), *late, *_ranks(message, reading))


def _ranks(message: Message, reading: Reading) -> tuple[str, ...]:
    """ "Who has the most …": a rank that a list of records does not give."""
    if reading.action != "find_records":
        return ()
    return tuple(
        span.text
        for span in message.superlatives
        if span.value.adverb in ("most", "fewest", "least")
        and not message.indexes([span.range]) <= reading.explained
    )


def _told_of(message: Message, reading: Reading, world: World) -> frozenset[int]:
    """The words by which the definition describes what it counts, and those that only say that it came in."""
    measure = world.measure_by_name.get(reading.definition or "")
    known = vocabulary(measure) | set(stems(measure.description)) if measure else frozenset[str]()
    object_name = measure.object if measure else reading.arguments.get("object")
    for other in world.measures:
        if other.object == object_name and other.counts_rows and not other.where:
            known |= core_vocabulary(other)
    return frozenset(i for i, token in enumerate(message.tokens) if token.stem in known)


def _beside(message: Message, i: int) -> bool:
    """Whether nothing but a space or a hyphen stands between the token and the next one."""
    return i + 1 < len(message.tokens) and not message.text[
        message.tokens[i].end : message.tokens[i + 1].start
    ].strip(" -")


def _before_noun(message: Message, i: int, lost: frozenset[int], starts: set[int]) -> bool:
    """ "Reopened cases", "unhappy loyal customers"; not "checking cases", nor an order at the beginning."""
    word = message.words[i]
    if word.endswith(_VERBAL) or (i == 0 and not word.endswith("ed")):
        return False
    before = message.words[max(0, i - 1) : i]
    if set(before) & _BEFORE_VERB or (before == ("which",) and i > 1):
        return False
    following = i
    while _beside(message, following):
        following += 1
        if following not in lost:
            return following in starts
    return False


def _after_being(message: Message, i: int, ends: set[int]) -> bool:
    """ "Cases that were reopened", "how many customers are unhappy"."""
    if not i or message.words[i - 1] not in _BEING or message.words[i].endswith(_VERBAL):
        return False
    if message.words[i + 1 : i + 2] == ("to",):  # "expected to", "supposed to"
        return False
    first = i - 1
    while first and message.words[first - 1] in _BETWEEN | _BEING:
        first -= 1
    return first in ends


def _doing(message: Message, i: int, ends: set[int]) -> bool:
    """ "Boats leaking"; not "agents managing more than three cases", where the number says what is meant."""
    word = message.words[i]
    bounded = any(0 <= span.start - message.tokens[i].end <= 1 for span in message.comparisons)
    return i in ends and word.endswith(_VERBAL) and word not in _ABOUT and not bounded


def _deed(message: Message, i: int) -> bool:
    """ "How many deals did Ada win", "which did we lose": what was done to those that are asked for."""
    chosen = ("how", "many") in pairwise(message.words[:i]) or message.words[0] in ("which", "what")
    return chosen and message.words[i - 1] != "to" and is_deed(message, i)


def _doer(message: Message, i: int) -> bool:
    """ "Solved by the chatbot", "from the website"."""
    before = [word for word in message.words[max(0, i - 2) : i] if word not in _ARTICLES]
    return bool(before) and before[-1] in _BY and message.words[i] not in FUNCTION_WORDS
