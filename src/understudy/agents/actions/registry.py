"""What an action is, and all that are known. The runtime knows this, not the rooms behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from understudy.agents.proposal import Proposal
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.llm.embedder import TextEncoder
from understudy.llm.finding import Finding
from understudy.org.definitions.library import Library
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.org.records import Origin
from understudy.trust.audit.recorder import Recorder
from understudy.trust.policy.asked import KnownAction
from understudy.trust.policy.company import shipped_policy
from understudy.trust.policy.decision import Risk
from understudy.trust.policy.meter import Meter
from understudy.trust.policy.policy import Policy
from understudy.trust.provenance.declared import Origins
from understudy.trust.provenance.effect import Effect

__all__ = ["Action", "ActionContext", "AnyAction", "Arguments", "WritingAction", "known_action"]


class Arguments(BaseModel):
    """Arguments of an action: only what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class ActionContext:
    """What an action may use in this turn. The actor decides what it can read, `may_use` which definitions
    the agent's topics open; what is written is remembered with its `origin`, so that it can be undone;
    `knowledge` is as the agent's file has it; `hands_over` says whether the agent can let a person take over;
    `origins` which fields and documents the org trusts to be its own. `policy` decides what may be done, in
    this `channel` too; the `meter` counts what is used up; the `recorder` tells the audit log.
    """

    database: Database
    org: Org
    library: Library
    actor: Actor
    moment: Moment
    encoder: TextEncoder
    most_rows: int = 200
    context: str = ""
    may_use: Callable[[str], bool] = lambda _definition: True
    clock: datetime | None = None
    origin: Origin | None = None
    knowledge: tuple[str, ...] = ()
    hands_over: bool = False
    origins: Origins = field(default_factory=Origins)
    policy: Policy = field(default_factory=shipped_policy)
    channel: str = "terminal"
    meter: Meter | None = None
    recorder: Recorder = field(default_factory=Recorder)

    @property
    def now(self) -> datetime:
        """When it is written what is written; the day that a conversation supposes is for reading only."""
        return self.clock or self.moment.now


@dataclass(frozen=True)
class Action:
    """One thing an agent can do that keeps nothing here.

    `description` is what a model reads to choose it; `parameters` a pydantic model of its arguments. With an
    `effect` that reaches further than reading, all arguments are sensitive but those in `wording`: texts that
    people read, which reach nobody and change nothing by themselves. `risk` is how much harm it can do.
    """

    name: str
    description: str
    parameters: type[Arguments]
    run: Callable[[ActionContext, Any], Awaitable[Finding]]
    effect: Effect
    wording: frozenset[str] = frozenset()
    risk: Risk = "low"

    @property
    def sensitive(self) -> frozenset[str]:
        """The arguments that text from outside may not decide on."""
        return _sensitive(self.parameters, self.effect, self.wording)


@dataclass(frozen=True)
class WritingAction:
    """One thing an agent can do that changes something, and so only proposes it: a person decides.

    `propose` gives what would be done, or a finding when there is nothing to propose. `effect`,
    `wording` and `risk` are as an `Action` has them.
    """

    name: str
    description: str
    parameters: type[Arguments]
    propose: Callable[[ActionContext, Any], Awaitable[Proposal | Finding]]
    effect: Effect
    wording: frozenset[str] = frozenset()
    risk: Risk = "medium"

    @property
    def sensitive(self) -> frozenset[str]:
        """The arguments that text from outside may not decide on."""
        return _sensitive(self.parameters, self.effect, self.wording)


def _sensitive(parameters: type[Arguments], effect: Effect, wording: frozenset[str]) -> frozenset[str]:
    return frozenset(parameters.model_fields) - wording if effect.is_held else frozenset()


AnyAction = Action | WritingAction


@cache
def known_action(action: AnyAction) -> KnownAction:
    """What a policy knows of the action."""
    parameters = frozenset(name.lower() for name in action.parameters.model_fields)
    return KnownAction(action.name, action.effect, action.risk, parameters)
