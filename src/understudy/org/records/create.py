"""New records."""

from collections.abc import Mapping, Sequence

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId
from understudy.org.metadata import FieldType, ObjectType
from understudy.org.records import rows
from understudy.org.records.attempts import alive, check_rules, until_clean
from understudy.org.records.changes import keep_change
from understudy.org.records.checks import check_create
from understudy.org.records.history import keep_history
from understudy.org.records.naming import find_object
from understudy.org.records.references import check_references
from understudy.org.records.write import Draft, Values, Write, audit_fields, writing

__all__ = ["create", "create_batch"]


async def create(write: Write, object_name: str, values: Mapping[str, object]) -> RecordId:
    """Add a record; returns its id, the earlier one's if this write was made before. One short transaction.

    Raises: ForbiddenWriteError; InvalidWriteError for an unknown object or field, a value that does not fit,
    a required field without one, a reference to nothing, or a validation rule of the org.
    """
    described = find_object(write, object_name)
    draft = Draft(values, typed=check_create(write, described.name, values))
    async with writing(write) as connection:
        [draft.record_id] = await rows.new_ids(connection, write.org, described, 1)
        if write.key is not None:
            earlier = await rows.claim(connection, write.org, write.key, draft.record_id, write.now)
            if earlier:
                return earlier
        await create_batch(connection, write, described, [draft])
        if draft.error:
            raise draft.error
    return draft.record_id


async def create_batch(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Add the records of these drafts, whose values are typed; mark those that cannot be."""
    await check_references(connection, write, described, drafts)
    drafts = alive(drafts)
    await _identify(connection, write, described, drafts)
    await _number(connection, write, described, drafts)
    rest = {**_unticked(described), **audit_fields(write)}

    async def attempt(live: Sequence[Draft]) -> None:
        values = [{"Id": draft.id, **rest, **draft.typed} for draft in live]
        await rows.insert(connection, write.org, described, values)
        await check_rules(connection, write, described, live)
        await keep_history(connection, write, described, alive(live))
        await keep_change(connection, write, described, "create", alive(live))

    await until_clean(connection, write, described, drafts, attempt)


def _unticked(described: ObjectType) -> Values:
    """A box that nobody ticks is false, not empty."""
    return {field.name: False for field in described.fields if field.type is FieldType.BOOLEAN}


async def _identify(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    nameless = [draft for draft in drafts if draft.record_id is None]
    ids = await rows.new_ids(connection, write.org, described, len(nameless)) if nameless else []
    for draft, record_id in zip(nameless, ids, strict=True):
        draft.record_id = record_id
    for draft in drafts:
        draft.is_new = True


async def _number(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    for field in described.fields:
        if field.numbered is None:
            continue
        blank = [draft for draft in drafts if draft.typed.get(field.name) is None]
        if blank:
            numbers = await rows.next_numbers(connection, write.org, described, field, len(blank))
            for draft, number in zip(blank, numbers, strict=True):
                draft.typed[field.name] = f"{number:0{field.numbered}}"
