"""A session: one person talking with one agent."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from understudy.agents.outcome import Confirm, Outcome
from understudy.agents.proposal import Proposal
from understudy.llm.situation import Memory
from understudy.org.permissions import Actor

__all__ = ["REMEMBERED", "Session", "new_session"]

REMEMBERED = 12
"""How many of the last exchanges a session carries."""


@dataclass(frozen=True)
class Session:
    """Immutable: a turn returns the session that follows. `context` is text given beside the conversation.

    `said` holds the last exchanges (message, reply), oldest first; `memory` what was understood and shown;
    `pending` what the last turn proposed.
    """

    id: str
    agent: str
    actor: Actor
    channel: str
    context: str = ""
    turns: int = 0
    memory: Memory = field(default_factory=Memory)
    said: tuple[tuple[str, str], ...] = ()
    pending: tuple[Proposal, ...] = ()

    def after(self, message: str, outcome: Outcome, memory: Memory) -> "Session":
        """The session once a turn has ended, and what it remembers then."""
        said = (*self.said, (message, outcome.text))[-REMEMBERED:]
        pending = outcome.proposals if isinstance(outcome, Confirm) else ()
        return replace(self, turns=self.turns + 1, memory=memory, said=said, pending=pending)


def new_session(agent: str, actor: Actor, channel: str, context: str = "") -> Session:
    """A session in which nothing has been said."""
    return Session(uuid4().hex, agent, actor, channel, context)
