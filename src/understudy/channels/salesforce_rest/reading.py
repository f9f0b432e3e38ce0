"""Single records and lists of them, read as the actor."""

from collections.abc import Sequence
from datetime import datetime

from understudy.channels.salesforce_rest.asking import asked
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.routes import Call
from understudy.channels.salesforce_rest.shapes import Record, records
from understudy.kit.ids import RecordId, parse_record_id
from understudy.org.metadata import ObjectType
from understudy.soql.ast import Comparison, Condition, In, Path, Query, SelectItem, Source, Value
from understudy.soql.run import Row, run

__all__ = ["NOT_THERE", "find_object", "not_there", "read", "record_id", "select", "stamp", "visible_fields"]

NOT_THERE = "The requested resource does not exist"


def not_there(message: str = NOT_THERE) -> WireError:
    """For what is not there and for what the actor may not see."""
    return WireError(404, "NOT_FOUND", message)


def find_object(call: Call, name: str) -> ObjectType:
    """The object of that name.

    Raises: WireError when there is none that the actor may read.
    """
    found = call.view.object(name)
    if found is None:
        raise not_there()
    return found


def record_id(call: Call, described: ObjectType, text: str) -> RecordId:
    """The id of one of the object's records.

    Raises: WireError when it is none.
    """
    found = parse_record_id(text)
    if found is None or not found.startswith(described.key_prefix):
        raise not_there(f"Provided external ID field does not exist or is not accessible: {text}")
    return found


def visible_fields(call: Call, described: ObjectType) -> list[str]:
    """The names of the object's fields that the actor may read."""
    return [each.name for each in described.fields if call.view.field(described, each.name)]


def select(
    described: ObjectType,
    fields: Sequence[str],
    where: Condition,
    *,
    all_rows: bool = False,
    limit: int | None = None,
) -> Query:
    """The query for these fields, which may be paths."""
    chosen = tuple(SelectItem(Path(tuple(each.split(".")))) for each in dict.fromkeys(fields))
    return Query(chosen, (Source(Path((described.name,))),), where=where, limit=limit, all_rows=all_rows)


async def rows(call: Call, query: Query) -> Sequence[Row]:
    """What the actor sees of a query's answer."""
    return (await run(call.database, call.org, query, call.actor, call.moment)).rows


async def read(
    call: Call,
    described: ObjectType,
    fields: Sequence[str],
    field: str,
    values: Sequence[object],
    *,
    limit: int | None = None,
) -> list[Record]:
    """The records of which the field has one of the values, in the order of their ids."""
    wanted = asked(select(described, fields, _is_one_of(field, values), limit=limit))
    found = await rows(call, wanted.query)
    return records(found, wanted, call.org.schema, call.path("sobjects/"))


async def stamp(call: Call, described: ObjectType, of: RecordId) -> datetime:
    """The SystemModstamp of a record that the actor sees.

    Raises: WireError when there is none.
    """
    found = await rows(call, select(described, ["SystemModstamp"], _is_one_of("Id", [of])))
    if not found:
        raise not_there(f"no {described.label} {of} that you may read")
    return found[0]["SystemModstamp"]


def _is_one_of(field: str, values: Sequence[object]) -> Condition:
    constants = tuple(Value(each) for each in values)  # pyright: ignore[reportArgumentType] - checked by the binder
    path = Path((field,))
    return Comparison("=", path, constants[0]) if len(constants) == 1 else In(path, constants)
