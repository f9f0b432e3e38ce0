"""The message as a change of the measure before: "and last year?", "only in Texas", "by product"."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.followup.references import asks_next_place, place_told
from understudy.llm.local.lexicon import MeasureTerm
from understudy.llm.local.measures import read_measure
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import MeasureView, World
from understudy.llm.situation import RememberedFrame, Situation

__all__ = ["change_measure", "switch_measure"]

LIKENESS = 0.85
FIT = 0.8
_CLEAR = 0.95
_REPLACED = ("group_by", "rank", "limit", "position", "volume", "value")
_TIMES = ("window_start", "window_end", "window_label")
_TIME_GROUPS = frozenset({"year", "quarter", "month", "week", "day"})


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
    changes = _changes(last.arguments, new.arguments)
    if not changes:
        return None
    dropped = ("limit", "position") if "rank" in changes else ()
    kept = {key: value for key, value in last.arguments.items() if key not in dropped}
    return Reading(
        action="measure",
        arguments={**kept, **changes},
        about=measure.label,
        explained=new.explained | cues.indexes,
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


def _changes(last: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {key: new[key] for key in _REPLACED if new.get(key) is not None}
    changes |= {key: value for key, value in new.items() if key.startswith("window_")}
    added = list(new.get("filters", ()))
    if added:
        replaced = {each["by"] for each in added}
        kept = [each for each in last.get("filters", ()) if each["by"] not in replaced]
        changes["filters"] = [*kept, *added]
    return changes


def switch_measure(
    message: Message, cues: Cues, world: World, situation: Situation, last: RememberedFrame
) -> list[Reading]:
    """Other measures that the message names, over the time, groups and filters of the last one."""
    if not cues.leads:
        return []
    named = {term.measure for m in message.mentions for term in m.meanings if isinstance(term, MeasureTerm)}
    return [
        _switched(message, cues, world, situation, last, world.measure_by_name[name])
        for name in sorted(named - {str(last.arguments.get("definition"))})
    ]


def _switched(
    message: Message,
    cues: Cues,
    world: World,
    situation: Situation,
    last: RememberedFrame,
    measure: MeasureView,
) -> Reading:
    new = read_measure(message, world, situation, measure, LIKENESS)
    arguments = {**_carried(last.arguments, measure), **{k: v for k, v in new.arguments.items() if v}}
    size = max(m.size for m in message.mentions if any(t == MeasureTerm(measure.name) for t in m.meanings))
    return Reading(
        action="measure",
        arguments=arguments,
        about=measure.label,
        explained=new.explained | cues.indexes,
        likeness=LIKENESS,
        fit=new.fit + 0.1 * size,
        definition=measure.name,
        choice=new.choice,
    )


def _carried(last: Mapping[str, Any], measure: MeasureView) -> dict[str, Any]:
    """What of the last question also fits the other measure."""
    kept: dict[str, Any] = {key: last[key] for key in _TIMES if measure.timed and last.get(key)}
    group = last.get("group_by")
    if group in measure.by_name or (group in _TIME_GROUPS and measure.timed):
        kept |= {key: last[key] for key in ("group_by", "rank", "limit", "position") if last.get(key)}
    filters = [each for each in last.get("filters", ()) if _fits(str(each["by"]), measure)]
    return kept | ({"filters": filters} if filters else {})


def _fits(by: str, measure: MeasureView) -> bool:
    return by in measure.by_name or by.partition(".")[0] in measure.reach
