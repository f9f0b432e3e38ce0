"""Readings of the message as a wish to hold the rows below a record against a guide."""

from typing import Any

from understudy.kit.ids import parse_record_id
from understudy.llm.local.lexicon import ObjectTerm, ValueTerm
from understudy.llm.local.likeness import vocabulary
from understudy.llm.local.literals import literal
from understudy.llm.local.message import Message, within
from understudy.llm.local.normalise import stems
from understudy.llm.local.reading import Reading
from understudy.llm.local.spans import Range
from understudy.llm.local.world import GuideView, World
from understudy.llm.situation import Situation

__all__ = ["read_guides"]

_MATCHING = frozenset(
    stems("match fit belong suit correspond align consistent step sync right agree place current currently")
)
_AGAINST = frozenset(
    "not no out without nor never against cannot another other different elsewhere early late premature"
    " prematurely ahead behind".split()
)
# "Without tasks" speaks of how many there are, not of what they are.
_LACKING = frozenset({"no", "without", "never"})
_AGAINST_STEMS = frozenset(
    stems(
        "mismatch misplaced misaligned inconsistent inappropriate unsuitable wrong unrelated conflict differ"
        " contradict deviate incompatible irrelevant"
    )
)


def read_guides(
    message: Message, world: World, situation: Situation, likeness: dict[str, float]
) -> list[Reading]:
    """One reading for each guide."""
    return [
        _guide(message, world, situation, guide, likeness.get(f"guide:{guide.name}", 0.0))
        for guide in world.guides
    ]


def _guide(
    message: Message, world: World, situation: Situation, guide: GuideView, likeness: float
) -> Reading:
    record = _record(message, world, guide)
    conditions, ranges = _row_conditions(message, world, situation, guide)
    arguments: dict[str, Any] = {"guide": guide.name, "where": " AND ".join(conditions)}
    if record:
        arguments["record_id"] = record
    aside = [*ranges, *((n.start, n.end) for n in message.names), *(s.range for s in message.ids)]
    words_left = [token for token in message.tokens if not within(token.start, token.end, aside)]
    negated = any(t.word in _AGAINST or t.stem in _AGAINST_STEMS for t in words_left)
    arguments["wanted"] = "misplaced" if negated else "fitting"
    compares = any(t.stem in _MATCHING | _AGAINST_STEMS or t.word in _AGAINST - _LACKING for t in words_left)
    mentioned = {term.object for m in message.mentions for term in m.meanings if isinstance(term, ObjectTerm)}
    rows_meant = guide.object in mentioned or bool(ranges)
    return Reading(
        action="check_activities",
        arguments=arguments,
        about=guide.label,
        explained=_explained(message, guide, aside),
        likeness=likeness,
        fit=0.4 * rows_meant
        + 0.4 * bool(record)
        + 0.2 * (guide.parent_object in mentioned)
        - 1.0 * (not compares),
        definition=guide.name,
        missing=None
        if record
        else f"Which {guide.parent_object.lower()} do you mean? Give me its name or id.",
    )


def _record(message: Message, world: World, guide: GuideView) -> str | None:
    """The record whose rows are meant: by id, here or in the text beside the message, else by name."""
    ids = [span.value for span in message.ids]
    ids += [parse_record_id(fact.value) or "" for fact in message.facts if fact.kind == "id"]
    record = next((i for i in ids if world.prefixes.get(i[:3]) == guide.parent_object), None)
    named = [m.id for n in message.names for m in n.matches if m.object == guide.parent_object]
    return record or (named[0] if len(named) == 1 else None)


def _explained(message: Message, guide: GuideView, aside: list[Range]) -> frozenset[int]:
    known = vocabulary(guide) | _MATCHING | _AGAINST_STEMS
    nouns = {ObjectTerm(guide.object), ObjectTerm(guide.parent_object)}
    return (
        message.indexes(aside)
        | {i for i in message.negators if message.words[i] not in _LACKING}
        | {i for i, t in enumerate(message.tokens) if t.stem in known or t.word in _AGAINST - _LACKING}
        | {i for m in message.mentions if nouns & set(m.meanings) for i in range(m.first, m.last)}
    )


def _row_conditions(
    message: Message, world: World, situation: Situation, guide: GuideView
) -> tuple[list[str], list[Range]]:
    """Conditions on the rows: the values that the message names (Status = 'Not Started'), and "my"."""
    conditions: list[str] = []
    ranges: list[Range] = []
    for mention in sorted(message.mentions, key=lambda m: -m.size):
        term = next(
            (t for t in mention.meanings if isinstance(t, ValueTerm) and t.object == guide.object), None
        )
        if term is None or any(mention.start < end and start < mention.end for start, end in ranges):
            continue
        conditions.append(f"{term.field} = {literal(term.value)}")
        ranges.append((mention.start, mention.end))
    rows = world.object_by_name.get(guide.object)
    if message.is_about_me and situation.me and rows and "OwnerId" in rows.by_name:
        conditions.append(f"OwnerId = '{situation.me}'")
    return conditions, ranges
