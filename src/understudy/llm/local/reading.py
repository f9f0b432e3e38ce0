"""A reading: one way to understand the message, with what it explains and what it lacks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from understudy.llm.situation import NameMatch

__all__ = ["Choice", "Reading", "choice_of", "likely"]

_MOST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A name that fits several records: what the message says, and what it may mean."""

    text: str
    options: tuple[str, ...]
    ids: tuple[str, ...]


def likely(matches: Sequence[NameMatch]) -> tuple[NameMatch, ...]:
    """Those that words cut short may mean: not what is named after another of them ("Hand Acme Ltd over")."""
    names = {match.name for match in matches}
    return tuple(
        match
        for match in matches
        if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", match.name) for name in names - {match.name})
    )


def choice_of(text: str, matches: Sequence[NameMatch]) -> Choice:
    """The choice between records that the words may mean, each once."""
    by_id = {match.id: f"{match.name} ({match.object})" for match in matches[:_MOST]}
    return Choice(text, tuple(by_id.values()), tuple(by_id))


@dataclass(frozen=True)
class Reading:
    """An action with its arguments, and how well the message supports it.

    `explained` are indexes of tokens; `likeness` is the nearest utterance's cosine; `fit` between 0 and 1
    says how well what was found fills the action; `missing` asks for what is lacking; `choice` holds a
    name that could not be decided. `about` says in words what is understood. With `quotes` the message is
    matter to be written down: words in it that name nothing are no mistake.
    """

    action: str
    arguments: dict[str, Any]
    about: str
    explained: frozenset[int]
    likeness: float
    fit: float
    definition: str | None = None
    missing: str | None = None
    choice: Choice | None = None
    notes: tuple[str, ...] = field(default=())
    score: float = 0.0
    quotes: bool = False
