"""Taking back what an agent changed, as long as nobody has touched the record since."""

from dataclasses import replace

from understudy.kit.errors import InputError
from understudy.org.metadata import ObjectType
from understudy.org.records.bin import delete_batch, undelete_batch
from understudy.org.records.changes import Change, read_change
from understudy.org.records.checks import check_delete, check_update, find_object, is_kept_by_us
from understudy.org.records.faults import InvalidWriteError, StatusCode, WriteError
from understudy.org.records.update import update_batch
from understudy.org.records.values import typed_value
from understudy.org.records.write import Draft, Values, Write, writing

__all__ = ["undo"]


async def undo(write: Write, change_id: int) -> Change:
    """Take a change back, as the write's actor; it is itself a change, and can be taken back.

    What was created is deleted, what was deleted comes back, what was changed has its old values again. One
    transaction.

    Raises: InputError when there is no such change or it is undone already; InvalidWriteError when the record
    has changed since; ForbiddenWriteError when the actor may not do what undoes it.
    """
    change = await read_change(write.database, write.org, change_id)
    if change.undone_by is not None:
        raise InputError(f"change {change_id} is undone already, by change {change.undone_by}")
    described = find_object(write.org, change.object)
    undoing = replace(write, key=None, origin=replace(change.origin, undoes=change_id))
    draft = Draft({}, change.record_id, change.stamp)
    async with writing(undoing) as connection:
        match change.operation:
            case "create" | "undelete":
                check_delete(undoing, described)
                await delete_batch(connection, undoing, described, [draft])
            case "delete":
                check_delete(undoing, described)
                draft.expected = None
                await undelete_batch(connection, undoing, described, [draft])
            case _:
                draft.typed = _earlier(undoing, described, change)
                await update_batch(connection, undoing, described, [draft])
        if draft.error:
            raise _told(draft.error, change)
    return await read_change(write.database, write.org, change_id)


def _earlier(write: Write, described: ObjectType, change: Change) -> Values:
    """What the fields held before, those among them that the platform keeps too."""
    known = {name: value for name, value in change.before.items() if described.field(name)}
    settable = {name: value for name, value in known.items() if not _is_kept(described, name)}
    typed = check_update(write, change.record_id, settable)
    for name in known.keys() - settable.keys():
        field = described.field(name)
        assert field is not None
        typed[name] = typed_value(write.org, field, known[name])
    return typed


def _is_kept(described: ObjectType, name: str) -> bool:
    field = described.field(name)
    return field is not None and is_kept_by_us(field)


def _told(error: WriteError, change: Change) -> WriteError:
    """A record that has changed since is the usual reason; it is told as the reason for not undoing."""
    if not isinstance(error, InvalidWriteError) or error.code is not StatusCode.PRECONDITION_FAILED:
        return error
    message = f"change {change.id} cannot be undone: the record {change.record_id} has changed since"
    return InvalidWriteError(error.code, message, hint="change the record by hand, or leave it")
