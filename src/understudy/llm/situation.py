"""What a model may know of the turn besides the messages: when it is, who asks, what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from understudy.kit.clock import Moment

__all__ = [
    "AskedBack",
    "Memory",
    "NameMatch",
    "Names",
    "RememberedFrame",
    "RememberedRecord",
    "Situation",
]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A record that a phrase may mean. `score` is 1.0 for an exact match, less for a misspelt one."""

    object: str
    id: str
    name: str
    phrase: str
    score: float = 1.0


class Names(Protocol):
    """Looks record names up as the actor of the turn; what the actor may not see is not found."""

    async def find(self, phrases: Sequence[str]) -> Sequence[NameMatch]:
        """Records whose name is one of the phrases, whatever the case."""
        ...

    async def similar(self, phrases: Sequence[str]) -> Sequence[NameMatch]:
        """Records whose name is nearly one of the phrases, best first."""
        ...


@dataclass(frozen=True, slots=True)
class RememberedFrame:
    """The action and arguments of a turn before, for "and by region?"."""

    action: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RememberedRecord:
    """A record that was shown, named or asked about."""

    object: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A question that the agent asked back: the message that it was about, and the choices it gave."""

    message: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation remembers of its turns.

    `last` is what was done last. `subject` is the set of records or the measure that was last asked for,
    `began` the same before it was narrowed. `shown` are the records of the last list, in its order; `talked`
    those that were last shown one at a time or named, latest first. `asked` waits for its answer.
    """

    last: RememberedFrame | None = None
    subject: RememberedFrame | None = None
    began: RememberedFrame | None = None
    shown: tuple[RememberedRecord, ...] = ()
    talked: tuple[RememberedRecord, ...] = ()
    asked: AskedBack | None = None

    @property
    def record(self) -> RememberedRecord | None:
        """The record that was last talked about."""
        return self.talked[0] if self.talked else None

    def name_of(self, record_id: str) -> str | None:
        """What the record of that id is called, if it was shown or named."""
        return next((each.name for each in (*self.talked, *self.shown) if each.id == record_id), None)


@dataclass(frozen=True)
class Situation:
    """The turn as a model that reasons needs it. `context` is text given beside the conversation;
    `me` is the record id of who asks, None for the system. `proposed` waits for a yes. `session` is its id.
    """

    moment: Moment
    names: Names
    context: str = ""
    me: str | None = None
    memory: Memory = field(default_factory=Memory)
    proposed: RememberedFrame | None = None
    session: str = ""
