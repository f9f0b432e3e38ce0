"""Readings of the message as an order to change something; a person confirms it before it is done.

In order of flow: `orders` (is it an order, and for what), `values` (which value a field is to have), `create`
(a new case), `update` (a record's fields), `person` (somebody else is to take over), `undoing` (of what was
done), `correction` (of what was proposed), `read`.
"""

from understudy.llm.local.changes.read import (
    CREATE,
    ESCALATE,
    ORDER_WORDS,
    UNDO,
    UPDATE,
    WRITING_ACTIONS,
    read_changes,
)

__all__ = ["CREATE", "ESCALATE", "ORDER_WORDS", "UNDO", "UPDATE", "WRITING_ACTIONS", "read_changes"]
