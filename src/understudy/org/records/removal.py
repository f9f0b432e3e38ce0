"""What deleting a record does to those that refer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from understudy.kit.db import Connection
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.records import bin_rows
from understudy.org.records.bin_rows import Cleared
from understudy.org.records.faults import InvalidWriteError, StatusCode
from understudy.org.records.write import Draft, Write

__all__ = ["keeps_parent", "references_to", "remove"]

_AUDIT = frozenset(audit.name for audit in AUDIT_FIELDS)


def references_to(schema: Schema, object_name: str) -> Iterator[tuple[ObjectType, Field]]:
    """The fields by which records refer to those of the object, audit fields apart."""
    for child in schema:
        for each in child.fields:
            if (
                each.type is FieldType.REFERENCE
                and object_name in each.references
                and each.name not in _AUDIT
            ):
                yield child, each


def keeps_parent(reference: Field) -> bool:
    """Whether a record that refers by the field cannot be without the one it refers to."""
    return reference.on_delete == "restrict" or (reference.required and reference.on_delete == "clear")


@dataclass(slots=True)
class _Removal:
    """Records of one object that go together: for each the draft whose deletion takes it along."""

    described: ObjectType
    drafts: Mapping[str, Draft]
    cleared: dict[str, list[Cleared]] = field(default_factory=dict[str, list[Cleared]])


async def remove(
    connection: Connection, write: Write, described: ObjectType, drafts: Mapping[str, Draft]
) -> None:
    """Move the records to the bin and settle what refers to them; mark the drafts of those that must stay."""
    removals = await _all_that_go(connection, write, _Removal(described, drafts))
    going = {record_id for removal in removals for record_id in removal.drafts}
    for removal in removals:
        _refuse_users(removal.described, removal.drafts)
        for child, reference in references_to(write.org.schema, removal.described.name):
            if reference.on_delete != "cascade":
                await _settle(connection, write, removal, child, reference, going)
    for removal in reversed(removals):
        tops = {record_id: draft.id for record_id, draft in removal.drafts.items()}
        await bin_rows.take_out(connection, write, removal.described, tops, removal.cleared)


async def _all_that_go(connection: Connection, write: Write, first: _Removal) -> list[_Removal]:
    """The records and those that go along with them, and so on; each once, though they go in a circle."""
    removals = [first]
    going = set(first.drafts)
    for removal in removals:  # which grows meanwhile
        for child, reference in references_to(write.org.schema, removal.described.name):
            if reference.on_delete != "cascade":
                continue
            found = await bin_rows.referring(connection, write.org, child, reference, removal.drafts)
            along = {each: removal.drafts[parent] for each, parent in found if each not in going}
            if along:
                going |= along.keys()
                removals.append(_Removal(child, along))
    return removals


async def _settle(
    connection: Connection,
    write: Write,
    removal: _Removal,
    child: ObjectType,
    reference: Field,
    going: set[str],
) -> None:
    found = await bin_rows.referring(connection, write.org, child, reference, removal.drafts)
    if keeps_parent(reference):
        for each, parent in found:
            if each not in going:
                _refuse(write, removal.drafts[parent], removal.described, child)
    elif found:
        await bin_rows.clear(connection, write, child, reference, [each for each, _ in found])
        for each, parent in found:
            removal.cleared.setdefault(parent, []).append((child.name, reference.name, each))


def _refuse(write: Write, draft: Draft, described: ObjectType, child: ObjectType) -> None:
    """Mark the draft; objects are named only to who may read them."""

    def may_read(each: ObjectType) -> bool:
        return write.org.access.access(write.actor, each.name).readable

    needed = f"the {described.label.lower()}" if may_read(described) else "a record that would go along"
    holders = child.plural.lower() if may_read(child) else "other records"
    message = f"{needed} is needed: there are {holders} that cannot be without"
    draft.error = InvalidWriteError(StatusCode.DELETE_FAILED, message)


def _refuse_users(described: ObjectType, drafts: Mapping[str, Draft]) -> None:
    """Who made or changed records stays known."""
    if any(described.name in audit.references for audit in AUDIT_FIELDS):
        for draft in drafts.values():
            message = f"{described.plural} cannot be deleted: records name them as who made them"
            draft.error = InvalidWriteError(StatusCode.DELETE_FAILED, message)
