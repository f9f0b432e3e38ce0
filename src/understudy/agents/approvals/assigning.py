"""Whose yes it takes, as people: what a rule says of roles and owners, looked up for this record."""

from understudy.agents.actions.registry import ActionContext
from understudy.agents.approvals.approval import Assignee
from understudy.agents.approvals.people import People
from understudy.agents.proposal import Proposal
from understudy.kit.errors import InputError
from understudy.org.permissions import Customer, Employee, System
from understudy.org.users import find_actor
from understudy.trust.policy.decision import Approver

__all__ = ["OPERATOR", "assign"]

OPERATOR = Assignee("operator", "", "whoever runs this service")
"""Where nobody else is to be found: a record without an owner, an owner without a manager."""

_OWNER = "OwnerId"


async def assign(context: ActionContext, approver: Approver, proposal: Proposal) -> Assignee | None:
    """Whose yes it takes; None when it is that of the person who asks: in the conversation, and at once."""
    if approver.kind == "asker" or isinstance(context.actor, System):
        return None
    assignee = await _found(context, approver, proposal)
    asker = context.actor
    if isinstance(asker, Employee) and assignee.is_met_by(asker, context.org.access):
        return None
    return assignee


async def _found(context: ActionContext, approver: Approver, proposal: Proposal) -> Assignee:
    match approver.kind:
        case "role":
            return Assignee("role", approver.name, f"somebody in the role {approver.name}")
        case "profile":
            return Assignee("profile", approver.name, f"somebody with the profile {approver.name}")
        case "user":
            return await _user(context, approver.name)
        case _:
            people = People(context.database, context.org, context.moment)
            owner = await _owner(context, people, proposal)
            if owner and approver.kind == "owners_manager":
                manager = context.org.access.people.manager
                owner = await people.value("User", owner, manager)
            return await _user(context, owner) if owner else OPERATOR


async def _user(context: ActionContext, user: str) -> Assignee:
    """The user of that id or name; a queue, or somebody who has left, is nobody."""
    try:
        actor = await find_actor(context.database, context.org, user)
    except InputError:
        return OPERATOR
    if isinstance(actor, Customer):
        return OPERATOR
    people = People(context.database, context.org, context.moment)
    return Assignee("user", actor.user_id, await people.name("User", actor.user_id))


async def _owner(context: ActionContext, people: People, proposal: Proposal) -> str | None:
    """Who owns the record, or would own the new one."""
    if proposal.record_id is not None:
        return await people.value(proposal.object, proposal.record_id, _OWNER)
    given = proposal.values.get(_OWNER)
    if given:
        return str(given)
    return context.actor.user_id if isinstance(context.actor, Employee) else None
