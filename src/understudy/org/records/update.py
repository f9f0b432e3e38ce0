"""Changes of records that are there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId
from understudy.org.metadata import ObjectType
from understudy.org.records import rows
from understudy.org.records.attempts import alive, check_rules, until_clean
from understudy.org.records.changes import keep_change
from understudy.org.records.checks import check_update, stamps
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.history import keep_history
from understudy.org.records.naming import object_of
from understudy.org.records.reach import check_owners, lock_within_reach
from understudy.org.records.references import check_references
from understudy.org.records.write import Draft, Write, audit_user, writing

__all__ = ["update", "update_batch"]


async def update(
    write: Write, record_id: str, values: Mapping[str, object], *, expected: datetime | None
) -> datetime:
    """Change fields of a record; returns its new SystemModstamp, or the old one if nothing differs or this
    very write was made before.

    `expected` is the SystemModstamp that was read; None to change whatever is there. Each changed field
    leaves a row of history. One short transaction.

    Raises: as `create`; InvalidWriteError also when the record is gone or has changed since it was read.
    """
    described = object_of(write, record_id)
    draft = Draft(values, RecordId(record_id), expected, check_update(write, record_id, values))
    async with writing(write) as connection:
        if write.key is not None and await rows.claim(connection, write.org, write.key, record_id, write.now):
            return expected or write.now
        await update_batch(connection, write, described, [draft])
        if draft.error:
            raise draft.error
    return draft.typed.get("SystemModstamp", draft.before["SystemModstamp"])


async def update_batch(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Change the records of these drafts, each another, whose values are typed; mark those that cannot be.

    Afterwards `typed` holds only what was changed.
    """
    stamped = [f for f in described.fields if f.stamped_when]
    named = {name for draft in drafts for name in draft.typed}
    wanted = {*named, *(f.name for f in stamped), *(f.stamped_when[0] for f in stamped if f.stamped_when)}
    await lock_within_reach(connection, write, described, drafts, wanted, right="edit")
    for draft in alive(drafts):
        _keep_changes(write, described, draft)
    changed = [draft for draft in alive(drafts) if draft.typed]
    await check_owners(connection, write, described, changed)
    await check_references(connection, write, described, alive(changed))

    async def attempt(live: Sequence[Draft]) -> None:
        names = dict.fromkeys(name for draft in live for name in draft.typed)
        values = [
            {"Id": draft.id, **{name: draft.typed.get(name, draft.before.get(name)) for name in names}}
            for draft in live
        ]
        await rows.change(connection, write.org, described, values)
        await check_rules(connection, write, described, live)
        await keep_history(connection, write, described, alive(live))
        await keep_change(connection, write, described, "update", alive(live))

    await until_clean(connection, write, described, changed, attempt)


def _keep_changes(write: Write, described: ObjectType, draft: Draft) -> None:
    before = draft.before
    if draft.expected is not None and before["SystemModstamp"] != draft.expected:
        message = f"the {described.label} {draft.id!r} has changed since it was read"
        hint = "read it again and decide anew"
        draft.error = InvalidWriteError(StatusCode.PRECONDITION_FAILED, message, hint=hint)
        return
    after = draft.typed | stamps(described, before, draft.typed, write.now)
    draft.typed = {name: value for name, value in after.items() if value != before[name]}
    if draft.typed:
        # The stamp must grow even under a clock that stands still.
        earlier = before["SystemModstamp"]
        at = max(write.now, earlier + timedelta(microseconds=1)) if earlier else write.now
        user = audit_user(write.actor)
        draft.typed |= {"LastModifiedDate": at, "LastModifiedById": user, "SystemModstamp": at}
