"""The rows of other objects that tell of a record: those that refer to it, and what was done about these."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from understudy.agents.actions.records import named_path
from understudy.agents.actions.summary.subject import Subject, open_condition, visible
from understudy.org.metadata import Field, FieldType, ObjectType
from understudy.org.roles import Part, Role, amount_of, deadline_of, line_price_of, role_of, status_of
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.run import Row, run

__all__ = ["Below", "below_of", "instant", "read_below", "read_rows"]

_ACTIVITIES = (Part.MESSAGE, Part.TALK, Part.TASK, Part.MEETING)


@dataclass(frozen=True)
class Below:
    """The rows of one object below the record, the newest first; `where` finds them all.

    `ways` are the fields by which they refer to a record, `paths` what is read for a field of the role.
    """

    kind: ObjectType
    role: Role
    where: str
    ways: tuple[str, ...]
    paths: dict[str, str]
    open_where: str | None
    rows: tuple[Row, ...] = ()

    def value(self, row: Row, field: Field | None) -> Any:  # noqa: ANN401  (a field of any type)
        """The row's value of the field: of a reference, the name of what it points to."""
        return row.get(self.paths.get(field.name, field.name)) if field else None

    def name(self, row: Row) -> str:
        """What a person would call the row; empty when only its id can."""
        return str(row.get(self.kind.name_field) or "") if self.kind.name_field else ""


async def read_below(subject: Subject) -> list[Below]:
    """What the actor may see below the record, an object each, in the schema's order."""
    found: list[Below] = []
    for below in below_of(subject):
        newest = f"{below.role.when.name} DESC NULLS LAST" if below.role.when else "Id"
        rows = await read_rows(subject, below, below.where, newest, subject.context.most_rows)
        if rows:
            found.append(replace(below, rows=rows))
    return found


async def read_rows(subject: Subject, below: Below, where: str, order: str, most: int) -> tuple[Row, ...]:
    """Rows of the object with all fields of its role."""
    context = subject.context
    columns = ", ".join(dict.fromkeys(["Id", *below.ways, *below.paths.values()]))
    text = f"SELECT {columns} FROM {below.kind.name} WHERE {where} ORDER BY {order} LIMIT {most}"
    return (await run(context.database, context.org, parse(text), context.actor, context.moment)).rows


def below_of(subject: Subject) -> list[Below]:
    """Where to look: every object that refers to the record's, through the schema alone."""
    schema, view = subject.view.schema, subject.view
    kinds = [visible(view, kind) for kind in schema if view.object(kind.name)]
    direct = {kind.name: condition for kind in kinds if (condition := _refers(kind, subject))}
    steps = [kind for kind in kinds if kind.name in direct and role_of(kind).part is Part.RECORD]
    found: list[Below] = []
    for kind in kinds:
        role = role_of(kind)
        conditions = [direct[kind.name]] if kind.name in direct else []
        if role.part in _ACTIVITIES:
            conditions += [way for step in steps if (way := _through(kind, step, direct[step.name]))]
        if conditions:
            found.append(_below(subject, kind, role, f"({' OR '.join(conditions)})"))
    return found


def instant(value: object, subject: Subject) -> datetime | None:
    """A date or instant as an instant, a day at its beginning in the org's time zone."""
    if isinstance(value, datetime):
        return value
    return (
        datetime.combine(value, time(), subject.context.moment.timezone) if isinstance(value, date) else None
    )


def _ways(kind: ObjectType, target: str) -> list[str]:
    return [f.name for f in kind.fields if f.child_relationship and target in f.references]


def _refers(kind: ObjectType, subject: Subject) -> str | None:
    ways = [f"{way} = {quote(subject.id)}" for way in _ways(kind, subject.kind.name)]
    return f"({' OR '.join(ways)})" if ways else None


def _through(kind: ObjectType, step: ObjectType, condition: str) -> str | None:
    """Rows that refer to a record which itself refers to the one that is summed up."""
    ways = [f"{way} IN (SELECT Id FROM {step.name} WHERE {condition})" for way in _ways(kind, step.name)]
    return f"({' OR '.join(ways)})" if ways else None


def _below(subject: Subject, kind: ObjectType, role: Role, where: str) -> Below:
    fields = [role.when, role.text, role.sender, role.change, role.old, role.new]
    fields += [status_of(kind), deadline_of(kind), amount_of(kind), *(line_price_of(kind) or ())]
    fields += [kind.field(kind.name_field) if kind.name_field else None]
    paths = {f.name: path for f in fields if f and (path := named_path(f, subject.context))}
    ways = tuple(f.name for f in kind.fields if f.type is FieldType.REFERENCE and f.child_relationship)
    return Below(kind, role, where, ways, paths, open_condition(subject.context, kind))
