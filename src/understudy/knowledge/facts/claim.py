"""A claim: what a sentence of a document says about a thing, as a value that can be compared."""

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Literal

__all__ = ["Bound", "Claim", "Conflict", "Kind", "Value"]

Kind = Literal[
    "address",
    "clock",
    "count",
    "date",
    "duration",
    "email",
    "frequency",
    "money",
    "percent",
    "phone",
    "place",
    "policy",
    "team",
    "version",
    "weekday",
]
Bound = Literal["exact", "least", "most", "range"]


@dataclass(frozen=True, slots=True)
class Value:
    """What is said of the attribute; `text` is it letter for letter.

    Of what is measured, `low` and `high` are in the base of its `unit`: durations in days, money in units of
    the currency, clock times in hours, frequencies in times a year. Of the rest, `key` is the normal form:
    "yes" or "no" of a policy, the digits of a phone, "2026-03-31" or "03-31" of a day. `loose` marks "about"
    and "usually".
    """

    kind: Kind
    text: str
    low: float = inf
    high: float = inf
    unit: str = ""
    key: str = ""
    bound: Bound = "exact"
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that a sentence gives to an attribute of a subject, within a scope.

    `document` is the key of the document, and its text holds `sentence` from `start` to `end`. `scope` has
    what the claim is limited to ("express", "germany", "if damaged"); empty means always and for all.
    """

    document: str
    subject: str
    attribute: str
    value: Value
    scope: frozenset[str]
    valid_from: date | None
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims on the same thing of which only one can be right; `about` says what thing.

    `a` is of the document whose key comes first in the alphabet, or stands first. `certainty` is between 0
    and 1.
    """

    a: Claim
    b: Claim
    about: str
    certainty: float = 1.0
