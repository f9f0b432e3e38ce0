"""What a maker yields: a case before its style is chosen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from understudy.evals.cases import Expectation, Said

__all__ = ["OUT_OF_SCOPE", "REFUSAL", "UNDER_SPECIFIED", "Draft", "Phrase"]

OUT_OF_SCOPE, UNDER_SPECIFIED, REFUSAL = "out_of_scope", "under_specified", "refusal"
"""Styles that are a matter of what is said, not of how."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said: in whole sentences, and as briefly as people type it (empty: it can't be said so).

    `kept` are names and values that no style touches. `others` has for a word of the company what people
    also say for it.
    """

    whole: str
    brief: str = ""
    kept: tuple[str, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Draft:
    """One case: who says what about which facts, and what must come of it.

    `action` is the one it tries, none where nothing is to be done; `parameters` are those of its arguments
    that the phrase fills, `objects` and `definitions` what it is about. `then` are further messages. A
    `style` that is given stays; other drafts are said in the next style that suits them.
    """

    action: str | None
    title: str
    asker: str
    phrase: Phrase
    expect: Expectation
    parameters: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    then: tuple[Said, ...] = ()
    style: str = ""
    must_never: bool = False
