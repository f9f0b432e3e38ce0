"""References of records to be written: what they point to must be there, and the actor must see it."""

from collections.abc import Sequence

from understudy.kit.db import Connection
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.records import rows
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.rules import Right
from understudy.org.records.write import Draft, Write

__all__ = ["check_references", "right_to_refer"]

_Named = tuple[Draft, Field, str]


async def check_references(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Mark each draft that refers to what is not there, is of another object, or is hidden from the actor.

    What the org itself sets (the actor's own fields, the owner) is taken as it is, if it is there.
    """
    named = [each for draft in drafts for each in _named(described, draft)]
    by_target: dict[tuple[str, Right], list[_Named]] = {}
    for each in named:
        draft, field, value = each
        target = write.org.schema.object_of(value)
        if target is None or target.name not in field.references:
            _refuse(draft, field, value)
        else:
            right = right_to_refer(write, described, field)
            by_target.setdefault((target.name, right), []).append(each)
    for (name, right), found in by_target.items():
        target = write.org.schema.object(name)
        assert target is not None
        await _check_target(connection, write, target, right, found)


def right_to_refer(write: Write, described: ObjectType, field: Field) -> Right:
    """Under a parent that controls access one puts records only where one may change it."""
    sharing = write.org.access.sharing.get(described.name.lower())
    controls = sharing is not None and sharing.default == "parent" and sharing.parent == field.name
    modify_all = write.org.access.access(write.actor, described.name).modify_all
    return "edit" if controls and not modify_all else "read"


async def _check_target(
    connection: Connection, write: Write, target: ObjectType, right: Right, named: Sequence[_Named]
) -> None:
    there = await rows.existing(connection, write.org, target, {value for _, _, value in named})
    asked = {value for draft, field, value in named if _is_given(draft, field)} & there
    seen = await write.rules.within_reach(
        connection, write.org, target, sorted(asked), write.actor, write.now, right=right
    )
    for draft, field, value in named:
        if value not in there or (value in asked and value not in seen and _is_given(draft, field)):
            _refuse(draft, field, value)


def _named(described: ObjectType, draft: Draft) -> list[_Named]:
    return [
        (draft, field, value)
        for name, value in draft.typed.items()
        if value is not None
        and (field := described.field(name)) is not None
        and field.type is FieldType.REFERENCE
        and field.references
    ]


def _is_given(draft: Draft, field: Field) -> bool:
    wanted = field.name.lower()
    return any(name.lower() == wanted for name in draft.given)


def _refuse(draft: Draft, field: Field, value: str) -> None:
    message = f"{field.name}: there is no {' or '.join(field.references)} {value!r}"
    draft.error = InvalidWriteError(StatusCode.INVALID_CROSS_REFERENCE_KEY, message, [field.name])
