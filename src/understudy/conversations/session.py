"""A session: one person talking with one agent."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from understudy.agents.outcome import Confirm, Outcome
from understudy.agents.proposal import Proposal
from understudy.llm.situation import Memory
from understudy.org.permissions import Actor
from understudy.trust.provenance.seen import Seen

__all__ = ["REMEMBERED", "Session", "new_session"]

REMEMBERED = 12
"""How many of the last exchanges a session carries."""


@dataclass(frozen=True)
class Session:
    """Immutable: a turn returns the session that follows. `context` is text given beside the conversation.

    `said` holds the last exchanges (message, reply), oldest first; `memory` what was understood and shown;
    `pending` what the last turn proposed; `seen` what has been read, and from whom.
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
    seen: Seen = field(default_factory=Seen)

    @property
    def read(self) -> Seen:
        """What has been seen, with what the person has said."""
        return replace(self.seen, said=tuple(message for message, _ in self.said))

    def after(self, message: str, outcome: Outcome, memory: Memory, seen: Seen | None = None) -> "Session":
        """The session once a turn has ended, with what it remembers then, and what it has read if more."""
        said = (*self.said, (message, outcome.text))[-REMEMBERED:]
        pending = outcome.proposals if isinstance(outcome, Confirm) else ()
        return replace(
            self, turns=self.turns + 1, memory=memory, said=said, pending=pending, seen=seen or self.seen
        )


def new_session(agent: str, actor: Actor, channel: str, context: str = "") -> Session:
    """A session in which nothing has been said."""
    return Session(uuid4().hex, agent, actor, channel, context)
