"""What happened to records: a row for each changed field, and the entries that the org itself keeps.

An object may be declared as the history of another (`HistoryOf`): then its records are made here too, so that
who reads a case's story in the CRM finds in it what was written by us.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from understudy.kit.db import Connection
from understudy.org.metadata import AUDIT_FIELDS, FieldType, HistoryOf, HistoryStep, ObjectType, Schema
from understudy.org.records import rows
from understudy.org.records.write import Draft, Write, actor_name, audit_fields

__all__ = ["keep_history"]

_AUDIT = frozenset(audit.name for audit in AUDIT_FIELDS)


async def keep_history(
    connection: Connection, write: Write, described: ObjectType, drafts: Sequence[Draft]
) -> None:
    """Keep what these drafts, just written, have changed, who changed it and when."""
    await _keep_fields(connection, write, described, (draft for draft in drafts if not draft.is_new))
    for kept_in, history in _histories(write.org.schema, described):
        entries = [entry for draft in drafts for entry in _entries(described, kept_in, history, draft)]
        if entries:
            ids = await rows.new_ids(connection, write.org, kept_in, len(entries))
            audit = audit_fields(write)
            made = [{"Id": each, **entry, **audit} for each, entry in zip(ids, entries, strict=True)]
            await rows.insert(connection, write.org, kept_in, made)


async def _keep_fields(
    connection: Connection, write: Write, described: ObjectType, drafts: Iterable[Draft]
) -> None:
    changes = [
        (draft.id, name, _shown(draft.before.get(name)), _shown(value), draft.typed["SystemModstamp"])
        for draft in drafts
        for name, value in draft.typed.items()
        if name not in _AUDIT
    ]
    if not changes:
        return
    columns = [list(column) for column in zip(*changes, strict=True)]
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


def _histories(schema: Schema, described: ObjectType) -> Iterator[tuple[ObjectType, HistoryOf]]:
    for kept_in in schema:
        history = kept_in.history_of
        record = kept_in.field(history.record) if history else None
        # In an org without the records, or the field, nothing refers to them.
        if history and record and described.name in record.references and kept_in.field(history.change):
            yield kept_in, history


def _entries(
    described: ObjectType, kept_in: ObjectType, history: HistoryOf, draft: Draft
) -> Iterator[dict[str, Any]]:
    for step in history.steps:
        if _is_taken(step, draft):
            entry: dict[str, Any] = {history.record: draft.id, history.change: step.name}
            if step.field:
                entry |= _values(described, kept_in, history, step.field, draft)
            yield entry


def _is_taken(step: HistoryStep, draft: Draft) -> bool:
    if step.field is None:
        return draft.is_new
    after = draft.typed.get(step.field)
    if step.field not in draft.typed or after == draft.before.get(step.field):
        return False
    return after in step.values if step.values else True


def _values(
    described: ObjectType, kept_in: ObjectType, history: HistoryOf, name: str, draft: Draft
) -> dict[str, Any]:
    """What the field held and holds, in the columns that can take it: a reference only where one fits."""
    field = described.field(name)
    values: dict[str, Any] = {}
    for column_name, value in ((history.old, draft.before.get(name)), (history.new, draft.typed[name])):
        column = kept_in.field(column_name) if column_name else None
        if field is None or column is None:
            continue
        if column.type is FieldType.REFERENCE:
            fits = field.type is FieldType.REFERENCE and set(field.references) <= set(column.references)
            values[column.name] = value if fits else None
        else:
            values[column.name] = _shown(value)
    return values
