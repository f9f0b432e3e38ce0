"""Records that have none of another kind: "accounts without orders", "products with no cases in May"."""

from datetime import datetime

from understudy.llm.local.lexicon import Mention, ObjectTerm
from understudy.llm.local.records.draft import Draft, lacking
from understudy.llm.local.world import FieldView, ObjectView

__all__ = ["find_none", "made", "within"]


def find_none(draft: Draft) -> bool:
    """Limit to records to which none of the other object refers; True if the window is about those."""
    for mention in sorted(draft.message.mentions, key=lambda m: -m.size):
        found = _referring(draft, mention)
        where = lacking(draft.message, mention) if found else None
        if not found or not where or draft.overlaps(mention):
            continue
        child, field = found
        conditions = [f"{field.name} != null"]
        told = f"without {child.plural.lower()}"
        spans = draft.message.spans_of_time[:1]
        for span in spans:
            when = made(child)
            if when is None:
                continue
            conditions += within(when, span.value.start, span.value.end, draft)
            told += f" {span.value.label}"
            draft.ranges.append(span.range)
        inner = f"SELECT {field.name} FROM {child.name} WHERE {' AND '.join(conditions)}"
        draft.add(f"Id NOT IN ({inner})", told, where)
        return bool(spans)
    return False


def _referring(draft: Draft, mention: Mention) -> tuple[ObjectView, FieldView] | None:
    """The other object that the words name, and the field by which its records refer to this one."""
    for term in mention.meanings:
        child = draft.world.object_by_name.get(term.object) if isinstance(term, ObjectTerm) else None
        if child is None or child is draft.kind:
            continue
        field = next((f for f in child.fields if f.target == draft.kind.name and f.relationship), None)
        if field:
            return child, field
    return None


def made(kind: ObjectView) -> FieldView | None:
    """The date on which a record of the object was made, else its first date."""
    times = [f for f in kind.fields if f.kind in ("date", "datetime")]
    return next((f for f in times if f.name == "CreatedDate"), times[0] if times else None)


def within(when: FieldView, start: datetime | None, end: datetime | None, draft: Draft) -> list[str]:
    """The conditions that keep the date in the window."""
    edges = ((start, ">="), (end, "<"))
    return [f"{when.name} {sign} {_literal(instant, when, draft)}" for instant, sign in edges if instant]


def _literal(instant: datetime, when: FieldView, draft: Draft) -> str:
    if when.kind == "date":
        return instant.astimezone(draft.situation.moment.timezone).date().isoformat()
    return instant.isoformat().replace("+00:00", "Z")
