"""Readings of the message as a request to route a record, or to hold rows against a guide."""

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from understudy.kit.ids import parse_record_id
from understudy.llm.local.context import Fact
from understudy.llm.local.lexicon import ObjectTerm, ValueTerm
from understudy.llm.local.likeness import vocabulary
from understudy.llm.local.message import Message
from understudy.llm.local.normalise import quoted, stems
from understudy.llm.local.reading import Reading
from understudy.llm.local.spans import Range
from understudy.llm.local.world import GuideView, InputView, PolicyView, World

__all__ = ["read_guides", "read_policies"]

_SAME_LABEL = 80
_LONGEST_VALUE = 40
_LEAST_TEXT = 2
_LIKELY = 0.6


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
    words = vocabulary(policy)
    gives = likeness >= _LIKELY or any(token.stem in _GIVING for token in message.tokens)
    gives = gives and not _SHOWING & set(message.words[:2])
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
    numbers = [span for span in message.superlatives if span.value.kind in ("more", "less")]
    numbers += [span for span in message.comparisons if span.value.form == "stated"]
    gives = any(token.stem in _GIVING for token in message.tokens)
    return policy.routes in objects and gives and not numbers and not message.groupings


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


def read_guides(message: Message, world: World, likeness: dict[str, float]) -> list[Reading]:
    """One reading for each guide."""
    return [_guide(message, world, guide, likeness.get(f"guide:{guide.name}", 0.0)) for guide in world.guides]


def _guide(message: Message, world: World, guide: GuideView, likeness: float) -> Reading:
    ids = [s.value for s in message.ids] + [
        parse_record_id(f.value) or "" for f in message.facts if f.kind == "id"
    ]
    record = next((i for i in ids if world.prefixes.get(i[:3]) == guide.parent_object), None)
    named = [m.id for n in message.names for m in n.matches if m.object == guide.parent_object]
    record = record or (named[0] if len(named) == 1 else None)
    conditions, ranges = _row_conditions(message, guide)
    arguments: dict[str, Any] = {"guide": guide.name, "where": " AND ".join(conditions)}
    if record:
        arguments["record_id"] = record
    valued = message.indexes(ranges)
    words_left = [token for i, token in enumerate(message.tokens) if i not in valued]
    negated = any(t.word in _AGAINST or t.stem in _AGAINST_STEMS for t in words_left)
    arguments["wanted"] = "misplaced" if negated else "fitting"
    words = vocabulary(guide)
    nouns = {guide.object, guide.parent_object}
    compares = negated or any(token.stem in _MATCHING for token in message.tokens)
    mentioned = {
        term.object
        for m in message.mentions
        for term in m.meanings
        if isinstance(term, ObjectTerm) and term.object in nouns
    }
    explained = set(
        message.indexes(
            [*ranges, *(s.range for s in message.ids), *((n.start, n.end) for n in message.names)]
        )
    )
    known = words | _MATCHING
    explained |= message.negators | {i for i, token in enumerate(message.tokens) if token.stem in known}
    explained |= {
        i
        for m in message.mentions
        for t in m.meanings
        if isinstance(t, ObjectTerm) and t.object in nouns
        for i in range(m.first, m.last)
    }
    return Reading(
        action="check_activities",
        arguments=arguments,
        about=guide.label,
        explained=frozenset(explained),
        likeness=likeness,
        fit=0.4 * (guide.object in mentioned)
        + 0.4 * bool(record)
        + 0.2 * (guide.parent_object in mentioned)
        - 1.0 * (not compares),
        definition=guide.name,
        missing=None
        if record
        else f"Which {guide.parent_object.lower()} do you mean? Give me its name or id.",
    )


_AGAINST = frozenset(
    {"not", "no", "out", "without", "nor", "never", "against", "cannot", "another", "other", "different"}
)
_GIVING = frozenset(
    stem
    for word in (
        "assign route give pass allocate should ought must take own owner best suitable right suited"
        " designate hand dispatch forward pick"
    ).split()
    for stem in stems(word)
)
_SHOWING = frozenset({"show", "list", "display"})
_MATCHING = frozenset(
    stem
    for word in "match fit belong suit correspond align consistent stage step sync right agree".split()
    for stem in stems(word)
)
_AGAINST_STEMS = frozenset(
    stem
    for word in (
        "mismatch misplaced misaligned inconsistent inappropriate unsuitable wrong unrelated conflict differ"
        " contradict deviate incompatible irrelevant"
    ).split()
    for stem in stems(word)
)  # fmt: skip


def _row_conditions(message: Message, guide: GuideView) -> tuple[list[str], list[tuple[int, int]]]:
    """Conditions on the rows from the values that the message names: Status = 'Not Started'."""
    conditions: list[str] = []
    ranges: list[tuple[int, int]] = []
    for mention in sorted(message.mentions, key=lambda m: -m.size):
        term = next(
            (t for t in mention.meanings if isinstance(t, ValueTerm) and t.object == guide.object), None
        )
        if term is None or any(mention.start < end and start < mention.end for start, end in ranges):
            continue
        value = term.value.replace("'", "\\'")
        conditions.append(f"{term.field} = '{value}'")
        ranges.append((mention.start, mention.end))
    return conditions, ranges
