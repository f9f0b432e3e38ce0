"""A session: one person talking with one agent."""

from dataclasses import dataclass, replace
from uuid import uuid4

from understudy.agents.outcome import Confirm, Outcome
from understudy.agents.proposal import Proposal
from understudy.llm.situation import RememberedFrame
from understudy.org.permissions import Actor

__all__ = ["REMEMBERED", "Session", "new_session"]

REMEMBERED = 12
"""How many of the last exchanges a session carries."""


@dataclass(frozen=True)
class Session:
    """Immutable: a turn returns the session that follows. `context` is text given beside the conversation.

    `said` holds the last exchanges (message, reply), oldest first; `pending` what the last turn proposed.
    """

    id: str
    agent: str
    actor: Actor
    channel: str
    context: str = ""
    turns: int = 0
    last: RememberedFrame | None = None
    said: tuple[tuple[str, str], ...] = ()
    pending: tuple[Proposal, ...] = ()

    def after(self, message: str, outcome: Outcome, frame: RememberedFrame | None) -> "Session":
        """The session once a turn has ended."""
        said = (*self.said, (message, outcome.text))[-REMEMBERED:]
        pending = outcome.proposals if isinstance(outcome, Confirm) else ()
        return replace(self, turns=self.turns + 1, last=frame or self.last, said=said, pending=pending)


def new_session(agent: str, actor: Actor, channel: str, context: str = "") -> Session:
    """A session in which nothing has been said."""
    return Session(uuid4().hex, agent, actor, channel, context)
