"""Messages that change or continue what was before.

In order of flow: `answers` (to what was asked back), `cues` (does the message go on, and how?), `references`
("it", "the second one" become ids), `frames` (a remembered frame as a set that can be changed), `times` (told
by the time before), `states` and `filters` (which rows are counted), then the readings: `measure`, `switch`
(another one), `records`, `subject` (records of another kind), `record` (one of them), `routing`; `wording`
says what a set holds.
"""

from understudy.llm.local.followup.answers import chosen
from understudy.llm.local.followup.cues import find_cues
from understudy.llm.local.followup.frames import is_narrower, record_set
from understudy.llm.local.followup.measure import change_measure
from understudy.llm.local.followup.record import read_record
from understudy.llm.local.followup.records import change_records, unknown_narrowing
from understudy.llm.local.followup.references import dangling, resolve
from understudy.llm.local.followup.routing import change_routing
from understudy.llm.local.followup.subject import switch_subject
from understudy.llm.local.followup.switch import switch_measure
from understudy.llm.local.followup.times import date_path, told_by, window_of
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["chosen", "dangling", "is_narrower", "read_follow_ups", "resolve"]


def read_follow_ups(message: Message, world: World, situation: Situation) -> list[Reading]:
    """Every way in which the message goes on from what the conversation remembers."""
    memory = situation.memory
    if memory.last is None:
        return []
    cues = find_cues(message)
    found = [read_record(message, cues, world, situation), change_routing(message, cues, world, memory.last)]
    subject = memory.subject
    records = record_set(subject, world)
    if subject is not None:
        path = date_path(records)
        kind = world.object_by_name.get(records.object) if records else None
        ahead = kind is not None and path in kind.by_name and kind.by_name[path].kind == "date"
        last = window_of(subject, records)
        message = told_by(message, last, situation.moment, ahead=ahead)
    if subject is not None and subject.action == "measure":
        found.append(change_measure(message, cues, world, situation, subject))
        found += switch_measure(message, cues, world, situation, subject)
    if records is not None:
        began = record_set(memory.began, world)
        of_measure = subject is not None and subject.action == "measure"
        if not of_measure or cues.lists or (cues.continues and not any(found)):  # what no measure tells
            found.append(change_records(message, cues, world, situation, records, began))
        found += switch_subject(message, cues, world, situation, records)
        if cues.narrows and (cues.refers or (cues.leads and cues.terse)) and not any(found):
            found.append(unknown_narrowing(message, cues, world, records))
    return [reading for reading in found if reading]
