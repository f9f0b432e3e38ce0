"""Choose among the readings: act, ask what is missing, ask which is meant, decline, or say 'I don't know'."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Literal

from understudy.llm.local.changes import WRITING_ACTIONS
from understudy.llm.local.counted import unknown_nouns
from understudy.llm.local.message import Message
from understudy.llm.local.modifiers import ASPECT, unused_modifiers
from understudy.llm.local.reading import Reading
from understudy.llm.local.sayings import (
    asks_the_way,
    courtesy,
    declined,
    how_here,
    no_change,
    no_data,
    not_found,
    offer,
    unknown,
)
from understudy.llm.local.times import UnknownTime, Window
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["Decision", "decide", "score"]

LIKENESS_WEIGHT = 0.50
COVERAGE_WEIGHT = 0.35
FIT_WEIGHT = 0.15
# Fitted by logistic regression on the score of right readings against out-of-scope text
# (benchmarks/out_of_scope.py prints the risk-coverage curve that these give).
SLOPE = 15.6
MIDDLE = 0.601
LEAST_CONFIDENCE = 0.31
CLOSE = 0.004
_CHANGES = frozenset(
    "set change update edit close reopen delete remove create add cancel rename merge convert".split()
)
_YES_OR_NO = frozenset("yes yep yeah no nope ok okay sure please go ahead confirm cancel".split())
_OWN = frozenset("i my mine me we our us".split())
_RELATED = 0.35
_POLITE = frozenset("please can could would will you kindly just go ahead and".split())
SHOWING = frozenset({"find_records", "get_record", "query", "measure"})
TIMED_ACTIONS = frozenset({"measure", "query", "find_records"})


@dataclass(frozen=True)
class Decision:
    """What to do; `reading` is the one chosen (the nearest, for `unknown`), `text` what to say instead.

    `suspected` is the refusal of a message that perhaps asks for what is kept back: said if nothing is found.
    """

    kind: Literal["act", "ask", "decline", "greet", "unknown"]
    reading: Reading | None
    confidence: float
    text: str = ""
    choices: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    suspected: str = ""


def decide(message: Message, readings: Sequence[Reading], world: World, situation: Situation) -> Decision:
    """The decision over all readings of one message."""
    if answered := courtesy(message, world):
        return Decision("greet", None, 1.0, answered)
    if message.words and set(message.words) <= _YES_OR_NO:
        return Decision("unknown", None, 0.0, f"There is nothing that waits for a yes or no. {offer(world)}")
    if how := how_here(message, world):
        return Decision("greet", None, 1.0, how)
    if asks_the_way(message):
        readings = [r for r in readings if r.action not in SHOWING or message.windows]
    ranked = sorted(
        (replace(r, score=score(message, r)) for r in readings), key=lambda r: (-r.score, r.about)
    )
    if not ranked:
        return Decision("unknown", None, 0.0, unknown(world))
    if ranked[0].action not in WRITING_ACTIONS and _wants_change(message):
        if message.unresolved:
            return Decision("unknown", ranked[0], 0.0, not_found(message))
        return Decision("unknown", ranked[0], 0.0, no_change(message, world))
    best = _allowed_first(message, ranked, world)
    confidence = _confidence(best)
    if message.unresolved and not best.quotes and best.score >= _RELATED:
        return Decision("unknown", best, 0.0, not_found(message))
    if confidence < LEAST_CONFIDENCE:
        return Decision("unknown", best, confidence, unknown(world))
    if not world.allowed(best.action, best.definition):
        return Decision("decline", best, confidence, declined(best, world))
    question = _question_back(message, best, ranked, situation)
    if question:
        text, choices = question
        return Decision("ask", best, confidence, text, choices)
    lost = message.content - best.explained
    if lost & message.negators:
        words = " and ".join(f"“{message.tokens[i].text}”" for i in sorted(lost & message.negators))
        return Decision(
            "unknown", best, 0.0, f"I am not sure what {words} leaves out. Can you say it otherwise?"
        )
    if best.action in TIMED_ACTIONS and (nouns := unknown_nouns(message, lost)):
        return Decision("unknown", best, 0.0, no_data(nouns, world))
    unused = unused_modifiers(message, best, world) if best.action in TIMED_ACTIONS else ()
    if unused:
        words = " and ".join(f"“{word}”" for word in unused)
        text = f"I can't make use of {words} here, and without it the answer would be another one."
        return Decision("ask", best, confidence, f"{text} Can you say it otherwise?")
    left_out = tuple(message.tokens[i].text for i in sorted(lost - _aspects(message)))
    return Decision("act", best, confidence, left_out=left_out)


def _confidence(reading: Reading) -> float:
    return 1 / (1 + exp(-SLOPE * (reading.score - MIDDLE)))


def _allowed_first(message: Message, ranked: Sequence[Reading], world: World) -> Reading:
    """The best reading, or one that the agent may act on if it explains the message as well."""
    best = ranked[0]
    if world.allowed(best.action, best.definition) or "group_by" in best.arguments:
        return best  # a ranking or a table is no wish for records, whoever asks
    if world.audience == "customers" and _asks_about_us(message):
        return best
    for other in ranked[1:]:
        as_good = best.explained & message.content - _aspects(message) <= other.explained
        as_good = as_good and _confidence(other) >= LEAST_CONFIDENCE
        if as_good and world.allowed(other.action, other.definition):
            return other
    return best


def _asks_about_us(message: Message) -> bool:
    """ "How much did you sell": about the company and its figures, not about what is the customer's own."""
    words = message.words
    asked = any(
        word in ("you", "your") and (words[i - 1] if i else "") not in _POLITE for i, word in enumerate(words)
    )
    return asked and not _OWN & set(words)


