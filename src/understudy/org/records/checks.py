"""What can be said of a write without looking at the database: who may, whether the values are right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from understudy.kit.errors import ConfigError
from understudy.org.metadata import AUDIT_FIELDS, Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Employee
from understudy.org.records.faults import ForbiddenWriteError, InvalidWriteError, StatusCode
from understudy.org.records.naming import find_object, is_readable, object_of, spelled
from understudy.org.records.values import typed_value
from understudy.org.records.write import Values, Write

__all__ = [
    "check_create",
    "check_delete",
    "check_purge",
    "check_update",
    "is_kept_by_us",
    "stamps",
]

_OWNER = "OwnerId"
_KEPT_BY_US = frozenset({"id", *(field.name.lower() for field in AUDIT_FIELDS)})


def is_kept_by_us(field: Field) -> bool:
    """Whether the platform alone sets the field."""
    by_us = field.name.lower() in _KEPT_BY_US or field.numbered is not None or field.stamped_when
    return bool(by_us or field.joined_from)


def check_create(write: Write, object_name: str, values: Mapping[str, object]) -> Values:
    """All the typed values that a new record would have of itself: given, default, stamped, the actor's own.

    Raises: as `create`, references and numbers apart.
    """
    described = find_object(write, object_name)
    given = _permitted(write, described, values, new=True) | _own(write, described)
    typed = _typed(write.org, described, given)
    for field in described.fields:
        if field.default is not None and field.name not in typed:
            typed[field.name] = typed_value(write.org, field, field.default)
    if isinstance(write.actor, Employee) and described.field(_OWNER):
        typed.setdefault(_OWNER, write.actor.user_id)
    typed |= stamps(described, {}, typed, write.now)
    _require(write, described, typed)
    return typed


def check_update(write: Write, record_id: str, values: Mapping[str, object]) -> Values:
    """The typed values that would be set, references not looked up.

    Raises: as `update`, for what can be said without the record.
    """
    described = object_of(write, record_id)
    typed = _typed(write.org, described, _permitted(write, described, values, new=False))
    for field in described.fields:
        if field.required and field.name in typed and typed[field.name] is None:
            message = f"{field.label} cannot be empty"
            raise InvalidWriteError(StatusCode.REQUIRED_FIELD_MISSING, message, [field.name])
    return typed


def check_delete(write: Write, described: ObjectType) -> None:
    """Whether the actor may delete and restore records of the object at all.

    Raises: ForbiddenWriteError.
    """
    access = write.org.access.access(write.actor, described.name)
    if not access.delete:
        raise ForbiddenWriteError(f"you may not delete {described.plural.lower()} here")


def check_purge(write: Write, described: ObjectType) -> None:
    """Whether the actor may delete records of the object for good, which takes an administrator.

    Raises: ForbiddenWriteError.
    """
    check_delete(write, described)
    if not write.org.access.access(write.actor, described.name).modify_all:
        told = f"you may not delete {described.plural.lower()} for good: that takes the right modify_all"
        raise ForbiddenWriteError(told)


def stamps(
    described: ObjectType, before: Mapping[str, object], after: Mapping[str, object], now: datetime
) -> Values:
    """The instants that are kept because another field takes, or leaves, one of its values."""
    found: Values = {}
    for field in described.fields:
        source, values = field.stamped_when or ("", ())
        if source in after and field.name not in after:
            was, will = before.get(source) in values, after[source] in values
            if was != will:
                found[field.name] = now if will else None
    return found


def _permitted(write: Write, described: ObjectType, values: Mapping[str, object], *, new: bool) -> Values:
    """The values by the schema's spelling of their fields, if the actor may give all of them."""
    access = write.org.access.access(write.actor, described.name)
    verb = "create" if new else "change"
    if (access.create if new else access.update) == {}:
        raise ForbiddenWriteError(f"you may not {verb} {described.plural.lower()} here")
    given = spelled(write, described, values)
    for name, value in given.items():
        if not access.field_settable(name, value, new=new):
            field = described.field(name) if access.field_readable(name) else None
            told = field.label.lower() if field else name
            message = f"you may not {verb} the {told} of {described.plural.lower()} this way"
            raise ForbiddenWriteError(message, [name])
    return given


def _own(write: Write, described: ObjectType) -> Values:
    """What the rules set in every new record of the actor's, whatever the actor gives."""
    own = write.org.access.access(write.actor, described.name).own
    binds = write.org.access.binds(write.actor)
    values: Values = {}
    for name, bind in own.items():
        field = described.field(name)
        if field is None:
            raise ConfigError(f"the access rules set {name} in new {described.plural.lower()}: no such field")
        values[field.name] = binds.get(bind)
    return values


def _require(write: Write, described: ObjectType, typed: Values) -> None:
    """Refuse a new record without a value that it needs; only fields that the actor may read are named."""
    missing = [f for f in described.fields if f.required and typed.get(f.name) is None]
    told = [f for f in missing if is_readable(write, described, f.name)]
    if told:
        message = f"{described.label} needs {', '.join(field.label for field in told)}"
        raise InvalidWriteError(StatusCode.REQUIRED_FIELD_MISSING, message, [f.name for f in told])
    if missing:
        raise ForbiddenWriteError(f"you may not create {described.plural.lower()} here")


def _typed(org: Org, described: ObjectType, values: Mapping[str, object]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in values.items():
        field = described.field(name)
        assert field is not None, "the names are spelled as in the schema"
        if is_kept_by_us(field):
            message = f"{field.name} cannot be set: the platform keeps it"
            raise InvalidWriteError(StatusCode.INVALID_FIELD_FOR_INSERT_UPDATE, message, [field.name])
        typed[field.name] = typed_value(org, field, value)
    return typed
