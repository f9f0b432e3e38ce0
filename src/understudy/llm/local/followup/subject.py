"""The message as the question before about something else: "and opportunities?", "and our contracts?"."""

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.followup.frames import RecordSet, merged, slot_of, split_conditions
from understudy.llm.local.followup.times import date_path
from understudy.llm.local.followup.wording import about_set
from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.records import Draft, find_conditions
from understudy.llm.local.world import ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["switch_subject"]

LIKENESS = 0.85
FIT = 0.85


def switch_subject(
    message: Message, cues: Cues, world: World, situation: Situation, records: RecordSet
) -> list[Reading]:
    """The same asked of records of another kind, as far as what limited the first ones fits them too."""
    if not cues.leads or message.ids:
        return []
    named = {t.object: m for m in message.mentions for t in m.meanings if isinstance(t, ObjectTerm)}
    return [
        _switched(message, cues, world, situation, records, world.object_by_name[name])
        for name, mention in named.items()
        if name != records.object and message.words[mention.last - 1].endswith("s")
    ]


def _switched(
    message: Message, cues: Cues, world: World, situation: Situation, records: RecordSet, kind: ObjectView
) -> Reading:
    draft = Draft(message, world, situation, kind)
    find_conditions(draft)
    own = world.object_by_name[records.object]
    carried = [each for old in records.conditions if (each := _carried(old, own, kind, records))]
    conditions = merged(carried, split_conditions(draft.where), narrows=False)
    order = "CreatedDate DESC NULLS LAST" if "CreatedDate" in kind.by_name else ""
    number = records.number if "Id" in records.number else ""
    changed = RecordSet(kind.name, conditions, order=order, number=number)
    names = {match.id: match.name for name in message.names for match in name.best}
    about = about_set(changed, world, situation.memory, names)
    action, arguments = changed.call(about)
    explained = message.indexes(draft.ranges) | cues.indexes
    explained |= {i for mention in draft.mentioned for i in range(mention.first, mention.last)}
    return Reading(
        action, arguments, about, explained, LIKENESS, FIT - 0.2 * draft.strays, choice=draft.choice
    )


def _carried(condition: str, own: ObjectView, kind: ObjectView, records: RecordSet) -> str | None:
    """The condition on the other kind of record; None when it means nothing there."""
    slot = slot_of(condition)
    if slot is None:
        return None
    path = slot[0]
    if path == date_path(records):
        times = [f for f in kind.fields if f.kind in ("date", "datetime")]
        when = next((f for f in times if f.name == path), None) or next(
            (f for f in times if f.name == "CreatedDate"), None
        )
        same = when and path in own.by_name and own.by_name[path].kind == when.kind
        return condition.replace(path, when.name, 1) if when and same else None
    target = _points_to(path, own)
    if target:
        way = kind.ways.get(target)
        return _moved(condition, f"{way}.Id") if way else None
    field = kind.by_name.get(path)
    fits = field and all(
        f"'{value}'" not in condition or value in field.values for value in _values(own, path)
    )
    return (
        condition if field and fits and path in own.by_name and field.kind == own.by_name[path].kind else None
    )


def _values(own: ObjectView, path: str) -> tuple[str, ...]:
    return own.by_name[path].values if path in own.by_name else ()


def _points_to(path: str, own: ObjectView) -> str | None:
    """The object whose id the path holds."""
    field = own.by_name.get(path)
    if field and field.target:
        return field.target
    return next((name for name, way in own.ways.items() if f"{way}Id" == path), None)


def _moved(condition: str, path: str) -> str:
    operator = condition.lstrip("( ").split(None, 1)[1]
    return f"{path} {operator}"
