"""Who the email goes to: the person given, or the one that the template's path leads to."""

import re
from dataclasses import dataclass

from understudy.agents.actions.emails.values import read_values, visible_path
from understudy.agents.actions.registry import ActionContext
from understudy.kit.ids import RecordId, parse_record_id
from understudy.llm.finding import Finding, Item
from understudy.org.definitions.email import EmailDefinition
from understudy.org.metadata import ObjectType
from understudy.org.roles import address_of
from understudy.soql.literals import quote
from understudy.soql.names import find_names
from understudy.soql.parse import parse
from understudy.soql.run import run
from understudy.soql.view import View

__all__ = ["Recipient", "find_recipient"]

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WHO = "Who shall the email go to?"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, with the person's record if there is one."""

    address: str
    kind: ObjectType | None = None
    id: RecordId | None = None


async def find_recipient(
    context: ActionContext, email: EmailDefinition, kind: ObjectType, record_id: RecordId, to: str
) -> Recipient | Finding:
    """The recipient; a question when there is none, several, or one without an address."""
    if not to:
        person = await _by_path(context, email, kind, record_id)
        return await _with_address(context, person) if person else Finding("missing", _WHO)
    if given := parse_record_id(to):
        return await _with_address(context, given)
    return await _by_name(context, to)


async def _by_name(context: ActionContext, to: str) -> Recipient | Finding:
    """The person called so; records with one address (a lead that became a contact) are one."""
    people = [kind.name for kind in context.org.schema if address_of(kind)]
    matches = await find_names(context.database, context.org, context.actor, [to], objects=people)
    if not matches:
        return Recipient(to) if _ADDRESS.fullmatch(to) else Finding("missing", f"I can't find {to}. {_WHO}")
    found = [await _with_address(context, RecordId(match.id)) for match in matches]
    by_address = {each.address: each for each in reversed(found) if isinstance(each, Recipient)}
    if len(by_address) > 1:
        items = tuple(Item(f"{to} ({address})", id=one.id) for address, one in sorted(by_address.items()))
        return Finding("several", f"Which {to} do you mean?", items)
    return next(iter(by_address.values()), found[0])


async def _by_path(
    context: ActionContext, email: EmailDefinition, kind: ObjectType, record_id: RecordId
) -> RecordId | None:
    view = View(context.org.schema, context.org.access, context.actor)
    if email.to is None or visible_path(view, kind, email.to) is None:
        return None
    text = f"SELECT Id, {email.to} found FROM {kind.name} WHERE Id = {quote(record_id)}"
    if email.to.lower() == "id":
        return record_id
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    return parse_record_id(str(result.rows[0]["found"])) if result.rows else None


async def _with_address(context: ActionContext, person: RecordId) -> Recipient | Finding:
    kind = context.org.schema.object_of(person)
    field = address_of(kind) if kind else None
    if kind is None or field is None:
        return Finding("missing", _WHO)
    known = [field.name, *([kind.name_field] if kind.name_field else [])]
    facts = await read_values(context, kind, person, known) or {}
    if field.name in facts:
        return Recipient(facts[field.name].value, kind, person)
    name = facts[kind.name_field].value if kind.name_field in facts else f"That {kind.label.lower()}"
    return Finding("missing", f"{name} has no email address on record. To which address shall it go?")
