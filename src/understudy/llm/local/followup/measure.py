"""The message as a change of the measure before: "and last year?", "only in Texas", "by product"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.followup.filters import Filter, joined
from understudy.llm.local.followup.references import asks_next_place, place_told
from understudy.llm.local.followup.states import State, contradicts, find_states
from understudy.llm.local.measures import read_measure, share_words
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import MeasureView, World
from understudy.llm.situation import RememberedFrame, Situation

__all__ = ["change_measure"]

LIKENESS = 0.85
FIT = 0.8
_CLEAR = 0.95
_REPLACED = ("group_by", "rank", "limit", "position", "volume", "value")


def change_measure(
    message: Message, cues: Cues, world: World, situation: Situation, last: RememberedFrame
) -> Reading | None:
    """The last measure with what the message changes of it; None when it changes nothing, or asks anew."""
    measure = world.measure_by_name.get(str(last.arguments.get("definition")))
    if measure is None:
        return None
    if asks_next_place(message, situation.memory):
        return _next_place(message, last, measure)
    if cues.is_whole or cues.names_measure:
        return None
    new = read_measure(message, world, situation, _grouped_as(measure, last.arguments), LIKENESS)
    states = find_states(message, measure, world)
    filters = _filters(new.arguments.get("filters", ()), [each for each, _ in states])
    if any(contradicts(each, measure) for each in filters):
        return None  # others than those that it counts: another measure, or a list of records
    changes = _changes(new.arguments) | _as_share(message, cues, measure)
    if filters:
        adds = cues.adds and not cues.narrows
        changes["filters"] = joined(last.arguments.get("filters", ()), filters, adds=adds)
    if not changes:
        return None
    dropped = ("limit", "position") if "rank" in changes else ()
    kept = {key: value for key, value in last.arguments.items() if key not in dropped}
    return Reading(
        action="measure",
        arguments={**kept, **changes},
        about=measure.label,
        explained=new.explained | cues.indexes | _told_by(message, states) | share_words(message),
        likeness=LIKENESS,
        fit=FIT,
        definition=measure.name,
        choice=new.choice,
    )


def _next_place(message: Message, last: RememberedFrame, measure: MeasureView) -> Reading:
    """ "And the second?": the same ranking at that place."""
    return Reading(
        action="measure",
        arguments={**last.arguments, "position": place_told(message.text)},
        about=measure.label,
        explained=message.content,
        likeness=_CLEAR,
        fit=1.0,
        definition=measure.name,
    )


def _grouped_as(measure: MeasureView, last: Mapping[str, Any]) -> MeasureView:
    """The measure whose usual group is that of the question before: "the top three" are of the same kind."""
    group = last.get("group_by")
    return replace(measure, usual_group=group) if group else measure


def _changes(new: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {key: new[key] for key in _REPLACED if new.get(key) is not None}
    return changes | {key: value for key, value in new.items() if key.startswith("window_")}


def _as_share(message: Message, cues: Cues, measure: MeasureView) -> dict[str, Any]:
    """ "As a share", "what percentage is that?"."""
    asked = share_words(message) and measure.summary in ("count", "sum") and not cues.names_object
    return {"share": True} if asked else {}


def _filters(found: Sequence[Filter], states: Sequence[Filter]) -> list[Filter]:
    """The states, and what else was found: a word that tells a state may be a value as well."""
    told = {each["by"] for each in states}
    return [*states, *(each for each in found if each["by"] not in told)]


def _told_by(message: Message, states: Sequence[State]) -> frozenset[int]:
    """The tokens that name the states, with what negates them."""
    named = message.indexes([where for _, where in states])
    starts = [where[0] for _, where in states]
    return named | {index for start in starts if (index := message.negator_of(start)) is not None}
