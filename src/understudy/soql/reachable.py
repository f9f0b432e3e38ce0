"""What an actor may refer to, change and delete, by row: asked before anything is written.

`org.records` checks object and field rights and values. Row rules are conditions in the question language, so
they are asked here: by whatever lets people write, before it writes.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId, parse_record_id
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.permissions import ALL_ROWS, ObjectAccess
from understudy.org.records import Write
from understudy.soql.restrict import narrow
from understudy.soql.run import compile_query, execute, reading
from understudy.soql.sql import write_sql

__all__ = ["Purpose", "changeable", "check_changeable", "check_reachable", "unreachable"]

Purpose = Literal["edit", "delete"]


async def unreachable(write: Write, object_name: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The reference fields among the values that point to a record which the actor may not read, or to none.

    In the schema's spelling. Under a parent that controls access one puts rows only where one may change it.
    What is no id, or no reference of the object, is for the write itself to refuse.
    One query for each object referred to.
    """
    described = write.org.schema.object(object_name)
    pointing: dict[tuple[str, str], dict[str, RecordId]] = {}
    for field, record_id in _references(described, values) if described else ():
        target = write.org.schema.object_of(record_id)
        rows = _rows_to_refer_to(write, object_name, field, target) if target else ALL_ROWS
        pointing.setdefault((target.name if target else "", rows), {})[field.name] = record_id
    found: set[tuple[str, RecordId]] = set()
    for (target_name, rows), fields in pointing.items():
        seen = await _stamped(write, target_name, set(fields.values()), rows) if target_name else {}
        found |= {(name, each) for name, each in fields.items() if each in seen}
    return tuple(
        name for fields in pointing.values() for name, each in fields.items() if (name, each) not in found
    )


async def check_reachable(write: Write, object_name: str, values: Mapping[str, object]) -> None:
    """Refuse values that refer to what the actor may not read, in the words for what does not exist.

    Raises: InputError.
    """
    described = write.org.schema.object(object_name)
    for name in await unreachable(write, object_name, values):
        field = described.field(name) if described else None
        value = next(value for given, value in values.items() if given.lower() == name.lower())
        kinds = " or ".join(field.references) if field else "record"
        raise InputError(f"{name}: there is no {kinds} {parse_record_id(str(value))!r}")


async def changeable(
    write: Write, record_ids: Collection[str], purpose: Purpose = "edit"
) -> dict[RecordId, datetime]:
    """Those of the records, of whatever objects, whose rows the actor may change or delete, as last written.

    The time is the SystemModstamp that `org.records` wants to be shown. One query for each object.
    """
    by_object: dict[str, set[RecordId]] = {}
    for given in record_ids:
        record_id = parse_record_id(given)
        described = write.org.schema.object_of(record_id) if record_id else None
        if record_id and described:
            by_object.setdefault(described.name, set()).add(record_id)
    found: dict[RecordId, datetime] = {}
    for object_name, ids in by_object.items():
        rows = _rows_for(write.org.access.access(write.actor, object_name), purpose)
        found |= await _stamped(write, object_name, ids, rows)
    return found


async def check_changeable(write: Write, record_id: str, purpose: Purpose = "edit") -> datetime:
    """When the record was last written, if the actor may change or delete its row.

    Raises: NotPermittedError, in the same words whether the record is seen or not.
    """
    found = await changeable(write, [record_id], purpose)
    if stamp := found.get(parse_record_id(record_id) or RecordId("")):
        return stamp
    described = write.org.schema.object_of(record_id)
    kind = described.label.lower() if described else "record"
    verb = "change" if purpose == "edit" else "delete"
    raise NotPermittedError(f"there is no {kind} with the id {record_id} that you may {verb}")


def _references(described: ObjectType, values: Mapping[str, object]) -> list[tuple[Field, RecordId]]:
    found: list[tuple[Field, RecordId]] = []
    for name, value in values.items():
        field = described.field(name)
        record_id = parse_record_id(value) if isinstance(value, str) else None
        if field and field.type is FieldType.REFERENCE and record_id:
            found.append((field, record_id))
    return found


def _rows_to_refer_to(write: Write, object_name: str, field: Field, target: ObjectType) -> str:
    """Which of the visible rows a reference may point to."""
    policy = write.org.access
    sharing = policy.sharing.get(object_name.lower())
    controls = sharing is not None and sharing.default == "parent" and sharing.parent == field.name
    if not controls or policy.access(write.actor, object_name).modify_all:
        return ALL_ROWS
    return policy.access(write.actor, target.name).rows_to_edit


def _rows_for(access: ObjectAccess, purpose: Purpose) -> str:
    return access.rows_to_edit if purpose == "edit" else access.rows_to_delete


async def _stamped(write: Write, object_name: str, ids: set[RecordId], rows: str) -> dict[RecordId, datetime]:
    """Of these records those that the actor sees and for which the condition holds."""
    org, actor = write.org, write.actor
    moment = Moment(write.now, org.timezone, org.fiscal_year_start)
    text = f"SELECT Id, SystemModstamp FROM {object_name} WHERE Id IN :ids"
    try:
        plan = compile_query(org, text, actor, moment, binds={"ids": sorted(ids)})
    except NotPermittedError:
        return {}
    if rows != ALL_ROWS:
        plan = narrow(plan, rows, org.schema, org.access, actor, moment)
    async with reading(write.database, snapshot=False) as connection:
        found = await execute(connection, write_sql(plan, org.pg_schema))
    return {row["Id"]: row["SystemModstamp"] for row in found}
