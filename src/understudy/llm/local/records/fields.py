"""What of the records is wanted: which fields, grouped by which, in which order, how many."""

from understudy.llm.local.lexicon import FieldTerm, ObjectTerm
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.world import FieldView

__all__ = ["SORTED", "fields_named", "group_path", "order_and_limit", "path_of"]

SORTED = frozenset({"ordered", "sorted", "order", "sort", "ranked"})
_BY = frozenset({"by", "per", "each", "every", "across"})
_LIST_LIMIT = 10


def fields_named(draft: Draft) -> list[FieldView]:
    """The object's fields that the message names, in its order; words for the object itself are none."""
    found: dict[str, FieldView] = {}
    for mention in draft.message.mentions:
        if draft.overlaps(mention) or ObjectTerm(draft.kind.name) in mention.meanings:
            continue
        for term in mention.meanings:
            if isinstance(term, FieldTerm) and term.object == draft.kind.name:
                found.setdefault(term.field, draft.kind.by_name[term.field])
    return list(found.values())


def path_of(draft: Draft, target: FieldView) -> str:
    """The field, or for a reference the name of what it points to."""
    if target.kind != "reference" or not target.relationship or not target.target:
        return target.name
    parent = draft.world.object_by_name.get(target.target)
    return f"{target.relationship}.{parent.name_field}" if parent and parent.name_field else target.name


def group_path(draft: Draft) -> str | None:
    """What "by status" or "in each stage" groups by."""
    for mention in draft.message.mentions:
        before = draft.message.words[mention.first - 1] if mention.first else ""
        for term in mention.meanings:
            if before in _BY and isinstance(term, FieldTerm) and term.object == draft.kind.name:
                draft.ranges.append((mention.start, mention.end))
                return path_of(draft, draft.kind.by_name[term.field])
    return None


def order_and_limit(draft: Draft) -> tuple[str, int]:
    """The order as SOQL and how many: as named, as a superlative says, else the newest ten."""
    if sorted_by := _sorted_by(draft):
        return f"{sorted_by} ASC NULLS LAST", draft.limit or _LIST_LIMIT
    for span in draft.message.superlatives:
        by_size = span.value.dimension in (None, "amount")
        kinds = ("money", "number") if by_size else ("datetime", "date")
        target = next((f for f in draft.kind.fields if f.kind in kinds), None)
        if target:
            draft.ranges.append(span.range)
            direction = "DESC" if span.value.kind in ("more", "good") else "ASC"
            return f"{target.name} {direction} NULLS LAST", span.value.count or draft.limit or 1
    newest = "CreatedDate DESC NULLS LAST" if "CreatedDate" in draft.kind.by_name else ""
    return newest, draft.limit or _LIST_LIMIT


def _sorted_by(draft: Draft) -> str | None:
    for mention in draft.message.mentions:
        before = draft.message.words[max(0, mention.first - 2) : mention.first]
        if len(before) == 2 and before[0] in SORTED and before[1] == "by":
            for term in mention.meanings:
                if isinstance(term, FieldTerm) and term.object == draft.kind.name:
                    return term.field
    return None
