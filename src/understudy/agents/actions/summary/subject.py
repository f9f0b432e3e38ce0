"""The record that is summed up, as the actor may see it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from understudy.agents.actions.records import told_cells, told_paths
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId
from understudy.org.definitions.measure import Summary
from understudy.org.metadata import ObjectType
from understudy.org.roles import deadline_of, ended_of, final_values, status_of
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.run import Row, compile_query, run
from understudy.soql.view import View

__all__ = ["Subject", "open_condition", "read_subject", "visible"]

_TOLD = 12


@dataclass(frozen=True)
class Subject:
    """A record: what it is called, its telling fields by label, and the values of all that may be seen of it.

    `is_open` is None where nothing says when such a record is done with.
    """

    context: ActionContext
    view: View
    kind: ObjectType
    id: RecordId
    name: str
    told: Mapping[str, str]
    row: Row
    is_open: bool | None
    query: str

    @property
    def is_done(self) -> bool:
        """Whether it is known that nothing more is to be done about it."""
        return self.is_open is False


async def read_subject(context: ActionContext, record_id: RecordId, kind: ObjectType) -> Subject | None:
    """The record; None when there is none that the actor may see."""
    view = View(context.org.schema, context.org.access, context.actor)
    seen = visible(view, kind)
    if view.object(kind.name) is None:
        return None
    found = f"FROM {kind.name} WHERE Id = {quote(record_id)}"
    text = f"SELECT {', '.join(['Id', *told_paths(context, kind, (), _TOLD)])} {found}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    if not result.rows:
        return None
    told = told_cells(result, result.rows[0], kind, context)
    times = [f.name for f in (deadline_of(seen), ended_of(seen), seen.field("CreatedDate")) if f]
    text_of_times = f"SELECT {', '.join(dict.fromkeys(['Id', *times]))} {found}"
    row = await run(context.database, context.org, parse(text_of_times), context.actor, context.moment)
    name = _name(result.rows[0], kind)
    is_open = await _is_open(context, seen, record_id)
    return Subject(context, view, seen, record_id, name, told, row.rows[0], is_open, text)


def visible(view: View, kind: ObjectType) -> ObjectType:
    """The object with only the fields that the actor may see."""
    return replace(kind, fields=tuple(field for field in kind.fields if view.field(kind, field.name)))


def open_condition(context: ActionContext, kind: ObjectType) -> str | None:
    """Which rows of the object are not done with: what the company counts as open, else by their status.

    None when neither says so to this actor.
    """
    for condition in (*_declared(context, kind), *_by_status(kind)):
        try:
            text = f"SELECT Id FROM {kind.name} WHERE {condition}"
            compile_query(context.org, parse(text), context.actor, context.moment)
        except (InputError, NotPermittedError):
            continue  # it names what this org does not have, or this actor may not see
        return f"({condition})"
    return None


def _declared(context: ActionContext, kind: ObjectType) -> list[str]:
    return [
        measure.where
        for measure in context.library.measures.values()
        if measure.object == kind.name
        and measure.summary is Summary.COUNT
        and measure.label.lower().startswith("open ")
        and measure.where
        and ":" not in measure.where
    ]


def _by_status(kind: ObjectType) -> list[str]:
    status = status_of(kind)
    final = final_values(status) if status else ()
    return [f"{status.name} NOT IN ({', '.join(map(quote, final))})"] if status and final else []


async def _is_open(context: ActionContext, kind: ObjectType, record_id: RecordId) -> bool | None:
    condition = open_condition(context, kind)
    if condition is None:
        return None
    text = f"SELECT Id FROM {kind.name} WHERE Id = {quote(record_id)} AND {condition}"
    return bool((await run(context.database, context.org, parse(text), context.actor, context.moment)).rows)


def _name(row: Row, kind: ObjectType) -> str:
    return str((row.get(kind.name_field) if kind.name_field else None) or row["Id"])
