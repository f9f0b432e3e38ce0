"""What is late: "overdue tasks" fall due before today and are still open, "expired quotes" have run out.

Which date says so and what open means is taken from what is declared; where nothing says it, it is asked.
"""

from understudy.llm.local.lexicon import FieldTerm
from understudy.llm.local.literals import literal
from understudy.llm.local.normalise import stem, stems
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.spans import Range, Span
from understudy.llm.local.times import Window
from understudy.llm.local.world import FieldView

__all__ = ["find_due", "find_expired"]

_DUE = frozenset(stems("due deadline expected"))
_ENDING = frozenset(stems("expires expired expiry expiration"))
_OPEN = stem("open")
_STATE = frozenset(stems("status stage"))
_DONE = frozenset(stems("closed completed done finished resolved solved canceled paid delivered"))


def find_due(draft: Draft, span: Span[Window]) -> bool:
    """Limit the records to what the window calls late; False when no date of the object says when."""
    field = _dated(draft, _DUE)
    if field is None:
        return False
    draft.when = field
    today = draft.situation.moment.today.isoformat()
    draft.add(_before_today(draft, field), f"with {field.label.lower()} before today, {today}", span.range)
    still = _still_open(draft)
    if still is None:
        draft.missing = f"Which {draft.kind.plural.lower()} count as open? Nothing declares it."
    elif not draft.subset:
        condition, told = still
        draft.conditions.append(condition)
        draft.told.append(told)
    return True


def find_expired(draft: Draft) -> None:
    """Limit the records to those that "have expired", where a date says until when they hold."""
    field = _dated(draft, _ENDING)
    where = _said(draft, field) if field else None
    if field and where and not draft.message.spans_of_time:
        draft.when = field
        draft.add(_before_today(draft, field), f"with {field.label.lower()} before today", where)


def _said(draft: Draft, field: FieldView) -> Range | None:
    """Where the message says that the date is past: "expired", not "expires"."""
    term = FieldTerm(draft.kind.name, field.name)
    for mention in draft.message.mentions:
        if term in mention.meanings and mention.size == 1 and mention.text.lower().endswith("ed"):
            return mention.start, mention.end
    return None


def _dated(draft: Draft, words: frozenset[str]) -> FieldView | None:
    dates = [f for f in draft.kind.fields if f.kind in ("date", "datetime")]
    return next((f for f in dates if any(set(stems(n)) & words for n in (f.label, *f.synonyms))), None)


def _before_today(draft: Draft, field: FieldView) -> str:
    today = draft.situation.moment.today
    return f"{field.name} < {today.isoformat()}" if field.kind == "date" else f"{field.name} < TODAY"


def _still_open(draft: Draft) -> tuple[str, str] | None:
    """What open means, as SOQL and in words: a declared count of the open ones, else a state with an end."""
    for measure in draft.world.measures:
        names = (measure.label, *measure.synonyms)
        where = measure.where or ""
        counts = measure.object == draft.kind.name and measure.counts_rows
        if counts and where and ":" not in where and any(stems(name)[:1] == (_OPEN,) for name in names):
            return where, "that are still open"
    for field in draft.kind.fields:
        called = {each for name in (field.label, *field.synonyms) for each in stems(name)}
        done = [value for value in field.values if set(stems(value)) & _DONE]
        if field.kind == "choice" and called & _STATE and done:
            literals = ", ".join(literal(value) for value in done)
            return f"{field.name} NOT IN ({literals})", f"that are not {' or '.join(done)}"
        if field.kind == "yes_no" and called & _DONE:
            return f"{field.name} = false", f"that are not {field.label.lower()}"
    return None
