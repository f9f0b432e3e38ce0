"""Take back what was changed in the conversation: proposed as any other change, and done after a yes."""

from typing import Annotated

from pydantic import Field

from understudy.agents.actions.proposing import field_label, read_record, texts_of
from understudy.agents.actions.records import label_of
from understudy.agents.actions.registry import ActionContext, Arguments, WritingAction
from understudy.agents.actions.writing import EscalateArguments, escalate
from understudy.agents.proposal import LAPSES_AFTER, Proposal
from understudy.agents.proposal import Change as Shown
from understudy.llm.finding import Finding, Item
from understudy.org.metadata import ObjectType
from understudy.org.permissions import Customer
from understudy.org.records import Change, Write, check_undo, last_change, read_change, typed_value
from understudy.soql.validate import ROW_RULES
from understudy.trust.provenance.effect import Effect

__all__ = ["UNDO_CHANGE", "UndoArguments"]

_VERBS = {
    "create": "Delete again",
    "update": "Change back",
    "delete": "Bring back",
    "undelete": "Delete again",
}
_CASE = "Case"
_FOR_A_PERSON = "A change that was made in this conversation is to be taken back."


class UndoArguments(Arguments):
    """Which change is to be taken back."""

    change: Annotated[
        int | None, Field(description="The change's number; the last of this conversation when left out.")
    ] = None


async def undo_change(context: ActionContext, arguments: UndoArguments) -> Proposal | Finding:
    """What would stand in the record again; a customer is offered a person instead."""
    change = await _change(context, arguments.change)
    if isinstance(context.actor, Customer):
        case = change.record_id if change and change.object == _CASE else None
        return await escalate(context, EscalateArguments(reason=_FOR_A_PERSON, case_id=case, values={}))
    if change is None:
        return Finding("nothing", "I have changed nothing in this conversation that could be taken back.")
    check_undo(_write(context), change)
    kind = context.org.schema.object(change.object)
    assert kind is not None, "what may be undone is of an object of the org"
    if change.operation == "delete":
        return _proposal(context, arguments, change, kind, change.record_id, ())
    names = [name for name in change.before if kind.field(name)]
    wanted = ["Id", "SystemModstamp", *([kind.name_field] if kind.name_field else []), *names]
    row, query = await read_record(context, kind, change.record_id, wanted)
    label = label_of(row, kind)
    if row["SystemModstamp"] != change.stamp:
        told = f"The {kind.label.lower()} {label} has been changed since, so I can't take that back."
        return Finding("found", told, (Item(label, row["Id"], kind.name),), 1, query=query, records=1)
    earlier = {
        field.name: typed_value(context.org, field, change.before[name])
        for name in names
        if (field := kind.field(name))
    }
    before = await texts_of(context, kind, {name: row[name] for name in earlier})
    after = await texts_of(context, kind, earlier)
    shown = (Shown(field_label(kind, n), before[n] or "empty", after[n] or "empty", n) for n in earlier)
    return _proposal(context, arguments, change, kind, label, tuple(shown))


async def _change(context: ActionContext, number: int | None) -> Change | None:
    if number is not None:
        return await read_change(context.database, context.org, number)
    if context.origin is None:
        return None
    return await last_change(context.database, context.org, context.origin.session_id)


def _proposal(
    context: ActionContext,
    arguments: UndoArguments,
    change: Change,
    kind: ObjectType,
    label: str,
    shown: tuple[Shown, ...],
) -> Proposal:
    title = f"{_VERBS[change.operation]} the {kind.label.lower()} {label}"
    finding = Finding(
        "proposed", f"{title}, if the person says yes.", records=1, facts={"id": change.record_id}
    )
    return Proposal(
        "undo_change",
        title,
        kind.name,
        {},
        shown,
        finding,
        change.record_id,
        change.stamp.isoformat(),
        arguments=arguments.model_dump(exclude_defaults=True),
        lapses=(context.now + LAPSES_AFTER).isoformat(),
        undoes=change.id,
    )


def _write(context: ActionContext) -> Write:
    return Write(context.database, context.org, context.actor, context.now, ROW_RULES)


UNDO_CHANGE = WritingAction(
    "undo_change",
    "Propose to take back a change that was made in this conversation, when the person wants it undone. It is"
    " taken back once the person says yes.",
    UndoArguments,
    undo_change,
    Effect.WRITES,
)
