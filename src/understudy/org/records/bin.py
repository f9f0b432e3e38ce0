"""The recycle bin: a deleted record leaves its table, with what belongs to it, and can be brought back, or
purged, which nothing brings back.

What refers to a deleted record does as its field declares: its reference is emptied (`clear`), it goes along
(`cascade`), or it keeps the record from being deleted (`restrict`, as does every required reference).

Source: Salesforce Help, "Lookup Relationships", "Recycle Bin"; Apex Developer Guide, "Restoring Deleted
Records".
"""

from collections.abc import Sequence
from datetime import datetime

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId
from understudy.org.metadata import ObjectType
from understudy.org.records import bin_rows
from understudy.org.records.attempts import alive, until_clean
from understudy.org.records.changes import keep_change
from understudy.org.records.checks import check_delete, check_purge
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.naming import object_of
from understudy.org.records.reach import lock_within_reach, not_there
from understudy.org.records.removal import remove
from understudy.org.records.restoring import restore
from understudy.org.records.write import Draft, Write, writing
from understudy.org.recycled import purge_records

__all__ = [
    "delete",
    "delete_batch",
    "hard_delete_batch",
    "purge",
    "purge_batch",
    "undelete",
    "undelete_batch",
]


async def delete(write: Write, record_id: str, *, expected: datetime | None = None) -> None:
    """Put a record into the recycle bin. One short transaction.

    `expected` is the SystemModstamp that was read; None to delete whatever is there.

    Raises: ForbiddenWriteError; InvalidWriteError when the record is gone, has changed since it was read, or
    is needed by another.
    """
    described = object_of(write, record_id)
    check_delete(write, described)
    draft = Draft({}, RecordId(record_id), expected)
    async with writing(write) as connection:
        await delete_batch(connection, write, described, [draft])
        if draft.error:
            raise draft.error


async def undelete(write: Write, record_id: str) -> None:
    """Bring a record back out of the recycle bin, with what went along and the references to it that are
    still empty. One short transaction.

    Raises: ForbiddenWriteError; InvalidWriteError when it is not in the bin, or what it cannot be without is
    not there.
    """
    described = object_of(write, record_id)
    check_delete(write, described)
    draft = Draft({}, RecordId(record_id))
    async with writing(write) as connection:
        await undelete_batch(connection, write, described, [draft])
        if draft.error:
            raise draft.error


async def purge(write: Write, record_id: str) -> None:
    """Take a record out of the recycle bin for good, with what went along. One short transaction.

    What is kept of its history goes too; of an agent's changes remains that they were made.

    Raises: ForbiddenWriteError; InvalidWriteError when it is not in the bin.
    """
    described = object_of(write, record_id)
    check_purge(write, described)
    draft = Draft({}, RecordId(record_id))
    async with writing(write) as connection:
        await purge_batch(connection, write, described, [draft])
        if draft.error:
            raise draft.error


async def delete_batch(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Put the records of these drafts into the bin; mark those that cannot be."""
    await lock_within_reach(connection, write, described, drafts, (), right="delete")
    for draft in alive(drafts):
        if draft.expected is not None and draft.before["SystemModstamp"] != draft.expected:
            message = f"the {described.label} {draft.id!r} has changed since it was read"
            draft.error = InvalidWriteError(StatusCode.PRECONDITION_FAILED, message)

    async def attempt(live: Sequence[Draft]) -> None:
        await remove(connection, write, described, {draft.id: draft for draft in live})
        await keep_change(connection, write, described, "delete", alive(live))

    await until_clean(connection, write, described, drafts, attempt)


async def undelete_batch(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Bring the records of these drafts back; mark those that cannot be."""
    await _find_in_bin(connection, write, described, drafts)

    async def attempt(live: Sequence[Draft]) -> None:
        await restore(connection, write, live)
        await keep_change(connection, write, described, "undelete", alive(live))

    await until_clean(connection, write, described, drafts, attempt)


async def purge_batch(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Take the records of these drafts out of the bin for good; mark those that are not in it."""
    await _find_in_bin(connection, write, described, drafts)
    await purge_records(connection, write.org, [draft.id for draft in alive(drafts)])


async def hard_delete_batch(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Delete the records of these drafts without the bin, where they may lie already."""
    await delete_batch(connection, write, described, drafts)
    for draft in drafts:
        if draft.error and draft.error.code is StatusCode.ENTITY_IS_DELETED:
            draft.error = None
    await purge_batch(connection, write, described, alive(drafts))


async def _find_in_bin(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Lock the records in the bin; mark the drafts of those that are not there for the actor."""
    found = await bin_rows.locked(connection, write.org, described, [draft.id for draft in drafts])
    reach = (connection, write.org, described, sorted(found), write.actor, write.now)
    open_to = await write.rules.within_reach(*reach, right="delete", deleted=True)
    for draft in drafts:
        if draft.id not in open_to:
            draft.error = not_there(described, draft.id)
