"""What a writer names: objects and fields as the schema spells them, and none that the actor may not know of.

A field that is hidden from the actor is told exactly as one that does not exist.
"""

from collections.abc import Mapping

from understudy.org.metadata import Field, ObjectType
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.write import Values, Write

__all__ = ["find_field", "find_object", "is_readable", "refuse_doubles", "spelled"]


def find_object(write: Write, name: str) -> ObjectType:
    """The object of that name.

    Raises: InvalidWriteError.
    """
    schema, access = write.org.schema, write.org.access
    described = schema.object(name)
    if described is None:
        closed = {each.name for each in schema if not access.access(write.actor, each.name).readable}
        nearest = schema.nearest_object(name, but=closed)
        hint = f"did you mean {nearest}?" if nearest else None
        raise InvalidWriteError(StatusCode.INVALID_TYPE, f"no object {name}", hint=hint)
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
