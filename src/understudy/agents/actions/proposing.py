"""What a write would do, put in words: the values typed, checked and named, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from understudy.agents.actions.records import label_of, named_path
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.shown import shown_cell
from understudy.agents.proposal import LAPSES_AFTER, Change, Proposal
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import parse_record_id
from understudy.llm.finding import Finding, Item, Outside
from understudy.org.metadata import Field as OrgField
from understudy.org.metadata import FieldType, ObjectType
from understudy.org.records import Write, check_create, check_update
from understudy.soql.literals import quote
from understudy.soql.names import find_names
from understudy.soql.reachable import check_changeable, check_reachable
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES

__all__ = [
    "Given",
    "Intent",
    "field_label",
    "propose_change",
    "propose_record",
    "read_record",
    "texts_of",
]

Given = dict[str, str | float | bool | None]
"""Values by field as a model gives them: a reference by id or by name."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What is proposed and by which action: `verb` begins its title; see `Proposal` for the others."""

    action: str
    verb: str
    arguments: dict[str, Any]
    handoff: str | None = None


async def propose_record(
    context: ActionContext, intent: Intent, kind: ObjectType, values: Given
) -> Proposal | Finding:
    """A new record of these values and what the org adds to them."""
    named = await _named(context, kind, values)
    if isinstance(named, Finding):
        return named
    typed = check_create(_write(context), kind.name, named)
    await check_reachable(_write(context), kind.name, named)
    access = context.org.access.access(context.actor, kind.name)
    after = await texts_of(
        context, kind, {n: value for n, value in typed.items() if access.field_readable(n)}
    )
    changes = tuple(Change(field_label(kind, name), "", text, name) for name, text in after.items() if text)
    title = f"{intent.verb} {kind.label.lower()}"
    finding = Finding("proposed", f"{title}, if the person says yes.", outside=())
    return Proposal(
        intent.action,
        title,
        kind.name,
        named,
        changes,
        finding,
        handoff=intent.handoff,
        arguments=intent.arguments,
        lapses=(context.now + LAPSES_AFTER).isoformat(),
    )


async def propose_change(
    context: ActionContext, intent: Intent, record_id: str, values: Given
) -> Proposal | Finding:
    """The change of the fields that differ from what is in them now; a finding when none does."""
    found = parse_record_id(record_id)
    kind = context.org.schema.object_of(found) if found else None
    if found is None or kind is None:
        raise InputError(f"{record_id!r} is no record id of this org")
    named = await _named(context, kind, values)
    if isinstance(named, Finding):
        return named
    typed = check_update(_write(context), found, named)
    wanted = ["Id", "SystemModstamp", *([kind.name_field] if kind.name_field else []), *typed]
    row, query = await read_record(context, kind, found, wanted)
    differing = [name for name, value in typed.items() if value != row[name]]
    if differing:
        await check_changeable(_write(context), found)
        await check_reachable(_write(context), kind.name, {name: typed[name] for name in differing})
    if not differing and not intent.handoff:
        return await _nothing_to_change(context, kind, row, typed, query)
    before = await texts_of(context, kind, {name: row[name] for name in differing})
    after = await texts_of(context, kind, {name: typed[name] for name in differing})
    changes = (Change(field_label(kind, n), before[n] or "empty", after[n] or "empty", n) for n in differing)
    title = f"{intent.verb} the {kind.label.lower()} {label_of(row, kind)}"
    told = f"{title}, if the person says yes."
    return Proposal(
        intent.action,
        title,
        kind.name,
        {name: named[name] for name in differing},
        tuple(changes),
        Finding("proposed", told, query=query, records=1, facts={"id": found}, outside=_named_in(kind)),
        found,
        row["SystemModstamp"].isoformat(),
        intent.handoff,
        intent.arguments,
        (context.now + LAPSES_AFTER).isoformat(),
    )


def _named_in(kind: ObjectType) -> tuple[Outside, ...]:
    return (Outside("headline", f"the name of the {kind.label.lower()}"),)


async def _nothing_to_change(
    context: ActionContext, kind: ObjectType, row: Mapping[str, Any], typed: Mapping[str, Any], query: str
) -> Finding:
    label = label_of(row, kind)
    texts = await texts_of(context, kind, typed)
    told = "; ".join(f"{field_label(kind, name)}: {text or 'empty'}" for name, text in texts.items())
    headline = f"There is nothing to change: the {kind.label.lower()} {label} has that already ({told})."
    item = Item(label, id=row["Id"], object=kind.name)
    return Finding("found", headline, (item,), 1, query=query, records=1)


async def read_record(
    context: ActionContext, kind: ObjectType, record_id: str, columns: list[str]
) -> tuple[Mapping[str, Any], str]:
    """The record as the actor sees it, by columns of the schema's spelling, and the query.

    Raises: NotPermittedError: it is not there for the actor.
    """
    wanted = ", ".join(dict.fromkeys(columns))
    query = f"SELECT {wanted} FROM {kind.name} WHERE Id = {quote(record_id)}"
    result = await run(context.database, context.org, query, context.actor, context.moment)
    if not result.rows:
        raise NotPermittedError(f"there is no {kind.label.lower()} with the id {record_id} that you may see")
    return result.rows[0], query


def _write(context: ActionContext) -> Write:
    return Write(context.database, context.org, context.actor, context.now, ROW_RULES)


async def _named(context: ActionContext, kind: ObjectType, values: Given) -> Given | Finding:
    """The values with references as ids: what is no id is looked up by name, as the actor."""
    named: Given = {}
    for name, value in values.items():
        field = kind.field(name)
        is_name = field is not None and field.type is FieldType.REFERENCE and isinstance(value, str)
        if field is None or not is_name or not value or parse_record_id(str(value)):
            named[field.name if field else name] = value
            continue
        found = await find_names(
            context.database, context.org, context.actor, [str(value)], objects=field.references
        )
        ids = dict.fromkeys(match.id for match in found)
        if len(ids) > 1:
            items = tuple(Item(match.name, match.id, match.object) for match in found)
            return Finding("several", f"Which {value} do you mean?", items, len(items))
        if not ids:
            raise InputError(f"I can't find {value!r} among the {field.label.lower()}s")
        named[field.name] = next(iter(ids))
    return named


async def texts_of(context: ActionContext, kind: ObjectType, values: Mapping[str, Any]) -> dict[str, str]:
    """The typed values as a person reads them; a reference by the name of what it points to."""
    texts: dict[str, str] = {}
    for name, value in values.items():
        field = kind.field(name)
        assert field is not None, "checked values are of fields of the object"
        texts[name] = (
            await _name_of(context, field, value)
            if field.type is FieldType.REFERENCE and value
            else shown_cell(value, field.type, context.moment.timezone)
        )
    return texts


async def _name_of(context: ActionContext, field: OrgField, record_id: str) -> str:
    target = context.org.schema.object_of(record_id)
    if target is None or not target.name_field or named_path(field, context) is None:
        return record_id
    try:
        row, _ = await read_record(context, target, record_id, [target.name_field])
    except NotPermittedError:
        return record_id
    return str(row[target.name_field])


def field_label(kind: ObjectType, name: str) -> str:
    """How a person calls the field."""
    field = kind.field(name)
    return field.label if field else name
