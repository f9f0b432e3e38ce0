"""One reading for each measure of the world."""

from understudy.llm.local.lexicon import FieldTerm
from understudy.llm.local.measures.bounds import find_bounds
from understudy.llm.local.measures.draft import Draft
from understudy.llm.local.measures.filters import find_records_meant, find_values_meant
from understudy.llm.local.measures.fit import explained_tokens, fit_of
from understudy.llm.local.measures.groups import find_group, find_limit, find_rank
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.subsets import was_done
from understudy.llm.local.world import MeasureView, World
from understudy.llm.situation import Situation

__all__ = ["read_measure", "read_measures"]

_USELESS = 3


def read_measures(
    message: Message, world: World, situation: Situation, likeness: dict[str, float]
) -> list[Reading]:
    """The message as a question about each measure; `likeness` by key, as `Likeness.scores` gives it."""
    return [
        read_measure(message, world, situation, measure, likeness.get(f"measure:{measure.name}", 0.0))
        for measure in world.measures
    ]


def read_measure(
    message: Message, world: World, situation: Situation, measure: MeasureView, likeness: float
) -> Reading:
    """The message as a question about one measure."""
    draft = Draft(message, world, situation, measure, {"definition": measure.name})
    _find_window(draft)
    superlative = find_rank(draft)
    find_group(draft, ranked=superlative is not None)
    find_records_meant(draft)
    find_values_meant(draft)
    find_bounds(draft)
    find_limit(draft, superlative)
    return Reading(
        action="measure",
        arguments=draft.arguments,
        about=measure.label,
        explained=explained_tokens(draft),
        likeness=likeness,
        fit=fit_of(draft),
        definition=measure.name,
        choice=draft.choice,
    )


def _find_window(draft: Draft) -> None:
    """Fill in the window, and a second one to compare with; a third is a stray."""
    spans = draft.message.spans_of_time if draft.measure.timed else ()
    if any(span.value.due for span in spans) or (spans and _was_done_on_another_day(draft)):
        draft.strays += _USELESS  # when a thing was opened says nothing of when it falls due, or was closed
        return
    for name, span in zip(("window", "compare"), spans, strict=False):
        window = span.value
        draft.arguments |= {
            f"{name}_start": window.start.isoformat() if window.start else None,
            f"{name}_end": window.end.isoformat() if window.end else None,
            f"{name}_label": window.label,
        }
        draft.ranges.append(span.range)
    draft.strays += max(0, len(spans) - 2)


def _was_done_on_another_day(draft: Draft) -> bool:
    """ "How many cases did we close in May?": whether what was done has a date of its own, and not the one by
    which these records are counted.
    """
    kind = draft.world.object_by_name.get(draft.measure.object)
    if kind is None or not draft.measure.counts_rows:
        return False
    return any(
        isinstance(term, FieldTerm)
        and term.object == kind.name
        and kind.by_name[term.field].kind in ("date", "datetime")
        and term.field != draft.measure.time_field
        for mention in draft.message.mentions
        if was_done(draft.message, mention.first)
        for term in mention.meanings
    )
