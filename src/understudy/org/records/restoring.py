"""What bringing a record back does to those around it."""

from collections.abc import Mapping, Sequence

from understudy.kit.db import Connection
from understudy.kit.ids import RecordId
from understudy.org.metadata import AUDIT_FIELDS, FieldType, ObjectType
from understudy.org.records import bin_rows
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.removal import keeps_parent
from understudy.org.records.write import Draft, Write

__all__ = ["restore"]

_AUDIT = frozenset(audit.name for audit in AUDIT_FIELDS)


async def restore(connection: Connection, write: Write, drafts: Sequence[Draft]) -> None:
    """Move the records and what went along back to their tables, and connect what was cut.

    Drafts whose records cannot be without something that is gone are marked.
    """
    by_id = {draft.id: draft for draft in drafts}
    found = await bin_rows.deleted_with(connection, write.org, list(by_id))
    groups: dict[str, dict[str, Draft]] = {}
    for top, name, record_id, _ in found:
        groups.setdefault(name, {})[record_id] = by_id[RecordId(top)]
    for name, group in groups.items():
        await bin_rows.put_back(connection, write, _object(write, name), list(group))
    for name, group in groups.items():
        await _cut_loose(connection, write, _object(write, name), group)
    await _reconnect(connection, write, [(each, cut) for _, _, each, cleared in found for cut in cleared])


async def _cut_loose(
    connection: Connection, write: Write, described: ObjectType, group: Mapping[str, Draft]
) -> None:
    """Empty the references to what is no longer there, or refuse where one is needed."""
    for field in described.fields:
        if field.type is not FieldType.REFERENCE or not field.references or field.name in _AUDIT:
            continue
        loose = await bin_rows.point(connection, write.org, described, field, list(group))
        if loose and (keeps_parent(field) or field.on_delete == "cascade"):
            for each, target in loose:
                message = f"the {field.label} {target!r} of the {described.label} is not there"
                group[each].error = InvalidWriteError(StatusCode.UNDELETE_FAILED, message, [field.name])
        elif loose:
            await bin_rows.clear(connection, write, described, field, [each for each, _ in loose])


async def _reconnect(
    connection: Connection, write: Write, cuts: Sequence[tuple[str, bin_rows.Cleared]]
) -> None:
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for restored, (object_name, field_name, holder) in cuts:
        pairs.setdefault((object_name, field_name), []).append((holder, restored))
    for (object_name, field_name), found in pairs.items():
        child = write.org.schema.object(object_name)
        field = child.field(field_name) if child else None
        if child and field:
            await bin_rows.reconnect(connection, write, child, field, found)


def _object(write: Write, name: str) -> ObjectType:
    described = write.org.schema.object(name)
    assert described is not None, f"the bin holds records of {name}, which the org has not"
    return described