def _aspects(message: Message) -> frozenset[int]:
    """Words such as "still", which every reading may leave out."""
    return frozenset(i for i, word in enumerate(message.words) if word in ASPECT)


def _question_back(
    message: Message, best: Reading, ranked: Sequence[Reading], situation: Situation
) -> tuple[str, tuple[str, ...]] | None:
    """What only the person can say: which time, whose, which record, a missing input, which measure."""
    known = any(isinstance(span.value, Window) for span in message.windows)
    unknown_time = next((span for span in message.windows if isinstance(span.value, UnknownTime)), None)
    if unknown_time and not known and best.action in TIMED_ACTIONS:
        return f"I don't know when {unknown_time.text!r} is. Which dates do you mean?", ()
    if message.is_about_me and situation.me is None and best.action in TIMED_ACTIONS:
        return "Whose do you mean? I don't know who you are.", ()
    if best.choice:
        return f"Which {best.choice.text} do you mean?", best.choice.options
    if best.missing:
        return best.missing, ()
    rivals = _rivals(ranked) if best is ranked[0] else ()
    return ("Which do you mean?", (best.about, *rivals)) if rivals else None


def _wants_change(message: Message) -> bool:
    """Whether the message begins with an order to change something."""
    words = [token.text.lower() for token in message.tokens if token.text.lower() not in _POLITE]
    return bool(words) and words[0] in _CHANGES


def score(message: Message, reading: Reading) -> float:
    """How well a reading accounts for the message, between 0 and 1."""
    content = message.content
    covered = len(content & reading.explained) / len(content) if content else 0.5
    return LIKENESS_WEIGHT * max(0.0, reading.likeness) + COVERAGE_WEIGHT * covered + FIT_WEIGHT * reading.fit


def _rivals(ranked: Sequence[Reading]) -> tuple[str, ...]:
    """Other measures, or kinds of records, that fit so well that nothing but the person can decide."""
    best = ranked[0]
    if best.action == "find_records":
        return tuple(r.about for r in ranked[1:] if _is_same_of_others(best, r))
    if best.action != "measure":
        return ()
    return tuple(
        r.about
        for r in ranked[1:3]
        if r.action == "measure" and best.score - r.score < CLOSE and r.about != best.about
    )


def _is_same_of_others(best: Reading, other: Reading) -> bool:
    """Whether the other asks the same of records of another kind, and nothing tells which are meant."""
    return (
        other.action == best.action
        and other.score == best.score
        and other.explained == best.explained
        and other.arguments["object"] != best.arguments["object"]
    )
