"""The values of merge fields, each with the record that it was read from; what may not be seen is missing."""

from calendar import month_name
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.shown import shown_cell
from understudy.kit.ids import RecordId
from understudy.org.metadata import FieldType, ObjectType
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.run import run
from understudy.soql.view import View

__all__ = ["Fact", "read_values", "visible_path"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that the email tells: `field` of the record `id`; `value` as it is written."""

    field: str
    value: str
    id: str
    object: str


async def read_values(
    context: ActionContext, kind: ObjectType, record_id: RecordId, paths: Collection[str]
) -> dict[str, Fact] | None:
    """What the actor may see of the paths, by path; None when the actor has no such record."""
    view = View(context.org.schema, context.org.access, context.actor)
    if view.object(kind.name) is None:
        return None
    seen = {path: owner for path in paths if (owner := visible_path(view, kind, path))}
    columns = dict.fromkeys(["Id", *seen, *(_id_of(path) for path in seen)])
    text = f"SELECT {', '.join(columns)} FROM {kind.name} WHERE Id = {quote(record_id)}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    if not result.rows:
        return None
    row, types = result.rows[0], {column.name: column.type for column in result.columns}
    zone = context.moment.timezone
    return {
        path: Fact(path, written, str(row[_id_of(path)]), owner.name)
        for path, owner in seen.items()
        if row[path] is not None and (written := _written(row[path], types[path], zone).strip())
    }


def visible_path(view: View, kind: ObjectType, path: str) -> ObjectType | None:
    """The object that the last field of the path belongs to, if the actor may see every step."""
    current = view.object(kind.name)
    *relationships, last = path.split(".")
    for relationship in relationships:
        reference = view.reference(current, relationship) if current else None
        current = view.object(reference.references[0]) if reference and reference.references else None
    return current if current and view.field(current, last) else None


def _id_of(path: str) -> str:
    """The id of the record that the path's last field belongs to."""
    way, _, _ = path.rpartition(".")
    return f"{way}.Id" if way else "Id"


def _written(value: object, kind: FieldType, zone: ZoneInfo) -> str:
    """As in a letter: a day has its month's name."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    if isinstance(value, date):
        return f"{value.day} {month_name[value.month]} {value.year}"
    return shown_cell(value, kind, zone)
