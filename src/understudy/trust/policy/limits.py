"""What agents may use up: the forms of limits, and of the prices that spend is counted by. Pure."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from understudy.kit.errors import UnderstudyError

__all__ = ["Allowance", "Lasting", "LimitReachedError", "Price", "Scope", "Used", "cost_of", "exceeded"]

Scope = Literal["turn", "session", "user_day", "agent_day"]
"""Whose use is counted together: of a turn, of a conversation, of a person in a day, of an agent in a day."""

_FREE = "understudy:embedded"
_COUNTED_BEFORE = frozenset({"turns", "model_calls", "actions", "repeats"})
_PER = 1_000_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Used(_Part):
    """How much was used. `spend` is in US dollars."""

    turns: int = 0
    model_calls: int = 0
    actions: int = 0
    tokens: int = 0
    output_characters: int = 0
    spend: float = 0.0

    def plus(self, other: "Used") -> "Used":
        """Both together."""
        return Used(**{name: getattr(self, name) + getattr(other, name) for name in Used.model_fields})


class Allowance(_Part):
    """How much may be used; None is as much as it takes. `spend` is in US dollars."""

    turns: Annotated[int | None, Field(ge=1)] = None
    model_calls: Annotated[int | None, Field(ge=1)] = None
    actions: Annotated[int | None, Field(ge=1)] = None
    tokens: Annotated[int | None, Field(ge=1)] = None
    output_characters: Annotated[int | None, Field(ge=1)] = None
    spend: Annotated[float | None, Field(gt=0)] = None

    def tighter(self, other: "Allowance") -> "Allowance":
        """The smaller of each."""
        both = {name: (getattr(self, name), getattr(other, name)) for name in Allowance.model_fields}
        given = {name: [each for each in pair if each is not None] for name, pair in both.items()}
        return Allowance(**{name: min(pair, default=None) for name, pair in given.items()})

    @property
    def is_open(self) -> bool:
        """Whether nothing is limited."""
        return all(getattr(self, name) is None for name in Allowance.model_fields)


class Lasting(_Part):
    """Limits for longer than a turn."""

    session: Allowance = Allowance()
    user_day: Annotated[Allowance, Field(description="Of one person, a day where the org is.")] = Allowance()
    agent_day: Annotated[Allowance, Field(description="Of one agent, a day where the org is.")] = Allowance()


class Price(_Part):
    """What a million tokens cost, in US dollars. The first price whose pattern fits a model's name is its."""

    model: Annotated[str, Field(description="A name such as openai:gpt-5, or a pattern: openai:*")]
    input: Annotated[float, Field(ge=0)]
    output: Annotated[float, Field(ge=0)]


class LimitReachedError(UnderstudyError):
    """As much was used as may be; `scope` and `what` say which limit it is."""

    def __init__(self, scope: Scope, what: str, most: float) -> None:
        super().__init__(_told(scope, what, most))
        self.scope = scope
        self.what = what
        self.most = most


_UNITS = {
    "turns": "messages",
    "model_calls": "steps of thought",
    "actions": "actions",
    "tokens": "words of thought",
    "output_characters": "characters of replies",
    "spend": "money",
}
_WHOSE = {
    "turn": ("one answer", "Please ask in smaller parts."),
    "session": ("this conversation", "Please begin a new one."),
    "user_day": ("you today", "Please come back tomorrow, or ask a colleague to help now."),
    "agent_day": ("me today", "Please come back tomorrow, or ask a colleague to help now."),
}


def _told(scope: Scope, what: str, most: float) -> str:
    if what == "repeats":
        return "I stopped, because I was going round in circles. Please ask in other words."
    whose, instead = _WHOSE[scope]
    amount = "" if what in ("spend", "tokens") else f"{most:,} "
    return f"I have come to the limit for {whose}: there may be no more {amount}{_UNITS[what]}. {instead}"


def exceeded(allowance: Allowance, used: Used) -> tuple[str, float] | None:
    """The first limit that is passed, if any. What is counted before it is done may come up to its limit; of
    what is known only afterwards nothing may be left.
    """
    for name in Allowance.model_fields:
        most, now = getattr(allowance, name), getattr(used, name)
        if most is not None and (now > most if name in _COUNTED_BEFORE else now >= most):
            return name, most
    return None


def cost_of(model: str, read: int, written: int, prices: Sequence[Price]) -> float | None:
    """What tokens, read and written, cost in US dollars; None where no price fits the model. Nothing is paid
    for the embedded one.
    """
    if model == _FREE:
        return 0.0
    price = next((each for each in prices if fnmatchcase(model, each.model)), None)
    return (read * price.input + written * price.output) / _PER if price else None
