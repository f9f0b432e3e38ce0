"""What an action is, and all that are known. The runtime knows this, not the rooms behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
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

__all__ = ["Action", "ActionContext", "AnyAction", "Arguments", "WritingAction"]


class Arguments(BaseModel):
    """Arguments of an action: only what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class ActionContext:
    """What an action may use in this turn. The actor decides what it can read, `may_use` which definitions
    the agent's topics open; what is written is remembered with its `origin`, so that it can be undone;
    `knowledge` is as the agent's file has it; `hands_over` says whether the agent can let a person take over.
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

    @property
    def now(self) -> datetime:
        """When it is written what is written; the day that a conversation supposes is for reading only."""
        return self.clock or self.moment.now


@dataclass(frozen=True)
class Action:
    """One thing an agent can do that changes nothing.

    `description` is what a model reads to choose it; `parameters` a pydantic model of its arguments.
    """

    name: str
    description: str
    parameters: type[Arguments]
    run: Callable[[ActionContext, Any], Awaitable[Finding]]


@dataclass(frozen=True)
class WritingAction:
    """One thing an agent can do that changes something, and so only proposes it: a person decides.

    `propose` gives what would be done, or a finding when there is nothing to propose.
    """

    name: str
    description: str
    parameters: type[Arguments]
    propose: Callable[[ActionContext, Any], Awaitable[Proposal | Finding]]


AnyAction = Action | WritingAction
