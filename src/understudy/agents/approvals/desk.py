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
        )
        return context, {name: self.actions[name] for name in spec.actions}
