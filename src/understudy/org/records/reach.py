"""Which records a write may touch: those that are there, that the actor sees, and that it may change."""

from collections.abc import Iterable, Sequence

from understudy.kit.db import Connection
from understudy.org.metadata import ObjectType
from understudy.org.records import bin_rows, rows
from understudy.org.records.faults import ForbiddenWriteError, InvalidWriteError, StatusCode
from understudy.org.records.rules import Right
from understudy.org.records.write import Draft, Write

__all__ = ["check_owners", "lock_within_reach", "not_there"]


async def lock_within_reach(
    connection: Connection,
    write: Write,
    described: ObjectType,
    drafts: Sequence[Draft],
    wanted: Iterable[str],
    *,
    right: Right,
) -> None:
    """Lock the records of the drafts and read the wanted fields into `before`; mark those out of reach.

    What the actor may not see is told as what is not there.
    """
    ids = [draft.id for draft in drafts]
    names = {"SystemModstamp", *_AUDIT, *wanted}
    found = await rows.locked(connection, write.org, described, ids, names)
    actor, now = write.actor, write.now
    reach = write.rules.within_reach
    seen = await reach(connection, write.org, described, list(found), actor, now, right="read")
    open_to = await reach(connection, write.org, described, list(seen), actor, now, right=right)
    lost = [draft.id for draft in drafts if draft.id not in found]
    binned = await bin_rows.locked(connection, write.org, described, lost) if lost else set[str]()
    known = await reach(
        connection, write.org, described, sorted(binned), actor, now, right="read", deleted=True
    )
    for draft in drafts:
        if draft.id in known:
            draft.error = _in_the_bin(described, draft.id)
        elif draft.id not in seen:
            draft.error = not_there(described, draft.id)
        elif draft.id not in open_to:
            verb = "change" if right == "edit" else "delete"
            draft.error = ForbiddenWriteError(f"you may not {verb} this {described.label.lower()}")
        else:
            draft.before = found[draft.id]


async def check_owners(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Mark the drafts that would give a record of a shared object another owner, where the actor may not.

    The owner may do all with a record, so who may only change it could take it.
    """
    sharing = write.org.access.sharing.get(described.name.lower())
    owner = described.field(sharing.owner) if sharing and sharing.default != "parent" else None
    if owner is None:
        return
    given_away = [draft for draft in drafts if owner.name in draft.typed]
    ids = [draft.id for draft in given_away]
    open_to = await write.rules.within_reach(
        connection, write.org, described, ids, write.actor, write.now, right="transfer"
    )
    for draft in given_away:
        if draft.id not in open_to:
            message = f"you may not give this {described.label.lower()} another owner"
            draft.error = ForbiddenWriteError(message, [owner.name])


_AUDIT = ("LastModifiedDate", "LastModifiedById")


def _in_the_bin(described: ObjectType, record_id: str) -> InvalidWriteError:
    message = f"the {described.label} {record_id!r} is deleted: it is in the recycle bin"
    return InvalidWriteError(StatusCode.ENTITY_IS_DELETED, message, ["Id"], hint="restore it first")


def not_there(described: ObjectType, record_id: str) -> InvalidWriteError:
    """What is said of a record that does not exist, or not for the actor."""
    message = f"there is no {described.label} {record_id!r}"
    return InvalidWriteError(StatusCode.INVALID_CROSS_REFERENCE_KEY, message, ["Id"])
