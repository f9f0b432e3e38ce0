"""The fact ledger: sentences that disagree, pages set aside, and what people decided about both."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args

from understudy.kit.errors import InputError
from understudy.knowledge.front_matter import AUDIENCES, Audience

__all__ = [
    "PREFERENCES",
    "VERDICTS",
    "Decision",
    "Dispute",
    "Findings",
    "Page",
    "PageKey",
    "Preference",
    "Reason",
    "Release",
    "Rulings",
    "SetAside",
    "Side",
    "Verdict",
    "dispute_of",
    "read_verdict",
]

Verdict = Literal["a", "b", "both", "neither", "no_conflict"]
"""Which side holds; both, for they speak of different cases; neither, until the pages are rewritten; or that
the two don't disagree at all."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
Preference = Literal["ask", "maintained", "reviewed"]
"""What holds while nobody has decided: neither side; the one whose page is not set aside; or, where neither
or both are, the one whose page was reviewed later."""
PREFERENCES: tuple[Preference, ...] = get_args(Preference)
Reason = Literal["stale", "orphan", "duplicate"]
PageKey = tuple[str, str]
"""A document by its source and its key there."""

_ID_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A document as the ledger knows it. `id` is 0 while it is not stored."""

    id: int
    source: str
    key: str
    title: str
    audience: Audience
    permission: str = ""
    owner: str = ""
    updated: date | None = None
    reviewed: date | None = None

    @property
    def at(self) -> PageKey:
        """What stays the same when it changes."""
        return self.source, self.key

    @property
    def looked_at(self) -> date | None:
        """The last day on which somebody stood by it, as far as it says so."""
        return max(filter(None, (self.updated, self.reviewed)), default=None)

    def is_as_open_as(self, other: "Page") -> bool:
        """Whether whoever may read the other may read this one."""
        audience = AUDIENCES.index(self.audience) <= AUDIENCES.index(other.audience)
        return audience and self.permission in ("", other.permission)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two sentences that disagree: from `start` on it stands in the page, and says `value`."""

    page: Page
    start: int
    sentence: str
    value: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two sentences that cannot both be right. The id is the same as long as both stand."""

    id: str
    about: str
    certainty: float
    a: Side
    b: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.a, self.b


@dataclass(frozen=True, slots=True)
class SetAside:
    """A page that agents don't get to read: `why` is a clause without a full stop. `canonical` stands for a
    duplicate.
    """

    page: Page
    reason: Reason
    why: str
    canonical: Page | None = None

    @property
    def mark(self) -> tuple[str, str, str, str]:
        """What a release is for: another reason or another clause sets the page aside anew."""
        return *self.page.at, self.reason, self.why


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a dispute; `by_id` is None for the operator."""

    id: int
    dispute: str
    verdict: Verdict
    because: str
    by_id: str | None
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """Who lets a page be read that was set aside, and why."""

    because: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found."""

    disputes: tuple[Dispute, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulings:
    """What was decided: the last decision of each dispute, releases by their marks, and the preference."""

    decisions: Mapping[str, Decision] = field(default_factory=dict[str, Decision])
    releases: Mapping[tuple[str, str, str, str], Release] = field(
        default_factory=dict[tuple[str, str, str, str], Release]
    )
    prefer: Preference = "ask"


def dispute_of(one: Side, other: Side, about: str, certainty: float = 1.0) -> Dispute:
    """The dispute of two sides, in an order and by an id that follow from their pages, sentences and values:
    whoever finds it again, in whichever order, finds the same one.
    """
    a, b = sorted((one, other), key=_told)
    mark = json.dumps([_told(a), _told(b)], ensure_ascii=False)
    return Dispute(hashlib.sha256(mark.encode()).hexdigest()[:_ID_LENGTH], about, certainty, a, b)


def read_verdict(written: str) -> Verdict:
    """The verdict of that name.

    Raises: InputError when there is none.
    """
    for verdict in VERDICTS:
        if written.lower().replace("-", "_") == verdict:
            return verdict
    choices = ", ".join(verdict.replace("_", "-") for verdict in VERDICTS)
    raise InputError(f"there is no verdict {written!r}", hint=f"one of {choices}")


def _told(side: Side) -> tuple[str, str, str, str]:
    return *side.page.at, " ".join(side.sentence.split()), side.value
