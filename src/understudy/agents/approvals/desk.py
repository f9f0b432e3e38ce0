"""What it takes to look at, decide and carry out what waits, outside of any conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from understudy.agents.actions.registry import ActionContext, AnyAction
from understudy.agents.approvals.approval import Approval, Person
from understudy.agents.approvals.people import People
from understudy.agents.spec import AgentSpec
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.knowledge.gate.records import as_agents_read
from understudy.llm.embedder import TextEncoder
from understudy.org.definitions.library import Library
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.records import Origin
from understudy.org.users import find_actor
from understudy.trust.audit.entry import Event
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.recorder import Recorder, who_is
from understudy.trust.policy.company import CompanyPolicy

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """One org, with all that an agent's action needs on it, now. `spec_of` gives an agent's file as it is
    today, or None when there is no such agent any more.
    """

    database: Database
    org: Org
    library: Library
    encoder: TextEncoder
    actions: Mapping[str, AnyAction]
    company: CompanyPolicy
    spec_of: Callable[[str], AgentSpec | None]
    moment: Moment
    audit: AuditLog | None = None

    @property
    def people(self) -> People:
        """Who is who."""
        return People(self.database, self.org, self.moment)

    async def asker(self, person: Person) -> Actor:
        """Who asked, with the rights of today.

        Raises: InputError when there is nobody like that any more; NotPermittedError for one who may not sign
        in any more.
        """
        if person.kind == "system":
            return System(person.id)
        return await find_actor(self.database, self.org, person.id, signing_in=True)

    def recorder(self, approval: Approval, actor: Actor | None = None) -> Recorder:
        """What tells the audit log of it: done for who asked, or by the actor."""
        who = who_is(actor) if actor else f"{approval.asked_by.kind}:{approval.asked_by.id}"
        about = Event("approval", "", who, self.org.name, approval.agent, approval.session_id)
        return Recorder(about, self.audit)

    async def context(self, approval: Approval) -> tuple[ActionContext, Mapping[str, AnyAction]]:
        """As the turn had it in which it was asked, for the same person, and the actions that its agent has.

        Raises: InputError, NotPermittedError when the person or the agent is gone.
        """
        spec = self.spec_of(approval.agent)
        if spec is None:
            raise InputError(f"there is no agent {approval.agent!r} any more")
        context = ActionContext(
            self.database,
            await as_agents_read(self.database, self.org),
            self.library,
            await self.asker(approval.asked_by),
            self.moment,
            self.encoder,
            spec.limits.rows,
            may_use=spec.may_use,
            origin=Origin(approval.agent, approval.session_id, approval.turn),
            knowledge=spec.knowledge,
            hands_over="escalate" in spec.actions,
            policy=self.company.of_agent(spec.rules),
            channel=approval.channel,
            recorder=self.recorder(approval),
        )
        return context, {name: self.actions[name] for name in spec.actions}
