"""What agents changed: kept with what was there before, listed, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg.types.json import Jsonb

from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.org.records.write import Draft, Origin, Values, Write, actor_name

__all__ = ["Change", "change_of", "keep_change", "last_change", "list_changes", "read_change"]

_COLUMNS = (
    "id, operation, object, record_id, before, after, stamp, actor, agent, session_id, turn, at, undoes,"
    " (SELECT later.id FROM understudy.change later WHERE later.undoes = change.id) AS undone_by"
)
_OURS = frozenset({"LastModifiedDate", "LastModifiedById", "SystemModstamp"})


@dataclass(frozen=True, slots=True)
class Change:
    """What one write of an agent did to one record.

    `before` and `after` are values as JSON, by field. `stamp` is the record's SystemModstamp afterwards: as
    long as it is that, nobody else has touched it. `undoes` is the change that this one took back,
    `undone_by` the one that took this one back.
    """

    id: int
    operation: str
    object: str
    record_id: RecordId
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    stamp: datetime
    actor: str
    agent: str
    session_id: str
    turn: int | None
    at: datetime
    undoes: int | None
    undone_by: int | None

    @property
    def origin(self) -> Origin:
        """The turn that it came of."""
        return Origin(self.agent, self.session_id, self.turn)


async def keep_change(
    connection: Connection, write: Write, described: ObjectType, operation: str, drafts: Sequence[Draft]
) -> None:
    """Keep what these drafts, just written, did; nothing for a write that no agent made."""
    origin = write.origin
    if origin is None:
        return
    for draft in drafts:
        after = {name: value for name, value in draft.typed.items() if name not in _OURS}
        before = {name: draft.before.get(name) for name in after} if operation == "update" else {}
        await connection.execute(
            "INSERT INTO understudy.change (org, operation, object, record_id, before, after, stamp, actor,"
            " agent, session_id, turn, at, undoes)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                write.org.name,
                operation,
                described.name,
                draft.id,
                Jsonb(_plain(before)),
                Jsonb(_plain(after)),
                draft.typed.get("SystemModstamp", write.now),
                actor_name(write.actor),
                origin.agent,
                origin.session_id,
                origin.turn,
                write.now,
                origin.undoes,
            ),
        )


def _plain(values: Values) -> dict[str, Any]:
    """The values as JSON holds them, each so that the field's type can be made of it again."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
        for name, value in values.items()
    }


async def list_changes(
    database: Database, org: Org, *, record_id: str | None = None, most: int = 50
) -> list[Change]:
    """The newest changes first, of one record or of all."""
    rows = await database.fetch(
        f"SELECT {_COLUMNS} FROM understudy.change"  # noqa: S608 - both texts stand here
        " WHERE org = %(org)s AND (%(record)s::text IS NULL OR record_id = %(record)s)"
        " ORDER BY change.id DESC LIMIT %(most)s",
        {"org": org.name, "record": record_id, "most": most},
    )
    return [Change(*row) for row in rows]


async def read_change(database: Database, org: Org, change_id: int) -> Change:
    """The change of that number.

    Raises: InputError when there is none.
    """
    row = await database.fetch_one(
        f"SELECT {_COLUMNS} FROM understudy.change WHERE org = %s AND id = %s",  # noqa: S608
        (org.name, change_id),
    )
    if row is None:
        raise InputError(f"there is no change {change_id}", hint="understudy org changes lists them")
    return Change(*row)


async def change_of(database: Database, org: Org, origin: Origin, record_id: str) -> Change | None:
    """The last change of a record that came of this turn."""
    row = await database.fetch_one(
        f"SELECT {_COLUMNS} FROM understudy.change"  # noqa: S608
        " WHERE org = %s AND session_id = %s AND turn IS NOT DISTINCT FROM %s AND record_id = %s"
        " ORDER BY change.id DESC LIMIT 1",
        (org.name, origin.session_id, origin.turn, record_id),
    )
    return None if row is None else Change(*row)


async def last_change(database: Database, org: Org, session_id: str) -> Change | None:
    """The last change of a session that is not taken back; the taking back of one is itself a change."""
    row = await database.fetch_one(
        f"SELECT {_COLUMNS} FROM understudy.change"  # noqa: S608
        " WHERE org = %s AND session_id = %s"
        " AND NOT EXISTS (SELECT FROM understudy.change later WHERE later.undoes = change.id)"
        " ORDER BY change.id DESC LIMIT 1",
        (org.name, session_id),
    )
    return None if row is None else Change(*row)
