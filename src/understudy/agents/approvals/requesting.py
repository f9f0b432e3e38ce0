"""A change is put before whoever is to approve it, and who asked is told whom."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from understudy.agents.actions.registry import ActionContext
from understudy.agents.approvals.approval import Approval, Assignee, seal_of
from understudy.agents.approvals.assigning import assign
from understudy.agents.approvals.people import People
from understudy.agents.approvals.store import save_approval
from understudy.agents.proposal import Proposal
from understudy.kit.trace import trace_id
from understudy.llm.finding import Finding
from understudy.trust.policy.decision import Decision

__all__ = ["Request", "put_before", "request_of", "told_of"]

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Request:
    """A proposal that waits for somebody else than who asks: by which decision, for whose yes, and where each
    argument comes from. `held` says that text from outside may have caused it.
    """

    proposal: Proposal
    decision: Decision
    assignee: Assignee
    origins: dict[str, str]
    held: bool = False

    @property
    def digest(self) -> str:
        """Of exactly what will run."""
        return self.proposal.digest

    @property
    def finding(self) -> Finding:
        """What the model is told of it."""
        headline = f"{self.proposal.title}, if {self.assignee.shown} agrees: it is put before them."
        return replace(self.proposal.finding, headline=headline)


async def request_of(
    context: ActionContext, proposal: Proposal, decision: Decision, origins: dict[str, str]
) -> Request | None:
    """What is to be put before somebody else; None when the yes of the person who asks is enough."""
    assignee = await assign(context, decision.by, proposal)
    return Request(proposal, decision, assignee, origins) if assignee else None


async def put_before(context: ActionContext, requests: Sequence[Request], message: str) -> None:
    """Keep them for those who decide. What waits already is not put before anybody twice."""
    for request in requests:
        await save_approval(context.database, await _approval(context, request, message))


async def _approval(context: ActionContext, request: Request, message: str) -> Approval:
    origin, decision, now = context.origin, request.decision, context.now
    assert origin is not None, "what is approved later is of a conversation"
    then = await assign(context, decision.then_by, request.proposal) if decision.then_by else None
    people = People(context.database, context.org, context.moment)
    approval = Approval(
        id="".join(secrets.choice(_LETTERS) for _ in range(12)),
        org=context.org.name,
        proposal=request.proposal,
        agent=origin.agent,
        session_id=origin.session_id,
        turn=origin.turn or 0,
        channel=context.channel,
        message=message,
        trace_id=trace_id(),
        asked_by=await people.person(context.actor),
        rule=decision.rule,
        reason=decision.reason,
        risk=decision.risk,
        origins=request.origins,
        assignee=request.assignee,
        then=then,
        asked_at=now,
        due_at=now + decision.within,
        last_at=now + decision.within * (2 if then else 1),
    )
    return replace(approval, seal=seal_of(approval))


def told_of(requests: Sequence[Request]) -> str:
    """What the person who asks is told: whose yes it takes, why, and what becomes of it."""
    return "\n".join(dict.fromkeys(_told(each) for each in requests))


def _told(request: Request) -> str:
    reason = request.decision.reason.rstrip(".")
    because = f" ({reason})" if reason else ""
    changes = "".join(f"\n- {change}" for change in request.proposal.changes)
    shown = request.assignee.shown
    return (
        f"That takes a yes of {shown}{because}. I have put it before them; nothing is done until they agree,"
        f" and I will tell you here.\n{request.proposal.title}{':' if changes else '.'}{changes}"
    )
