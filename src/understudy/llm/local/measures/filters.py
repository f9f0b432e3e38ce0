"""To which rows a measure is limited: by ids, by names of records, by values of fields, by who asks."""

from typing import Any

from understudy.llm.local.lexicon import Mention, ValueTerm
from understudy.llm.local.measures.draft import Draft
from understudy.llm.local.message import NameMention
from understudy.llm.local.normalise import stems
from understudy.llm.local.reading import choice_of

__all__ = ["find_records_meant", "find_values_meant"]

Filter = dict[str, Any]
_CODE_LENGTH = 3


def find_records_meant(draft: Draft) -> None:
    """Fill in filters by record. An id says for sure what is meant, so a name beside it adds but a label."""
    filters: dict[str, Filter] = {}
    for span in draft.message.ids:
        target = draft.world.prefixes.get(span.value[:3])
        if target and (by := _reach(draft, target)):
            filters[target] = {"by": by, "values": [span.value], "label": span.value}
            draft.ranges.append(span.range)
    for name in draft.message.names:
        _name(draft, name, filters)
    by = _reach(draft, "User")
    if draft.message.is_about_me and draft.situation.me and by and draft.world.audience == "employees":
        filters.setdefault("User", {"by": by, "values": [draft.situation.me], "label": "yours"})
    draft.arguments["filters"] = list(filters.values())


def _name(draft: Draft, name: NameMention, filters: dict[str, Filter]) -> None:
    matches = [match for match in name.matches if _reach(draft, match.object)]
    if not matches or all(stem in draft.core for stem in stems(name.text)):
        return  # out of reach, or the words name the measure itself
    draft.ranges.append((name.start, name.end))
    best = [match for match in matches if match.score == matches[0].score]
    target = best[0].object
    if target in filters:
        filters[target]["label"] = best[0].name
    elif len({match.id for match in best}) > 1 or not name.is_sure:
        draft.choice = choice_of(name.text, best if name.is_sure else matches)
    else:
        filters[target] = {"by": _reach(draft, target), "values": [best[0].id], "label": best[0].name}


def _reach(draft: Draft, target: str) -> str | None:
    """How a record of the object limits the measure: by a dimension, else by the shortest way to it."""
    for dimension in draft.measure.dimensions:
        if dimension.object == target:
            return dimension.name
    return f"{target}.Id" if target in draft.measure.reach else None


def find_values_meant(draft: Draft) -> None:
    """Add filters by value: a state, a priority, a status. Longer mentions win over the words in them."""
    filters: list[Filter] = draft.arguments["filters"]
    for mention in sorted(draft.message.mentions, key=lambda m: (-m.size, m.start)):
        if any(mention.start < end and start < mention.end for start, end in draft.ranges):
            continue
        term = _value(draft, mention)
        if term is None:
            continue
        by = _by(draft, term)
        if by == draft.group and "rank" in draft.arguments:
            continue
        _add(filters, by, term)
        draft.ranges.append((mention.start, mention.end))


def _add(filters: list[Filter], by: str, term: ValueTerm) -> None:
    same = next((each for each in filters if each["by"] == by), None)
    if same:
        same["values"].append(term.value)
        same["label"] += f" or {term.value}"
    else:
        filters.append({"by": by, "values": [term.value], "label": f"{_spaced(term.field)} {term.value}"})


def _value(draft: Draft, mention: Mention) -> ValueTerm | None:
    """The value meant; None when the words rather belong to the measure ("closed" in "cases closed")."""
    parts = {draft.message.tokens[i].stem for i in range(mention.first, mention.last)}
    is_code = mention.text.isupper() and len(mention.text) <= _CODE_LENGTH
    if parts <= draft.core or (parts <= draft.vocabulary and mention.size == 1 and not is_code):
        return None
    terms = [t for t in mention.meanings if isinstance(t, ValueTerm) and t.object in draft.measure.reach]
    declared = [
        t for t in terms if any((d.owner, d.field) == (t.object, t.field) for d in draft.measure.dimensions)
    ]
    own = [t for t in terms if t.object == draft.measure.object]
    return next(iter([*declared, *own, *terms]), None)


def _by(draft: Draft, term: ValueTerm) -> str:
    for dimension in draft.measure.dimensions:
        if (dimension.owner, dimension.field) == (term.object, term.field):
            return dimension.name
    return f"{term.object}.{term.field}"


def _spaced(field_name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in field_name.removesuffix("__c")).strip()
