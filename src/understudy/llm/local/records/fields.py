"""What of the records is wanted: which fields, grouped by which."""

from understudy.llm.local.lexicon import FieldTerm, ObjectTerm
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.world import FieldView

__all__ = ["fields_named", "group_path", "path_of"]

_BY = frozenset({"by", "per", "each", "every", "across"})


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
    """The field of any object, or for a reference the name of what it points to."""
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
