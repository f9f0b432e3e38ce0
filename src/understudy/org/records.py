"""Writing records: who may, whether the values are right, and what changed.

What an actor may set is declared with what it may read (`ObjectAccess`); the platform itself (`System`) may
write everything. Row rules are part of the query language, which is above this room: to change a record one
must have read it, and shows so by the SystemModstamp that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from rapidfuzz import process

from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId, parse_record_id
from understudy.org import rows
from understudy.org.importer.values import MisfitError, converter
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System

__all__ = ["Write", "check_create", "check_update", "create", "update", "was_written"]

_OWNER = "OwnerId"
_KEPT_BY_US = frozenset({"id", *(field.name.lower() for field in AUDIT_FIELDS)})


@dataclass(frozen=True, slots=True)
class Write:
    """Where, for whom and when something is written. `now` has a time zone.

    `key`, where one is given, belongs to this very write: with it nothing is ever written twice.
    """

    database: Database
    org: Org
    actor: Actor
    now: datetime
    key: str | None = None


Values = dict[str, Any]


def check_create(write: Write, object_name: str, values: Mapping[str, object]) -> Values:
    """All the typed values that a new record would have of itself: given, default, stamped, the actor's own.

    Raises: as `create`, references and numbers apart.
    """
    described = _object(write.org, object_name)
    _permit(write, described, values, new=True)
    own = write.org.access.access(write.actor, described.name).own
    binds = write.org.access.binds(write.actor)
    given = {**values, **{name: binds.get(bind) for name, bind in own.items()}}
    typed = _typed(write.org, described, given)
    for field in described.fields:
        if field.default is not None and field.name not in typed:
            typed[field.name] = _value(write.org, field, field.default)
    if isinstance(write.actor, Employee) and described.field(_OWNER):
        typed.setdefault(_OWNER, write.actor.user_id)
    typed |= _stamps(described, {}, typed, write.now)
    missing = [f.label for f in described.fields if f.required and typed.get(f.name) is None]
    if missing:
        raise InputError(f"{described.label} needs {', '.join(missing)}")
    return typed


def check_update(write: Write, record_id: str, values: Mapping[str, object]) -> Values:
    """The typed values that would be set, references not looked up.

    Raises: as `update`, for what can be said without the record.
    """
    described = write.org.schema.object_of(record_id)
    if described is None:
        raise InputError(f"{record_id!r} is the id of no object of the org")
    _permit(write, described, values, new=False)
    typed = _typed(write.org, described, values)
    for field in described.fields:
        if field.required and field.name in typed and typed[field.name] is None:
            raise InputError(f"{field.label} cannot be empty")
    return typed


async def create(write: Write, object_name: str, values: Mapping[str, object]) -> RecordId:
    """Add a record; returns its id, the earlier one's if this write was made before. One short transaction.

    Raises: NotPermittedError; InputError for an unknown object or field, a value that does not fit, a
    required field without one, or a reference to nothing.
    """
    typed = check_create(write, object_name, values)
    described = _object(write.org, object_name)
    async with write.database.transaction() as connection:
        record_id = await rows.new_id(connection, write.org, described)
        if earlier := await _made_before(connection, write, record_id):
            return earlier
        await _check_references(connection, write.org, described, typed)
        for field in described.fields:
            if field.numbered is not None and typed.get(field.name) is None:
                number = await rows.next_number(connection, write.org, described, field)
                typed[field.name] = f"{number:0{field.numbered}}"
        audit = {"CreatedDate": write.now, "CreatedById": _user(write.actor), **_stamp(write, write.now)}
        await rows.insert(connection, write.org, described, {"Id": record_id, **typed, **audit})
    return record_id


async def update(
    write: Write, record_id: str, values: Mapping[str, object], *, expected: datetime
) -> datetime:
    """Change fields of a record; returns its new SystemModstamp, or the old one if nothing differs or this
    very write was made before.

    `expected` is the SystemModstamp that was read. Each changed field leaves a row of history. One short
    transaction.

    Raises: as `create`; InputError also when the record is gone or has changed since it was read.
    """
    typed = check_update(write, record_id, values)
    described = write.org.schema.object_of(record_id)
    assert described is not None
    async with write.database.transaction() as connection:
        if await _made_before(connection, write, record_id):
            return expected
        stamped = [f.name for f in described.fields if f.stamped_when and f.stamped_when[0] in typed]
        wanted = ["SystemModstamp", *typed, *stamped]
        before = await rows.locked(connection, write.org, described, record_id, wanted)
        if before is None:
            raise InputError(f"there is no {described.label} {record_id!r}")
        if before["SystemModstamp"] != expected:
            raise InputError(
                f"the {described.label} {record_id!r} has changed since it was read",
                hint="read it again and decide anew",
            )
        typed |= _stamps(described, before, typed, write.now)
        changed = {name: value for name, value in typed.items() if value != before[name]}
        if not changed:
            return expected
        await _check_references(connection, write.org, described, changed)
        # The stamp must grow even under a clock that stands still.
        at = max(write.now, expected + timedelta(microseconds=1))
        history = [(name, _shown(before[name]), _shown(value)) for name, value in changed.items()]
        await rows.change(
            connection,
            write.org,
            described,
            record_id,
            {**changed, **_stamp(write, at)},
            (history, _name(write.actor), at),
        )
    return at


async def _made_before(connection: Connection, write: Write, record_id: str) -> RecordId | None:
    """The record that this very write was about when it was made before; from now on it is made."""
    if write.key is None:
        return None
    return await rows.claim(connection, write.org, write.key, record_id, write.now)


async def was_written(database: Database, org: Org, key: str) -> bool:
    """Whether the write with that key has been made."""
    return await rows.written(database, org, key)


def _stamps(
    described: ObjectType, before: Mapping[str, object], after: Mapping[str, object], now: datetime
) -> Values:
    """The instants that are kept because another field takes, or leaves, one of its values."""
    stamps: Values = {}
    for field in described.fields:
        source, values = field.stamped_when or ("", ())
        if source in after and field.name not in after:
            was, will = before.get(source) in values, after[source] in values
            if was != will:
                stamps[field.name] = now if will else None
    return stamps


def _object(org: Org, name: str) -> ObjectType:
    described = org.schema.object(name)
    if described is None:
        nearest = org.schema.nearest_object(name)
        raise InputError(f"no object {name}", hint=f"did you mean {nearest}?" if nearest else None)
    return described


def _permit(write: Write, described: ObjectType, values: Mapping[str, object], *, new: bool) -> None:
    access = write.org.access.access(write.actor, described.name)
    verb = "create" if new else "change"
    if not access.readable or (access.create if new else access.update) == {}:
        raise NotPermittedError(f"you may not {verb} {described.plural.lower()} here")
    for name, value in values.items():
        if not access.field_settable(name, value, new=new):
            field = described.field(name) if access.field_readable(name) else None
            told = field.label.lower() if field else name
            raise NotPermittedError(f"you may not {verb} the {told} of {described.plural.lower()} this way")


def _typed(org: Org, described: ObjectType, values: Mapping[str, object]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in values.items():
        field = described.field(name)
        if field is None:
            nearest = described.nearest_field(name)
            hint = f"did you mean {nearest}?" if nearest else None
            raise InputError(f"no field {name} on {described.name}", hint=hint)
        by_us = field.name.lower() in _KEPT_BY_US or field.numbered is not None or field.stamped_when
        if by_us or field.joined_from:
            raise InputError(f"{field.name} cannot be set: the platform keeps it")
        typed[field.name] = _value(org, field, value)
    return typed


def _value(org: Org, field: Field, value: object) -> Any:  # noqa: ANN401  (as many types as fields have)
    if value is None or value == "":
        return None
    try:
        typed = converter(field, org.timezone)(value)
    except MisfitError as error:
        raise InputError(f"{field.name}: {value!r} {error}") from error
    if field.type is FieldType.REFERENCE:
        return _reference(field, typed)
    _check_picklist(field, typed)
    return typed


def _reference(field: Field, value: str) -> RecordId:
    found = parse_record_id(value)
    if found is None:
        raise InputError(f"{field.name}: {value!r} is not a valid id")
    return found


def _check_picklist(field: Field, value: object) -> None:
    if field.type not in (FieldType.PICKLIST, FieldType.MULTIPICKLIST) or not field.values:
        return
    chosen = str(value).split(";") if field.type is FieldType.MULTIPICKLIST else [str(value)]
    for each in chosen:
        if each not in field.values:
            nearest = process.extractOne(each, field.values, score_cutoff=60)
            hint = f"did you mean {nearest[0]}?" if nearest else f"one of: {', '.join(field.values)}"
            raise InputError(f"{field.name} cannot be {each!r}", hint=hint)


async def _check_references(
    connection: Connection, org: Org, described: ObjectType, typed: Mapping[str, Any]
) -> None:
    for name, value in typed.items():
        field = described.field(name)
        if field is None or field.type is not FieldType.REFERENCE or value is None:
            continue
        target = org.schema.object_of(value)
        if (
            target is None
            or target.name not in field.references
            or not await rows.exists(connection, org, target, value)
        ):
            raise InputError(f"{name}: there is no {' or '.join(field.references)} {value!r}")


def _stamp(write: Write, at: datetime) -> dict[str, object]:
    return {"LastModifiedDate": at, "LastModifiedById": _user(write.actor), "SystemModstamp": at}


def _user(actor: Actor) -> RecordId | None:
    return actor.user_id if isinstance(actor, Employee) else None


def _name(actor: Actor) -> str:
    match actor:
        case Employee(user_id=user_id):
            return user_id
        case Customer(contact_id=contact_id):
            return contact_id
        case System(reason=reason):
            return f"system: {reason}"
        case _:
            assert_never(actor)


def _shown(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)
