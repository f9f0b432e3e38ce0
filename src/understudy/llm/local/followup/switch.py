"""The message as the question before about another measure: "and the handle time?", "and the open ones?"."""

from collections.abc import Mapping
from typing import Any

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.followup.states import find_states, is_opposite
from understudy.llm.local.lexicon import MeasureTerm
from understudy.llm.local.measures import read_measure
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.subsets import done_to_subset, subset_words
from understudy.llm.local.world import MeasureView, ObjectView, World
from understudy.llm.situation import RememberedFrame, Situation

__all__ = ["switch_measure"]

LIKENESS = 0.85
FIT = 0.8
_TIMES = ("window_start", "window_end", "window_label")
_TIME_GROUPS = frozenset({"year", "quarter", "month", "week", "day"})


def switch_measure(
    message: Message, cues: Cues, world: World, situation: Situation, last: RememberedFrame
) -> list[Reading]:
    """Other measures that the message names, over the time, groups and filters of the last one."""
    if not cues.continues:
        return []
    named = _other_states(message, cues, world, last)
    if cues.leads:
        named |= {t.measure for m in message.mentions for t in m.meanings if isinstance(t, MeasureTerm)}
    return [
        _switched(message, cues, world, situation, last, world.measure_by_name[name])
        for name in sorted(named - {str(last.arguments.get("definition"))})
    ]


def _other_states(message: Message, cues: Cues, world: World, last: RememberedFrame) -> set[str]:
    """ "And the open ones?", after how many were closed: the measures that count those.

    What is added to its opposite makes all: "the closed ones too", after the open ones.
    """
    measure = world.measure_by_name.get(str(last.arguments.get("definition")))
    kind = world.object_by_name.get(measure.object) if measure else None
    if measure is None or kind is None or not measure.counts_rows or not measure.where:
        return set()
    alike = [
        other
        for other in world.measures
        if other.object == kind.name and other != measure and other.counts_rows and not other.usual_group
    ]
    named = [other for other in alike if other.where and _is_named(message, other, kind)]
    if not cues.adds or cues.narrows:
        return {other.name for other in named}
    opposite = any(is_opposite(measure.where, other.where or "") for other in named)
    whole = [other for other in alike if not other.where and other.time_field == measure.time_field]
    return {other.name for other in whole} if opposite else set()


def _is_named(message: Message, measure: MeasureView, kind: ObjectView) -> bool:
    """Whether the message names the measure's rows by their state, or by how they came to it."""
    return any(subset_words(message, measure, kind)) or done_to_subset(message, measure, kind) is not None


def _switched(
    message: Message,
    cues: Cues,
    world: World,
    situation: Situation,
    last: RememberedFrame,
    measure: MeasureView,
) -> Reading:
    new = read_measure(message, world, situation, measure, LIKENESS)
    states = find_states(message, measure, world)
    told = {each["by"] for each, _ in states}
    own = {key: value for key, value in new.arguments.items() if value}
    own["filters"] = [each for each in own.get("filters", ()) if each["by"] not in told]
    arguments = {**_carried(last.arguments, measure), **{key: value for key, value in own.items() if value}}
    sizes = [m.size for m in message.mentions if MeasureTerm(measure.name) in m.meanings]
    return Reading(
        action="measure",
        arguments=arguments,
        about=measure.label,
        explained=new.explained | cues.indexes | message.indexes([where for _, where in states]),
        likeness=LIKENESS,
        fit=new.fit + 0.1 * max(sizes) if sizes else FIT,
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
