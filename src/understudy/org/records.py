"""Writing records: who may, whether the values are right, and what changed.

Employees may create and change records of the objects, and set the fields, that their profile may read;
the platform itself (`System`) may write everything; customers write nothing themselves. Row rules are part
of the query language, which is above this room: to change a record one must have read it, and shows so by
the SystemModstamp that was read.
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

__all__ = ["Write", "create", "update"]

_KEPT_BY_US = frozenset({"id", *(field.name.lower() for field in AUDIT_FIELDS)})


@dataclass(frozen=True, slots=True)
class Write:
    """Where, for whom and when something is written. `now` has a time zone."""

    database: Database
    org: Org
    actor: Actor
    now: datetime


async def create(write: Write, object_name: str, values: Mapping[str, object]) -> RecordId:
    """Add a record; returns its id. One short transaction.

    Raises: NotPermittedError; InputError for an unknown object or field, a value that does not fit, a
    required field without one, or a reference to nothing.
    """
    described = _object(write.org, object_name)
    _permit(write, described, values)
    typed = _typed(write.org, described, values)
    missing = [f.label for f in described.fields if f.required and typed.get(f.name) is None]
    if missing:
        raise InputError(f"{described.label} needs {', '.join(missing)}")
    async with write.database.transaction() as connection:
        await _check_references(connection, write.org, described, typed)
        record_id = await rows.new_id(connection, write.org, described)
        audit = {"CreatedDate": write.now, "CreatedById": _user(write.actor), **_stamp(write, write.now)}
        await rows.insert(connection, write.org, described, {"Id": record_id, **typed, **audit})
    return record_id


async def update(
    write: Write, record_id: str, values: Mapping[str, object], *, expected: datetime
) -> datetime:
    """Change fields of a record; returns its new SystemModstamp, or the old one if nothing differs.

    `expected` is the SystemModstamp that was read. Each changed field leaves a row of history. One short
    transaction.

    Raises: as `create`; InputError also when the record is gone or has changed since it was read.
    """
    described = write.org.schema.object_of(record_id)
    if described is None:
        raise InputError(f"{record_id!r} is the id of no object of the org")
    _permit(write, described, values)
    typed = _typed(write.org, described, values)
    for field in described.fields:
        if field.required and field.name in typed and typed[field.name] is None:
            raise InputError(f"{field.label} cannot be empty")
    async with write.database.transaction() as connection:
        before = await rows.locked(connection, write.org, described, record_id, ["SystemModstamp", *typed])
        if before is None:
            raise InputError(f"there is no {described.label} {record_id!r}")
        if before["SystemModstamp"] != expected:
            raise InputError(
                f"the {described.label} {record_id!r} has changed since it was read",
                hint="read it again and decide anew",
            )
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


def _object(org: Org, name: str) -> ObjectType:
    described = org.schema.object(name)
    if described is None:
        nearest = org.schema.nearest_object(name)
        raise InputError(f"no object {name}", hint=f"did you mean {nearest}?" if nearest else None)
    return described


def _permit(write: Write, described: ObjectType, names: Mapping[str, object]) -> None:
    match write.actor:
        case System():
            return
        case Customer():
            raise NotPermittedError("customers cannot change records")
        case Employee():
            access = write.org.access.access(write.actor, described.name)
            closed = [name for name in names if not access.field_readable(name)]
            if not access.readable or closed:
                what = f"{described.name}.{closed[0]}" if access.readable else described.name
                raise NotPermittedError(f"this profile cannot change {what}")
        case _:
            assert_never(write.actor)


def _typed(org: Org, described: ObjectType, values: Mapping[str, object]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in values.items():
        field = described.field(name)
        if field is None:
            nearest = described.nearest_field(name)
            hint = f"did you mean {nearest}?" if nearest else None
            raise InputError(f"no field {name} on {described.name}", hint=hint)
        if field.name.lower() in _KEPT_BY_US or field.joined_from:
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
