"""What a model may know of the turn besides the messages: when it is, who asks, what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from understudy.kit.clock import Moment

__all__ = ["NameMatch", "Names", "RememberedFrame", "Situation"]


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
    """The action and arguments of the turn before, for "and by region?"."""

    action: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Situation:
    """The turn as a model that reasons needs it. `context` is text given beside the conversation;
    `me` is the record id of who asks, None for the system.
    """

    moment: Moment
    names: Names
    context: str = ""
    me: str | None = None
    last: RememberedFrame | None = field(default=None)
