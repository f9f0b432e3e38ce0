"""Readings of the message as a request to route a record by a declared policy."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz

from understudy.llm.local.context import Fact
from understudy.llm.local.lexicon import FieldTerm, ObjectTerm, ValueTerm
from understudy.llm.local.likeness import vocabulary
from understudy.llm.local.message import FUNCTION_WORDS, Message
from understudy.llm.local.normalise import quoted, stems
from understudy.llm.local.reading import Reading
from understudy.llm.local.spans import Range
from understudy.llm.local.world import InputView, PolicyView, World

__all__ = ["read_policies"]

_SAME_LABEL = 80
_LONGEST_VALUE = 40
_LEAST_TEXT = 2
_LIKELY = 0.6
_GIVING = frozenset(
    stems(
        "assign route give pass allocate should ought must take own owner best suitable right suited"
        " designate hand dispatch forward pick suggest recommend propose choose"
    )
)
# What one says of whoever gets a record, and of much else: it counts only when a person is asked for.
_GETTING = frozenset(stems("go get work call follow up handle responsible belong land pursue name"))
_SHOWING = frozenset({"show", "list", "display", "get"})
_PERSONS = frozenset({"who", "whom", "whose"})
_SHALL = frozenset({"should", "shall", "ought", "must", "will"})
_BACK = frozenset({"it", "this", "that", "them", "one"})
_NUMBERS = frozenset({"many", "much", "long", "often"})


def read_policies(message: Message, world: World, likeness: dict[str, float]) -> list[Reading]:
    """One reading for each policy."""
    return [
        _policy(message, world, policy, likeness.get(f"policy:{policy.name}", 0.0))
        for policy in world.policies
    ]


def _policy(message: Message, world: World, policy: PolicyView, likeness: float) -> Reading:
    arguments: dict[str, Any] = {}
    ranges = [span.range for span in message.stated]
    record = next((s.value for s in message.ids if world.prefixes.get(s.value[:3]) == policy.routes), None)
    ranges += [span.range for span in message.ids]
    for name in message.names:
        if record is None and name.matches[0].object == policy.routes:
            record = name.matches[0].id
            ranges.append((name.start, name.end))
    if record:
        arguments[f"{policy.routes.lower()}_id"] = record
    for wanted in policy.inputs:
        value = _input(message, wanted) if wanted.given else None
        if value:
            arguments[wanted.name] = value
    if policy_text := next((i for i in policy.inputs if i.text and i.given), None):
        _take_text(message, policy, policy_text, arguments, ranges)
    lacking = [i.label for i in policy.inputs if i.given and not arguments.get(i.name)]
    complete = bool(record) or not lacking or any(arguments.get(i.name) for i in policy.inputs if i.text)
    mentioned = any(
        isinstance(term, ObjectTerm) and term.object == policy.routes
        for m in message.mentions
        for term in m.meanings
    )
    words = vocabulary(policy) | (_GIVING if likeness >= _LIKELY else frozenset[str]())
    gives = likeness >= _LIKELY or any(token.stem in _GIVING for token in message.tokens)
    handed = not record and _is_handed(message, policy, arguments)
    if handed:
        words |= _GIVING | _GETTING | _said_for(policy, arguments)
    gives = (gives or handed) and not _SHOWING & set(message.words[:2]) and not _asks_number(message)
    explained = message.indexes(ranges) | {i for i, token in enumerate(message.tokens) if token.stem in words}
    explained |= {
        i
        for m in message.mentions
        for t in m.meanings
        if (isinstance(t, ObjectTerm) and t.object in (policy.routes, "User"))
        or (isinstance(t, ValueTerm) and t.value in arguments.values())
        for i in range(m.first, m.last)
    }
    return Reading(
        action=policy.action,
        arguments=arguments,
        about=policy.label,
        explained=frozenset(explained),
        likeness=likeness,
        fit=0.5 * complete + 0.5 * mentioned - (not gives),
        definition=policy.name,
        missing=None
        if complete
        else f"To route this {policy.routes.lower()} I need its {' and '.join(lacking)}.",
    )


def _is_handed(message: Message, policy: PolicyView, arguments: dict[str, Any]) -> bool:
    """Whether a person is asked for one such record of which an input is told, and nothing else of it."""
    told = any(arguments.get(wanted.name) for wanted in policy.inputs if not wanted.text)
    if not told and not _is_to_be_given(message):
        return False
    if message.spans_of_time or message.comparisons or message.superlatives or message.groupings:
        return False
    kinds = [(m, t) for m in message.mentions for t in m.meanings]
    people = [m for m, t in kinds if t == ObjectTerm("User")]
    routed = [message.tokens[m.last - 1].word for m, t in kinds if t == ObjectTerm(policy.routes)]
    one = any(not word.endswith("s") for word in routed)
    said = _said_for(policy, arguments)
    others = [
        m
        for m, t in kinds
        if isinstance(t, FieldTerm)
        and t.object == policy.routes
        and m not in people
        and m.text.lower() not in FUNCTION_WORDS
        and not any(m.is_part_of(other) for other, _ in kinds)
        and not set(stems(m.text)) <= said
    ]
    return bool(people or _PERSONS & set(message.words)) and one and not others


def _is_to_be_given(message: Message) -> bool:
    """ "Who should get it?": a person is asked for who shall have what was spoken of."""
    words, stems_said = message.words, [token.stem for token in message.tokens]
    asked = [i for i, word in enumerate(words) if word in _PERSONS]
    return any(
        _BACK & set(words[i + 2 : i + 6])
        and (_SHALL & set(words[i + 1 : i + 2]) or _GIVING & set(stems_said[i + 1 : i + 5]))
        for i in asked
    )


def _said_for(policy: PolicyView, arguments: dict[str, Any]) -> frozenset[str]:
    """The stems by which the inputs that are told may be called."""
    told = [wanted for wanted in policy.inputs if arguments.get(wanted.name)]
    return frozenset(stem for w in told for name in (w.label, *w.synonyms) for stem in stems(name))


def _asks_number(message: Message) -> bool:
    """ "How long does it take" asks for no taker."""
    return any(a == "how" and b in _NUMBERS for a, b in pairwise(message.words)) and not (
        _PERSONS & set(message.words)
    )


def _take_text(
    message: Message, policy: PolicyView, first: InputView, arguments: dict[str, Any], ranges: list[Range]
) -> None:
    """The case may be told in the question itself: in quotes, else in the words that the policy lacks."""
    if (
        any(arguments.get(i.name) for i in policy.inputs if i.text)
        or f"{policy.routes.lower()}_id" in arguments
    ):
        return
    if not _tells_of(message, policy):
        return
    told = [message.text[start + 1 : end - 1] for start, end in quoted(message.text)]
    words = vocabulary(policy)
    left = [i for i in message.content if message.tokens[i].stem not in words]
    if not told and len(left) >= _LEAST_TEXT:
        told = [message.text]
    if told:
        arguments[first.name] = " ".join(told)
        ranges.append((0, len(message.text)))


def _tells_of(message: Message, policy: PolicyView) -> bool:
    """Whether the message speaks of a record of the routed object to be given away, and asks no number."""
    objects = {term.object for m in message.mentions for term in m.meanings if isinstance(term, ObjectTerm)}
    ranks = [span for span in message.superlatives if span.value.kind in ("more", "less")]
    numbers = [*ranks, *(span for span in message.superlatives if span.value.position)]
    numbers += [span for span in message.comparisons if span.value.form == "stated"]
    gives = any(token.stem in _GIVING for token in message.tokens)
    return policy.routes in objects and gives and not (numbers or message.groupings or _asks_number(message))


def _input(message: Message, wanted: InputView) -> str | None:
    labels = (wanted.label, wanted.name, *wanted.synonyms)
    facts = [fact for fact in message.facts if fact.kind == "text"]
    if wanted.text:
        stated = _labelled(facts, labels)
        return stated.value if stated else None
    known = [fact for fact in facts if fact.value in wanted.values]
    stated = _labelled(known or [fact for fact in facts if len(fact.value) <= _LONGEST_VALUE], labels)
    if stated:
        return stated.value
    for mention in sorted(message.mentions, key=lambda m: -m.size):
        for term in mention.meanings:
            if isinstance(term, ValueTerm) and term.value in wanted.values:
                return term.value
    return None


def _labelled(facts: Sequence[Fact], labels: Sequence[str]) -> Fact | None:
    """The stated value whose label is nearest to one of the labels."""
    best: tuple[float, Fact] | None = None
    for fact in facts:
        label = " ".join(stems(fact.label))
        likeness = max(fuzz.token_set_ratio(label, " ".join(stems(known))) for known in labels)
        if likeness >= _SAME_LABEL and (best is None or likeness > best[0]):
            best = (likeness, fact)
    return best[1] if best else None
