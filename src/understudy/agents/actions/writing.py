"""Create a case, change a record, escalate: each proposes what it would write, and writes it after a yes.

All is read and written as the actor; what may be set, and to what, the org's access rules say.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from understudy.agents.actions.proposing import Given, Intent, propose_change, propose_record, read_record
from understudy.agents.actions.registry import ActionContext, Arguments, WritingAction
from understudy.agents.proposal import Proposal
from understudy.kit.errors import InputError, NotPermittedError
from understudy.llm.finding import Finding, Item
from understudy.org.metadata import ObjectType
from understudy.org.permissions import Customer
from understudy.org.records import Write, change_of, create, undo, update
from understudy.soql.validate import ROW_RULES
from understudy.trust.provenance.effect import Effect

__all__ = [
    "CREATE_CASE",
    "ESCALATE",
    "UPDATE_RECORD",
    "CreateCaseArguments",
    "EscalateArguments",
    "UpdateArguments",
    "carry_out",
]

_CASE = "Case"
_ORIGIN = {"Origin": "Chat"}
_ESCALATED = "Escalated"
_SUBJECT_LENGTH = 120
_UNDONE = {
    "create": "deleted again",
    "update": "changed back",
    "delete": "brought back",
    "undelete": "deleted again",
}


class CreateCaseArguments(Arguments):
    """What the new case says."""

    subject: Annotated[str, Field(min_length=1, description="What it is about, in a line.")]
    description: Annotated[str, Field(description="The matter in the person's own words.")] = ""
    values: Annotated[
        Given,
        Field(default_factory=dict, description="Other fields by API name, e.g. {'Priority': 'High'}."),
    ]


class UpdateArguments(Arguments):
    """Which record is to be changed, and how."""

    id: Annotated[str, Field(description="The record's 15- or 18-character id.")]
    values: Annotated[
        Given,
        Field(
            min_length=1, description="New values by API name; a reference by id or by name; null empties."
        ),
    ]


class EscalateArguments(Arguments):
    """What a person is to take over."""

    reason: Annotated[str, Field(min_length=1, description="Why a person is needed, in a sentence.")]
    case_id: Annotated[str | None, Field(description="The case it is about, if there is one.")] = None
    values: Annotated[
        Given,
        Field(default_factory=dict, description="Other fields by API name, e.g. {'Priority': 'High'}."),
    ]


async def create_case(context: ActionContext, arguments: CreateCaseArguments) -> Proposal | Finding:
    """A new case of these values; a customer's is the customer's own."""
    intent = Intent("create_case", "Create a new", arguments.model_dump(exclude_defaults=True))
    matter = {"Description": arguments.description} if arguments.description else {}
    values: Given = {"Subject": arguments.subject[:_SUBJECT_LENGTH], **matter, **arguments.values}
    return await _propose_case(context, intent, values)


async def update_record(context: ActionContext, arguments: UpdateArguments) -> Proposal | Finding:
    """The change of the fields that differ from what is in them now."""
    intent = Intent("update_record", "Change", arguments.model_dump(exclude_defaults=True))
    return await propose_change(context, intent, arguments.id, arguments.values)


async def escalate(context: ActionContext, arguments: EscalateArguments) -> Proposal | Finding:
    """The case marked as escalated, or a new one that is, and a person who takes over."""
    told, reason = arguments.model_dump(exclude_defaults=True), arguments.reason
    if arguments.case_id:
        intent = Intent("escalate", "Escalate", told, reason)
        changed: Given = {"Status": _ESCALATED, **arguments.values}
        return await propose_change(context, intent, arguments.case_id, changed)
    intent = Intent("escalate", "Create an escalated", told, reason)
    values: Given = {"Subject": reason[:_SUBJECT_LENGTH], "Description": reason, "Status": _ESCALATED}
    values |= arguments.values
    return await _propose_case(context, intent, values)


async def _propose_case(context: ActionContext, intent: Intent, values: Given) -> Proposal | Finding:
    kind = _object(context, _CASE)
    if isinstance(context.actor, Customer):
        fields = {name: kind.field(name) for name in _ORIGIN}
        values |= {name: _ORIGIN[name] for name, field in fields.items() if field}
    return await propose_record(context, intent, kind, values)


async def carry_out(context: ActionContext, proposal: Proposal) -> Finding:
    """Write what was proposed, once; the finding tells the record as the actor now sees it.

    Raises: NotPermittedError and InputError as `org.records`; the latter also when the record was changed
    by somebody since it was proposed.
    """
    write = Write(
        context.database,
        context.org,
        context.actor,
        context.now,
        ROW_RULES,
        proposal.key,
        context.origin,
    )
    kind = _object(context, proposal.object)
    if proposal.record_id is None:
        record_id = await create(write, proposal.object, proposal.values)
        return await _done(context, kind, proposal, record_id, "created")
    if proposal.undoes is not None:
        undone = await undo(write, proposal.undoes)
        return await _done(context, kind, proposal, proposal.record_id, _UNDONE[undone.operation])
    expected = datetime.fromisoformat(proposal.expected or "")
    await update(write, proposal.record_id, proposal.values, expected=expected)
    verb = "changed" if proposal.changes else "as it should be"
    return await _done(context, kind, proposal, proposal.record_id, verb)


async def _done(
    context: ActionContext, kind: ObjectType, proposal: Proposal, record_id: str, verb: str
) -> Finding:
    access = context.org.access.access(context.actor, kind.name)
    number = next((f.name for f in kind.fields if f.numbered is not None), None)
    names = [name for name in (number, kind.name_field) if name and access.field_readable(name)]
    kept = (
        await change_of(context.database, context.org, context.origin, record_id) if context.origin else None
    )
    facts = {"id": record_id, "digest": proposal.digest, **({"change": str(kept.id)} if kept else {})}
    undoing = f" It is change {kept.id}, which can be undone." if kept and _may_undo(context) else ""
    changes = f" ({'; '.join(map(str, proposal.changes))})" if proposal.record_id and proposal.changes else ""
    try:
        row, query = await read_record(context, kind, record_id, ["Id", *names])
    except NotPermittedError:  # given away, or deleted
        headline = f"Done: the {kind.label.lower()} is {verb}{changes}. You don't see it any more.{undoing}"
        return Finding("done", headline, records=1, facts=facts)
    label = str(next((row[name] for name in names if row[name]), record_id))
    headline = f"Done: the {kind.label.lower()} {label} is {verb}{changes}.{undoing}"
    item = Item(label, id=record_id, object=kind.name)
    return Finding("done", headline, (item,), 1, query=query, records=1, facts=facts)


def _may_undo(context: ActionContext) -> bool:
    """Customers are not told of what only colleagues can do."""
    return not isinstance(context.actor, Customer)


def _object(context: ActionContext, name: str) -> ObjectType:
    kind = context.org.schema.object(name)
    if kind is None:
        raise InputError(f"this org has no {name.lower()}s")
    return kind


CREATE_CASE = WritingAction(
    "create_case",
    "Propose a new case (a question or complaint of a customer). It is created once the person says yes.",
    CreateCaseArguments,
    create_case,
    Effect.WRITES,
    frozenset({"subject", "description"}),
)
UPDATE_RECORD = WritingAction(
    "update_record",
    "Propose a change of one record's fields: status, stage, owner, amount and so on. It is made once the"
    " person says yes.",
    UpdateArguments,
    update_record,
    Effect.WRITES,
)
ESCALATE = WritingAction(
    "escalate",
    "Propose that a person takes over, with the case it is about if there is one: when the person asks for a"
    " human, or cannot be helped here.",
    EscalateArguments,
    escalate,
    Effect.WRITES,
    frozenset({"reason"}),
)
