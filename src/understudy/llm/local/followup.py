"""The message as a change of the question before: "and last year?", "only in Texas", "by product"."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from understudy.llm.local.lexicon import MeasureTerm
from understudy.llm.local.measures import read_measure
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.times import Shifted, Window, shift
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["read_follow_up"]

_CUES = frozenset("and only just but now then same or by what how per also instead".split())
_SHORT = 8
_TERSE = 4
_LIKENESS = 0.85
_FIT = 0.8
_REPLACED = ("group_by", "rank", "limit", "position", "volume", "value")


def read_follow_up(message: Message, world: World, situation: Situation) -> Reading | None:
    """The last measure with what the message changes of it; None when it changes nothing, or asks anew."""
    last = situation.last
    if last is None or last.action != "measure" or not _may_follow(message):
        return None
    measure = world.measure_by_name.get(str(last.arguments.get("definition")))
    if measure is None:
        return None
    new = read_measure(message, world, situation, measure, _LIKENESS)
    changes = _changes(message, last.arguments, new.arguments)
    if not changes:
        return None
    cues = frozenset(i for i, word in enumerate(message.words) if word in _CUES)
    return Reading(
        action="measure",
        arguments={**last.arguments, **changes},
        about=measure.label,
        explained=new.explained | cues,
        likeness=_LIKENESS,
        fit=_FIT,
        definition=measure.name,
        choice=new.choice,
    )


def _may_follow(message: Message) -> bool:
    """Short, and not a question that names what it is about."""
    names_measure = any(
        isinstance(term, MeasureTerm) for m in message.mentions for term in m.meanings if m.size > 1
    )
    begins = bool(_CUES & set(message.words[:1])) and len(message.tokens) <= _SHORT
    return (begins or len(message.tokens) <= _TERSE) and not names_measure


def _changes(message: Message, last: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {key: new[key] for key in _REPLACED if new.get(key) is not None}
    window = {key: value for key, value in new.items() if key.startswith("window_")} or _shifted(
        message, last
    )
    changes |= window
    added = list(new.get("filters", ()))
    if added:
        replaced = {each["by"] for each in added}
        kept = [each for each in last.get("filters", ()) if each["by"] not in replaced]
        changes["filters"] = [*kept, *added]
    return changes


def _shifted(message: Message, last: Mapping[str, Any]) -> dict[str, Any]:
    """ "The quarter before": the last window, moved."""
    by = next((span.value for span in message.windows if isinstance(span.value, Shifted)), None)
    if by is None or not last.get("window_start") or not last.get("window_end"):
        return {}
    start, end = (datetime.fromisoformat(str(last[f"window_{edge}"])) for edge in ("start", "end"))
    moved = shift(Window(start, end, ""), by)
    return {
        "window_start": moved.start.isoformat() if moved.start else None,
        "window_end": moved.end.isoformat() if moved.end else None,
        "window_label": moved.label,
    }
