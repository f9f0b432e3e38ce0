"""What a writer names: objects and fields as the schema spells them, and none that the actor may not know of.

An object or a field that is hidden from the actor is told exactly as one that does not exist.
"""

from collections.abc import Mapping

from understudy.org.metadata import Field, ObjectType
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.write import Values, Write

__all__ = ["find_field", "find_object", "is_readable", "object_of", "refuse_doubles", "spelled"]


def find_object(write: Write, name: str) -> ObjectType:
    """The object of that name, if the actor may read it.

    Raises: InvalidWriteError.
    """
    schema = write.org.schema
    described = schema.object(name)
    if described is None or not _is_open(write, described):
        closed = {each.name for each in schema if not _is_open(write, each)}
        nearest = schema.nearest_object(name, but=closed)
        hint = f"did you mean {nearest}?" if nearest else None
        raise InvalidWriteError(StatusCode.INVALID_TYPE, f"no object {name}", hint=hint)
    return described


def object_of(write: Write, record_id: str) -> ObjectType:
    """The object that the id is of, if the actor may read it.

    Raises: InvalidWriteError.
    """
    described = write.org.schema.object_of(record_id)
    if described is None or not _is_open(write, described):
        message = f"{record_id!r} is the id of no object of the org"
        raise InvalidWriteError(StatusCode.INVALID_CROSS_REFERENCE_KEY, message, ["Id"])
    return described


def find_field(write: Write, described: ObjectType, name: str, *, to_set: bool = False) -> Field:
    """The field of that name, if the actor may read it, or `to_set` where the rules let it be set unread.

    Raises: InvalidWriteError.
    """
    field = described.field(name)
    access = write.org.access.access(write.actor, described.name)
    hidden = access.hidden_fields
    if to_set:
        hidden -= {*(access.create or {}), *(access.update or {})}
    if field is None or field.name.lower() in hidden:
        nearest = described.nearest_field(name, but=hidden)
        hint = f"did you mean {nearest}?" if nearest else None
        raise InvalidWriteError(
            StatusCode.INVALID_FIELD, f"no field {name} on {described.name}", [name], hint=hint
        )
    return field


def is_readable(write: Write, described: ObjectType, name: str) -> bool:
    """Whether the field may be named to the actor."""
    return write.org.access.access(write.actor, described.name).field_readable(name)


def _is_open(write: Write, described: ObjectType) -> bool:
    return write.org.access.access(write.actor, described.name).readable


def spelled(write: Write, described: ObjectType, values: Mapping[str, object]) -> Values:
    """The values by the schema's spelling of their fields.

    Raises: InvalidWriteError for a field that is not there, or comes twice.
    """
    refuse_doubles(values)
    return {find_field(write, described, name, to_set=True).name: value for name, value in values.items()}


def refuse_doubles(values: Mapping[str, object]) -> None:
    """Case does not tell fields apart, so two spellings of one would be two values.

    Raises: InvalidWriteError.
    """
    known: set[str] = set()
    for name in values:
        if name.lower() in known:
            message = f"{name} is given more than once"
            raise InvalidWriteError(StatusCode.INVALID_FIELD, message, [name], hint="give each field once")
        known.add(name.lower())
