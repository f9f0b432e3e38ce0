"""When a record was made and last changed, where the source does not say.

CreatedDate is what the source calls it, under that or a like name (`created_at`); failing that, the time of
the load, as in Salesforce: it is when the record came into this org. LastModifiedDate is likewise the
source's or CreatedDate, SystemModstamp the source's or LastModifiedDate. Who did it stays empty.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from understudy.org.importer.naming import plain
from understudy.org.metadata import IS_DELETED, FieldType, ObjectType

__all__ = ["fill"]

_CREATED = ("createdate", "createdat", "created", "createdon", "creationdate", "datecreated", "createdtime")
_CHANGED = (
    *("lastmodified", "modifiedat", "modifieddate", "modifiedon", "updatedat", "updated", "updateddate"),
    *("lastupdated", "updatedon", "lastupdate"),
)


def fill(described: ObjectType, columns: dict[str, Sequence[Any]], rows: int, now: datetime) -> None:
    """Add the times that the columns lack, and fill those that are empty."""
    created = columns.get("CreatedDate") or _alike(described, columns, _CREATED)
    made = [value or now for value in created] if created else [now] * rows
    changed = columns.get("LastModifiedDate") or _alike(described, columns, _CHANGED)
    last = [value or first for value, first in zip(changed, made, strict=True)] if changed else made
    stamp = columns.get("SystemModstamp")
    columns["CreatedDate"] = made
    columns["LastModifiedDate"] = last
    columns["SystemModstamp"] = [a or b for a, b in zip(stamp, last, strict=True)] if stamp else last
    if IS_DELETED in columns:
        columns[IS_DELETED] = [bool(value) for value in columns[IS_DELETED]]


def _alike(
    described: ObjectType, columns: dict[str, Sequence[Any]], names: Sequence[str]
) -> Sequence[Any] | None:
    for field in described.fields:
        if field.type is FieldType.DATETIME and plain(field.name) in names and field.name in columns:
            return columns[field.name]
    return None
