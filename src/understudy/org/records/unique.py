"""Which records stand in the way when a value may be had only once."""

from collections.abc import Sequence

from psycopg import sql

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.naming import is_readable
from understudy.org.records.write import Draft, Write
from understudy.org.store import table

__all__ = ["folded", "holders", "mark_duplicates"]


def folded(key: object) -> object:
    """The value as it is compared: a text whatever its case."""
    return key.lower() if isinstance(key, str) else key


async def holders(
    connection: Connection, org: Org, described: ObjectType, field: Field, values: Sequence[object]
) -> list[tuple[object, RecordId]]:
    """The records that have one of the values in the field: the value as it is compared, the id."""
    column = sql.Identifier(field.name)
    compared = sql.SQL("lower({})").format(column) if field.type.is_text else column
    query = sql.SQL('SELECT {0}, "Id" FROM {1} WHERE {0} = ANY(%s) ORDER BY "Id"').format(
        compared, table(org.pg_schema, described.name)
    )
    wanted = [folded(value) if field.type.is_text else value for value in values]
    found = await (await connection.execute(query, (wanted,))).fetchall()
    return [(value, RecordId(record_id)) for value, record_id in found]


async def mark_duplicates(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Mark the drafts with a value that a record, or an earlier draft, has already.

    The record is named only to who sees it.
    """
    for field in described.fields:
        if field.unique:
            await _mark(connection, write, described, field, drafts)


async def _mark(
    connection: Connection, write: Write, described: ObjectType, field: Field, drafts: Sequence[Draft]
) -> None:
    given = {
        draft.id: folded(value) for draft in drafts if (value := draft.typed.get(field.name)) is not None
    }
    taken = dict(await holders(connection, write.org, described, field, list(given.values())))
    seen = await write.rules.within_reach(
        connection, write.org, described, list(taken.values()), write.actor, write.now, right="read"
    )
    for draft in drafts:
        value = given.get(draft.id)
        holder = taken.setdefault(value, draft.id)
        if value is not None and holder != draft.id:
            named = f": the {described.label} {holder} has it" if holder in seen else ""
            message = f"{field.label} {draft.typed[field.name]!r} is taken{named}"
            fields = [field.name]
            if not is_readable(write, described, field.name):
                message, fields = "a value that only one record may have is taken", []
            draft.error = InvalidWriteError(StatusCode.DUPLICATE_VALUE, message, fields)
