"""To which rows a measure is limited: by ids, by names of records, by values of fields, by who asks."""

from typing import Any

from understudy.llm.local.lexicon import Mention, ValueTerm
from understudy.llm.local.measures.draft import Draft
from understudy.llm.local.message import NameMention, beside
from understudy.llm.local.normalise import stems
from understudy.llm.local.reading import choice_of, likely
from understudy.llm.local.spans import Range

__all__ = ["find_records_meant", "find_values_meant"]

Filter = dict[str, Any]
_CODE_LENGTH = 3


def find_records_meant(draft: Draft) -> None:
    """Fill in filters by record. An id says for sure what is meant; its name beside it adds but a label.

    Several records of one kind are compared: the measure is grouped by them unless something else is asked.
    """
    filters: dict[tuple[str, bool], Filter] = {}
    for span in draft.message.ids:
        target = draft.world.prefixes.get(span.value[:3], "")
        _limit_to(draft, filters, target, span.value, span.value, span.range)
    for name in draft.message.names:
        _name(draft, name, filters)
    by = _reach(draft, "User")
    me = draft.situation.me
    if draft.message.is_about_me and me and by and draft.world.audience == "employees":
        filters.setdefault(("User", False), {"by": by, "values": [me], "label": "yours"})
    draft.arguments["filters"] = list(filters.values())
    several = [each for (_, negated), each in filters.items() if len(each["values"]) > 1 and not negated]
    if (
        several
        and several[0]["by"] in draft.measure.by_name
        and draft.group in (None, draft.measure.usual_group)
    ):
        draft.arguments["group_by"] = several[0]["by"]


def _name(draft: Draft, name: NameMention, filters: dict[tuple[str, bool], Filter]) -> None:
    matches = [match for match in name.matches if _reach(draft, match.object)]
    if not matches or all(stem in draft.core for stem in stems(name.text)):
        return  # out of reach, or the words name the measure itself
    if not name.is_sure:
        matches = list(likely(matches))
    where = (name.start, name.end)
    best = [match for match in matches if match.score == matches[0].score]
    known = next((match for match in best if _relabel(filters, match.id, match.name)), None)
    if known:
        draft.ranges.append(where)
    elif len({match.id for match in (best if name.is_sure else matches)}) > 1:
        draft.choice = choice_of(name.text, best if name.is_sure else matches)
        draft.ranges.append(where)
    else:
        _limit_to(draft, filters, best[0].object, best[0].id, best[0].name, where)


def _relabel(filters: dict[tuple[str, bool], Filter], record_id: str, label: str) -> bool:
    """Whether the record is in a filter by its id already; then its name replaces the id in the label."""
    for each in filters.values():
        if record_id in each["values"]:
            each["label"] = each["label"].replace(record_id, label)
            return True
    return False


def _limit_to(
    draft: Draft,
    filters: dict[tuple[str, bool], Filter],
    target: str,
    record_id: str,
    label: str,
    where: Range,
) -> None:
    by = _reach(draft, target)
    if by is None:
        return
    negator = draft.message.negator_of(where[0])
    negated = negator is not None
    draft.ranges += [where, *_negator_range(draft, negator)]
    told = f"not {label}" if negated else label
    same = filters.get((target, negated))
    if same is None:
        filters[target, negated] = {"by": by, "values": [record_id], "label": told}
        if negated:
            filters[target, negated]["negated"] = True
    else:
        same["values"].append(record_id)
        same["label"] += f" or {label}"


def _negator_range(draft: Draft, negator: int | None) -> list[Range]:
    if negator is None:
        return []
    token = draft.message.tokens[negator]
    following = draft.message.tokens[min(negator + 1, len(draft.message.tokens) - 1)]
    return [(token.start, following.end)]


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
        negator = draft.message.negator_of(mention.start)
        _add(filters, by, term, negated=negator is not None)
        draft.ranges += [(mention.start, mention.end), *_negator_range(draft, negator)]
        draft.ranges += beside(draft.message, mention, term)


def _add(filters: list[Filter], by: str, term: ValueTerm, *, negated: bool) -> None:
    same = next(
        (each for each in filters if each["by"] == by and each.get("negated", False) == negated), None
    )
    if same:
        same["values"].append(term.value)
        same["label"] += f" or {term.value}"
    else:
        told = f"{_spaced(term.field)} {'not ' if negated else ''}{term.value}"
        made: Filter = {"by": by, "values": [term.value], "label": told}
        filters.append(made | {"negated": True} if negated else made)


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
