"""Taking back what an agent changed, as long as nobody has touched the record since."""

from dataclasses import replace

from understudy.kit.errors import InputError
from understudy.org.metadata import ObjectType
from understudy.org.records import rows
from understudy.org.records.bin import delete_batch, undelete_batch
from understudy.org.records.changes import Change, read_change
from understudy.org.records.checks import check_delete, check_update, is_kept_by_us
from understudy.org.records.faults import ForbiddenWriteError, InvalidWriteError, StatusCode, WriteError
from understudy.org.records.naming import find_object, is_readable
from understudy.org.records.update import update_batch
from understudy.org.records.values import typed_value
from understudy.org.records.write import Draft, Values, Write, writing

__all__ = ["check_undo", "undo"]


async def undo(write: Write, change_id: int) -> Change:
    """Take a change back, as the write's actor; it is itself a change, and can be taken back.

    What was created is deleted, what was deleted comes back, what was changed has its old values again. One
    transaction. With a key, once.

    Raises: InputError when there is no such change or it is undone already; InvalidWriteError when the record
    has changed since; ForbiddenWriteError when the actor may not do what undoes it.
    """
    change = await read_change(write.database, write.org, change_id)
    if write.key is not None and await rows.written(write.database, write.org, write.key):
        return change
    typed = check_undo(write, change)
    described = find_object(write, change.object)
    undoing = replace(write, origin=replace(write.origin or change.origin, undoes=change_id))
    draft = Draft({}, change.record_id, change.stamp, typed)
    async with writing(undoing) as connection:
        if write.key is not None:
            await rows.claim(connection, write.org, write.key, change.record_id, write.now)
        match change.operation:
            case "create" | "undelete":
                await delete_batch(connection, undoing, described, [draft])
            case "delete":
                draft.expected = None
                await undelete_batch(connection, undoing, described, [draft])
            case _:
                await update_batch(connection, undoing, described, [draft])
        if draft.error:
            raise _told(draft.error, change)
    return await read_change(write.database, write.org, change_id)


def check_undo(write: Write, change: Change) -> Values:
    """What undoing the change would set, which is nothing but for a changed record.

    Raises: as `undo`, for what can be said without the record.
    """
    if change.undone_by is not None:
        raise InputError(f"change {change.id} is undone already, by change {change.undone_by}")
    try:
        described = find_object(write, change.object)
    except InvalidWriteError:
        raise ForbiddenWriteError(f"you may not undo change {change.id}") from None
    if change.operation == "update":
        return _earlier(write, described, change)
    check_delete(write, described)
    return {}


def _earlier(write: Write, described: ObjectType, change: Change) -> Values:
    """What the fields held before, those among them that the platform keeps too."""
    known = {name: value for name, value in change.before.items() if described.field(name)}
    if not all(is_readable(write, described, name) for name in known):
        raise ForbiddenWriteError(f"you may not undo change {change.id}")
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
