"""At most one reading: of those actions that change something and that the agent has, the first that fits."""

from understudy.llm.local.changes.correction import read_correction
from understudy.llm.local.changes.create import ACTION as CREATE
from understudy.llm.local.changes.create import VERBS as CREATING
from understudy.llm.local.changes.create import read_create
from understudy.llm.local.changes.person import ACTION as ESCALATE
from understudy.llm.local.changes.person import VERBS as ESCALATING
from understudy.llm.local.changes.person import read_person
from understudy.llm.local.changes.undoing import ACTION as UNDO
from understudy.llm.local.changes.undoing import VERBS as UNDOING
from understudy.llm.local.changes.undoing import read_undo
from understudy.llm.local.changes.update import ACTION as UPDATE
from understudy.llm.local.changes.update import VERBS as UPDATING
from understudy.llm.local.changes.update import read_update
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["CREATE", "ESCALATE", "ORDER_WORDS", "UNDO", "UPDATE", "WRITING_ACTIONS", "read_changes"]

WRITING_ACTIONS = frozenset({CREATE, UPDATE, UNDO, ESCALATE})
ORDER_WORDS = CREATING | UPDATING | UNDOING | ESCALATING


def read_changes(message: Message, world: World, situation: Situation) -> list[Reading]:
    """The message as an order to change something."""
    if undone := read_undo(message, world, situation):
        return [undone]
    if corrected := read_correction(message, world, situation):
        return [corrected]
    found = read_create(message, world) if world.allowed(CREATE) else None
    if not found and world.allowed(ESCALATE):
        found = read_person(message, world)
    if not found and world.allowed(UPDATE):
        found = read_update(message, world, situation)
    return [found] if found else []
