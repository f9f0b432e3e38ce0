"""The action that drafts an email. It reads; it sends nothing."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from understudy.agents.actions.emails.fill import Filled, fill, input_in
from understudy.agents.actions.emails.purpose import choose_template
from understudy.agents.actions.emails.recipient import Recipient, find_recipient
from understudy.agents.actions.emails.values import Fact, read_values
from understudy.agents.actions.records import record_kind
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.kit.ids import RecordId
from understudy.llm.finding import Finding, Item
from understudy.org.definitions.email import INPUT, RECIPIENT, SENDER, EmailDefinition, merge_fields
from understudy.org.metadata import ObjectType
from understudy.org.permissions import Employee
from understudy.trust.provenance.effect import Effect

__all__ = ["DRAFT_EMAIL", "DraftArguments"]

_NOT_SENT = "This is a draft; nothing was sent."


class DraftArguments(Arguments):
    """Which email to draft."""

    id: Annotated[str, Field(description="The id of the record that it is about.")]
    purpose: Annotated[
        str,
        Field(description="What it is for, in words or as the name of a template: 'apology for a delay'."),
    ] = ""
    to: Annotated[
        str, Field(description="A person's id, name or address; whom the template names when left out.")
    ] = ""
    inputs: Annotated[
        dict[str, str],
        Field(default_factory=dict, description="What no record holds, by the template's name for it."),
    ]


async def draft_email(context: ActionContext, arguments: DraftArguments) -> Finding:
    """The email with every value that stands in it; a question when something is missing."""
    record_id, kind = record_kind(context, arguments.id)
    if await read_values(context, kind, record_id, ()) is None:
        return Finding(
            "nothing", f"I can't find any {kind.label.lower()} with the id {record_id}.", records=0
        )
    email = choose_template(context, kind, arguments.purpose)
    if isinstance(email, Finding):
        return email
    recipient = await find_recipient(context, email, kind, record_id, arguments.to)
    if isinstance(recipient, Finding):
        return recipient
    facts = await _facts(context, email, kind, record_id, recipient)
    values = {path: fact.value for path, fact in facts.items()} | _inputs(email, arguments)
    in_a_line = {path: " ".join(value.split()) for path, value in values.items()}
    subject, body = fill(email.subject, in_a_line, email), fill(email.body, values, email)
    if missing := (*subject.missing, *body.missing):
        return Finding("missing", _question(email, kind, missing[0]))
    return _drafted(email, recipient, subject, body, facts, record_id)


async def _facts(
    context: ActionContext,
    email: EmailDefinition,
    kind: ObjectType,
    record_id: RecordId,
    recipient: Recipient,
) -> dict[str, Fact]:
    """The values of the record, of the person it goes to and of the user who writes, by merge field."""
    wanted = {path for path in merge_fields(email) if not path.startswith(INPUT)}
    of_person = {path for path in wanted if path.startswith(RECIPIENT)}
    of_sender = {path for path in wanted if path.startswith(SENDER)}
    facts = await read_values(context, kind, record_id, wanted - of_person - of_sender) or {}
    if recipient.kind and recipient.id:
        facts |= await _prefixed(context, recipient.kind, recipient.id, of_person, RECIPIENT)
    users = context.org.schema.object("User")
    if isinstance(context.actor, Employee) and users:
        facts |= await _prefixed(context, users, context.actor.user_id, of_sender, SENDER)
    return facts


async def _prefixed(
    context: ActionContext, kind: ObjectType, record_id: RecordId, paths: set[str], prefix: str
) -> Mapping[str, Fact]:
    own = await read_values(context, kind, record_id, [path.removeprefix(prefix) for path in paths])
    return {f"{prefix}{path}": fact for path, fact in (own or {}).items()}


def _inputs(email: EmailDefinition, arguments: DraftArguments) -> dict[str, str]:
    """What was given, else what the purpose says behind the words that the template declares."""
    found = {
        name: arguments.inputs.get(name) or input_in(arguments.purpose, wanted.after)
        for name, wanted in email.inputs.items()
    }
    return {f"{INPUT}{name}": value for name, value in found.items() if value}


def _question(email: EmailDefinition, kind: ObjectType, path: str) -> str:
    if path.startswith(INPUT):
        return email.inputs[path.removeprefix(INPUT)].ask
    field = kind.field(path)
    told = field.label.lower() if field else path
    return (
        f"The {email.label} needs the {told}, which the {kind.label.lower()} doesn't have. What shall it say?"
    )


def _drafted(
    email: EmailDefinition,
    recipient: Recipient,
    subject: Filled,
    body: Filled,
    facts: Mapping[str, Fact],
    record_id: RecordId,
) -> Finding:
    used = [facts[path] for path in sorted(subject.used | body.used) if path in facts]
    return Finding(
        "found",
        f"To: {recipient.address}\nSubject: {subject.text}\n\n{body.text}",
        (Item(recipient.address, id=recipient.id), Item(subject.text, id=record_id, object=email.object)),
        1,
        records=1,
        definition=f"{email.name} v{email.version}",
        notes=("", _NOT_SENT),
        facts={
            "to": recipient.address,
            "subject": subject.text,
            "body": body.text,
            "facts": [{"field": f.field, "value": f.value, "id": f.id, "object": f.object} for f in used],
            "sent": False,
        },
    )


DRAFT_EMAIL = Action(
    "draft_email",
    "Draft an email about a record from a template of the company, with the record's facts. Nothing is sent."
    " You may better the wording of the body for the reader, with exactly the same facts and none besides.",
    DraftArguments,
    draft_email,
    Effect.READS,
)
