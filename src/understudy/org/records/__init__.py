"""Writing records: who may, whether the values are right, what changed, and how it is taken back.

What an actor may set is declared with what it may read (`ObjectAccess`); the platform itself (`System`) may
write everything. What only the question language can say (which rows are within an actor's reach, whether a
validation rule is broken) comes through a port, `RowRules`, without which there is no `Write`.

In order of flow: `faults` (why not), `rules` (the port), `write` (who writes when, what comes of it),
`values` and `checks` (without the database), `references` and `reach` (with it), `attempts` (many drafts, of
which some are wrong), `rows` (the SQL), `history`, `create`, `update`, `upsert`, `bin` with `removal`,
`restoring` and `bin_rows`, `bulk`; `changes` (what agents did) and `undo`.
"""

from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.records import rows
from understudy.org.records.bin import delete, purge, undelete
from understudy.org.records.bulk import write_all
from understudy.org.records.changes import Change, change_of, last_change, list_changes, read_change
from understudy.org.records.checks import check_create, check_update
from understudy.org.records.create import create
from understudy.org.records.faults import ForbiddenWriteError, InvalidWriteError, StatusCode, WriteError
from understudy.org.records.references import right_to_refer
from understudy.org.records.rules import Broken, Right, RowRules
from understudy.org.records.undo import check_undo, undo
from understudy.org.records.update import update
from understudy.org.records.upsert import upsert
from understudy.org.records.values import typed_value
from understudy.org.records.write import Operation, Origin, Outcome, Upserted, Write

__all__ = [
    "Broken",
    "Change",
    "ForbiddenWriteError",
    "InvalidWriteError",
    "Operation",
    "Origin",
    "Outcome",
    "Right",
    "RowRules",
    "StatusCode",
    "Upserted",
    "Write",
    "WriteError",
    "change_of",
    "check_create",
    "check_undo",
    "check_update",
    "create",
    "delete",
    "last_change",
    "list_changes",
    "purge",
    "read_change",
    "right_to_refer",
    "typed_value",
    "undelete",
    "undo",
    "update",
    "upsert",
    "was_written",
    "write_all",
]


async def was_written(database: Database, org: Org, key: str) -> bool:
    """Whether the write with that key has been made."""
    return await rows.written(database, org, key)
