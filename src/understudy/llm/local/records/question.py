"""What is asked of the records, as an action with its arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from understudy.llm.local.records.asked import Asked
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.fields import group_path
from understudy.llm.local.records.order import find_order
from understudy.llm.local.spans import Range
from understudy.llm.local.world import FieldView

__all__ = ["Intent", "Question", "intent_of", "question_of"]

Intent = Literal["count", "aggregate", "list", "show"]

_COUNT_CUES = (("how", "many"), ("how", "much"), ("nr", "of"), ("number", "of"), ("count", "of"), ("count",))
_AGGREGATES = {"average": "AVG", "avg": "AVG", "mean": "AVG", "total": "SUM", "sum": "SUM", "combined": "SUM"}
_UNITS = frozenset("minutes hours days weeks months years percent dollars".split())
_PERSONS = frozenset({"i", "we", "you", "they"})
_HAVING = frozenset({"offer", "carry", "stock", "sell", "keep", "run", "hold", "manage"})
_NUMBERS = ("money", "number", "percent")


@dataclass(frozen=True, slots=True)
class Question:
    """The action to call, and what it is about in words."""

    action: str
    arguments: dict[str, Any]
    about: str


def intent_of(draft: Draft, fields: Sequence[FieldView]) -> Intent | None:
    """What the words ask for; None when nothing in the message is about this object."""
    words = draft.message.words
    if (draft.mentioned or draft.implied) and any(_counts(draft, cue) for cue in _COUNT_CUES):
        return "count"
    if set(words) & set(_AGGREGATES) and any(f.kind in _NUMBERS for f in fields):
        return "aggregate"
    if draft.record:
        return "show"
    return "list" if draft.mentioned or draft.implied else None


def _counts(draft: Draft, cue: tuple[str, ...]) -> bool:
    """Whether the cue asks how many records: not in a field's name ("phone number of"), not of days."""
    words = draft.message.words
    return any(
        words[i : i + len(cue)] == cue
        and not _UNITS & set(words[i + len(cue) : i + len(cue) + 1])
        and not any(named.first < i < named.last for named in draft.named)
        for i in range(len(words))
    )


def question_of(
    draft: Draft, intent: Intent, fields: Sequence[FieldView], asked: Sequence[Asked]
) -> Question:
    """The action for the intent; `asked` is what is wanted of one record."""
    about = " ".join([draft.kind.plural.lower(), *draft.told])
    match intent:
        case "show":
            chosen = [each.path for each in asked if each.path != draft.kind.name_field]
            return Question("get_record", {"id": draft.record, "fields": chosen}, draft.record_name)
        case "count":
            draft.ranges += _having(draft)
            return _aggregated(draft, "COUNT(Id)", about)
        case "aggregate":
            number = next(f for f in fields if f.kind in _NUMBERS)
            name = next(_AGGREGATES[word] for word in draft.message.words if word in _AGGREGATES)
            draft.ranges += [(t.start, t.end) for t in draft.message.tokens if t.word in _AGGREGATES]
            return _aggregated(draft, f"{name}({number.name})", f"{number.label.lower()} of {about}")
        case "list":
            order = find_order(draft)
            draft.ranked = order.ranked
            arguments = {
                "object": draft.kind.name,
                "where": draft.where,
                "order_by": order.by,
                "limit": order.limit,
                "about": about,
            }
            if order.skipped:
                arguments["offset"] = order.skipped
            return Question("find_records", arguments, about)


def _having(draft: Draft) -> list[Range]:
    """ "Do you offer", "did we run": verbs that only say that there are such records."""
    pairs = pairwise(draft.message.tokens)
    return [(b.start, b.end) for a, b in pairs if a.word in _PERSONS and b.word in _HAVING]


def _aggregated(draft: Draft, number: str, about: str) -> Question:
    clause = f" WHERE {draft.where}" if draft.where else ""
    group = group_path(draft)
    if group is None:
        return Question(
            "query", {"soql": f"SELECT {number} FROM {draft.kind.name}{clause}", "about": about}, about
        )
    grouped = f"GROUP BY {group} ORDER BY {number} DESC"
    soql = f"SELECT {group}, {number} FROM {draft.kind.name}{clause} {grouped}"
    return Question("query", {"soql": soql, "about": about}, about)
