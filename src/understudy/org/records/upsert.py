"""Records found by a key of another system: changed if they are there, made if they are not."""

from collections.abc import Mapping, Sequence

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.records.checks import check_create, check_update
from understudy.org.records.create import create_batch
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.naming import find_field, find_object
from understudy.org.records.unique import folded, holders
from understudy.org.records.update import update_batch
from understudy.org.records.values import typed_value
from understudy.org.records.write import Draft, Upserted, Write, writing

__all__ = ["external_field", "keyed_draft", "lock_key", "match", "upsert"]


async def upsert(
    write: Write,
    object_name: str,
    external_name: str,
    external_value: object,
    values: Mapping[str, object],
) -> Upserted:
    """Change the record whose external field has the value, or make one that has. One short transaction.

    Two at the same time make one record. Only records that the actor sees are found.

    Raises: as `create` and `update`; InvalidWriteError with MULTIPLE_CHOICES when several have the value.
    """
    described = find_object(write, object_name)
    field = external_field(write, described, external_name)
    key = typed_value(write.org, field, external_value)
    if key is None:
        raise InvalidWriteError(StatusCode.MISSING_ARGUMENT, f"{field.name} has no value", [field.name])
    async with writing(write) as connection:
        await lock_key(connection, write, described, field, key)
        found = (await match(connection, write, described, field, [key])).get(folded(key), [])
        draft = keyed_draft(write, described, field, key, found, values)
        if draft.record_id is None:
            await create_batch(connection, write, described, [draft])
        else:
            await update_batch(connection, write, described, [draft])
        if draft.error:
            raise draft.error
    return Upserted(draft.id, draft.created)


def keyed_draft(
    write: Write,
    described: ObjectType,
    field: Field,
    key: object,
    found: Sequence[RecordId],
    values: Mapping[str, object],
) -> Draft:
    """What is to be written where these records have the key: a new record, or a change of the one.

    Raises: InvalidWriteError, ForbiddenWriteError.
    """
    if len(found) > 1:
        message = f"{len(found)} {described.plural.lower()} have the {field.label} {key!r}"
        raise InvalidWriteError(StatusCode.MULTIPLE_CHOICES, message, [field.name], records=found)
    others = {name: value for name, value in values.items() if name.lower() != field.name.lower()}
    if found:
        return Draft(others, found[0], typed=check_update(write, found[0], others))
    if field.type is FieldType.ID:
        message = f"there is no {described.label} {key!r}"
        raise InvalidWriteError(StatusCode.INVALID_CROSS_REFERENCE_KEY, message, [field.name])
    given = {field.name: key, **others}
    return Draft(given, typed=check_create(write, described.name, given))


def external_field(write: Write, described: ObjectType, name: str) -> Field:
    """The field by which records are found: Id, or one that holds another system's key.

    The actor must be able to read it: finding records by it tells what is in it.

    Raises: InvalidWriteError.
    """
    field = find_field(write, described, name)
    if field.type is not FieldType.ID and not field.external_id:
        message = f"{field.name} does not tell one of the {described.plural.lower()} from another"
        hint = "a field by which records are found is declared with external_id"
        raise InvalidWriteError(StatusCode.INVALID_FIELD, message, [field.name], hint=hint)
    return field


async def lock_key(
    connection: Connection, write: Write, described: ObjectType, field: Field, key: object | None
) -> None:
    """Keep others from making a record of the same key meanwhile; without a key, of any key."""
    place = f"{write.org.pg_schema}.{described.name}.{field.name}"
    if key is None:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (place,))
        return
    await connection.execute(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0)),"
        " pg_advisory_xact_lock(hashtextextended(%s, 1))",
        (place, f"{place}={folded(key)}"),
    )


async def match(
    connection: Connection, write: Write, described: ObjectType, field: Field, keys: Sequence[object]
) -> dict[object, list[RecordId]]:
    """By key, the records that have it and that the actor sees."""
    having = await holders(connection, write.org, described, field, keys)
    ids = [record_id for _, record_id in having]
    reach = (connection, write.org, described, ids, write.actor, write.now)
    seen = await write.rules.within_reach(*reach, right="read")
    found: dict[object, list[RecordId]] = {}
    for key, record_id in having:
        if record_id in seen:
            found.setdefault(folded(key), []).append(record_id)
    return found
