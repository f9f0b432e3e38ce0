"""What has been changed in a record: one row for each field."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from understudy.kit.db import Connection
from understudy.org.metadata import ObjectType
from understudy.org.records.write import Draft, Write, actor_name

__all__ = ["note_changes"]


async def note_changes(
    connection: Connection, write: Write, described: ObjectType, drafts: Iterable[Draft]
) -> None:
    """Keep what the fields held before and hold now, who changed them and when."""
    rows = [
        (draft.id, name, _shown(draft.before.get(name)), _shown(value), draft.typed["SystemModstamp"])
        for draft in drafts
        for name, value in draft.typed.items()
        if name not in _OURS
    ]
    if rows:
        await _insert(connection, write, described, rows)


_OURS = frozenset({"LastModifiedDate", "LastModifiedById", "SystemModstamp"})


async def _insert(
    connection: Connection, write: Write, described: ObjectType, rows: Sequence[tuple[object, ...]]
) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    await connection.execute(
        "INSERT INTO understudy.field_history (org, object, record_id, field, old, new, at, changed_by)"
        " SELECT %s, %s, given.*, %s FROM unnest("
        "%s::varchar[], %s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS given",
        (write.org.name, described.name, actor_name(write.actor), *columns),
    )


def _shown(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)
