"""What an actor may refer to and change, asked before anything is proposed in their name.

The write itself asks again, inside its transaction and by the same rules (`validate.ROW_RULES`).
"""

from collections.abc import Mapping

from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId, parse_record_id
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.records import Right, Write, right_to_refer
from understudy.soql.run import reading

__all__ = ["check_changeable", "check_reachable", "unreachable"]


async def unreachable(write: Write, object_name: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The reference fields among the values that point to a record which is hidden from the actor.

    In the schema's spelling. What is no id or no reference of the object is for the write to refuse.
    """
    described = write.org.schema.object(object_name)
    pointing: dict[tuple[str, Right], dict[str, RecordId]] = {}
    for field, record_id in _references(described, values) if described else ():
        target = write.org.schema.object_of(record_id)
        if described and target:
            right = right_to_refer(write, described, field)
            pointing.setdefault((target.name, right), {})[field.name] = record_id
    missed: list[str] = []
    for (name, right), fields in pointing.items():
        seen = await _within_reach(write, name, set(fields.values()), right)
        missed += [field for field, record_id in fields.items() if record_id not in seen]
    return tuple(missed)


async def check_reachable(write: Write, object_name: str, values: Mapping[str, object]) -> None:
    """Refuse values that refer to what is hidden from the actor, in the words for what does not exist.

    Raises: InputError.
    """
    described = write.org.schema.object(object_name)
    for name in await unreachable(write, object_name, values):
        field = described.field(name) if described else None
        value = next(value for given, value in values.items() if given.lower() == name.lower())
        kinds = " or ".join(field.references) if field else "record"
        raise InputError(f"{name}: there is no {kinds} {parse_record_id(str(value))!r}")


async def check_changeable(write: Write, record_id: str) -> None:
    """Refuse to change a record whose row the actor may not change.

    Raises: NotPermittedError, in the same words whether the record is seen or not.
    """
    described = write.org.schema.object_of(record_id)
    known = parse_record_id(record_id)
    if described is None or known is None or not await _within_reach(write, described.name, {known}, "edit"):
        kind = described.label.lower() if described else "record"
        raise NotPermittedError(f"there is no {kind} with the id {record_id} that you may change")


def _references(described: ObjectType, values: Mapping[str, object]) -> list[tuple[Field, RecordId]]:
    found: list[tuple[Field, RecordId]] = []
    for name, value in values.items():
        field = described.field(name)
        record_id = parse_record_id(value) if isinstance(value, str) else None
        if field and field.type is FieldType.REFERENCE and record_id:
            found.append((field, record_id))
    return found


async def _within_reach(write: Write, object_name: str, ids: set[RecordId], right: Right) -> frozenset[str]:
    """Of these records those that the actor sees and with which it may do so much."""
    described = write.org.schema.object(object_name)
    assert described is not None
    async with reading(write.database, snapshot=False) as connection:
        return await write.rules.within_reach(
            connection, write.org, described, sorted(ids), write.actor, write.now, right=right
        )
