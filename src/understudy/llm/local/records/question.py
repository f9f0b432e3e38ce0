"""What is asked of the records, as an action with its arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.fields import group_path, order_and_limit, path_of
from understudy.llm.local.world import FieldView

__all__ = ["Intent", "Question", "intent_of", "question_of"]

Intent = Literal["count", "aggregate", "list", "show"]

_COUNT_CUES = (("how", "many"), ("how", "much"), ("nr", "of"), ("number", "of"), ("count", "of"), ("count",))
_AGGREGATES = {"average": "AVG", "avg": "AVG", "mean": "AVG", "total": "SUM", "sum": "SUM", "combined": "SUM"}
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
    if draft.mentioned and any(_contains(words, cue) for cue in _COUNT_CUES):
        return "count"
    if set(words) & set(_AGGREGATES) and any(f.kind in _NUMBERS for f in fields):
        return "aggregate"
    if draft.record:
        return "show"
    return "list" if draft.mentioned else None


def _contains(words: tuple[str, ...], cue: tuple[str, ...]) -> bool:
    return any(words[i : i + len(cue)] == cue for i in range(len(words)))


def question_of(draft: Draft, intent: Intent, fields: Sequence[FieldView]) -> Question:
    """The action for the intent."""
    about = " ".join([draft.kind.plural.lower(), *draft.told])
    chosen = [path_of(draft, f) for f in fields if f.name != draft.kind.name_field]
    match intent:
        case "show":
            return Question("get_record", {"id": draft.record, "fields": chosen}, draft.record_name)
        case "count":
            return _aggregated(draft, "COUNT(Id)", about)
        case "aggregate":
            number = next(f for f in fields if f.kind in _NUMBERS)
            name = next(_AGGREGATES[word] for word in draft.message.words if word in _AGGREGATES)
            return _aggregated(draft, f"{name}({number.name})", f"{number.label.lower()} of {about}")
        case "list":
            order, limit = order_and_limit(draft)
            arguments = {
                "object": draft.kind.name,
                "where": draft.where,
                "order_by": order,
                "limit": limit,
                "about": about,
            }
            return Question("find_records", arguments, about)


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
