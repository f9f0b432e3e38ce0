"""A change that an agent proposes: exactly what will be written, once a person says yes. Values, no I/O."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from understudy.llm.finding import Finding
from understudy.trust.provenance.judge import ArgumentOrigin

__all__ = ["LAPSES_AFTER", "Change", "Proposal", "Ruling", "left_out", "question"]


LAPSES_AFTER = timedelta(days=1)
"""How long a yes may take: what the person was shown grows old."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One field: how it is called, what is in it, what will be, and its API name, where it is one."""

    label: str
    before: str
    after: str
    field: str = ""

    def __str__(self) -> str:
        after = _line(self.after)
        return f"{self.label}: {_line(self.before)} → {after}" if self.before else f"{self.label}: {after}"


@dataclass(frozen=True, slots=True)
class Ruling:
    """By which rule of the policy it waits for a yes: its name and mark, when it was asked, in ISO form, and
    whether text from outside had been read by then. A yes counts as long as the policy would say the same.
    """

    rule: str
    mark: str
    at: str
    untrusted: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record to be created, or changed if `record_id` says which; with `undoes`, a change to be taken back.
    Without an `object` it is the action itself, to be run with its `arguments`.

    `values` are what will be written, as JSON; `changes` the same for the person. `expected` is the
    SystemModstamp of the record that was read, in ISO form. With `handoff` a person takes over afterwards,
    for that reason. `finding` tells what was read to propose it. After the instant `lapses`, in ISO form, a
    yes comes too late. `origins` tell where each argument comes from, if text from outside may have
    caused it. `ruling` says why it waits.
    """

    action: str
    title: str
    object: str
    values: dict[str, Any]
    changes: tuple[Change, ...]
    finding: Finding
    record_id: str | None = None
    expected: str | None = None
    handoff: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    lapses: str | None = None
    undoes: int | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    origins: tuple[ArgumentOrigin, ...] = ()
    ruling: Ruling | None = None

    @property
    def key(self) -> str:
        """Belongs to this proposal alone: with it nothing is written twice."""
        return f"{self.id}:{self.digest}"

    def has_lapsed(self, now: datetime) -> bool:
        """Whether it was made too long ago to be agreed to."""
        return self.lapses is not None and now > datetime.fromisoformat(self.lapses)

    @property
    def digest(self) -> str:
        """Of exactly what will run: another value, another record, another digest."""
        said = [
            self.action,
            self.object,
            self.record_id,
            self.values,
            self.expected,
            self.handoff,
            self.undoes,
        ]
        if not self.object:
            said.append(self.arguments)
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def question(proposals: Sequence[Proposal]) -> str:
    """What is put before the person, in words."""
    lines: list[str] = []
    for proposal in proposals:
        title = _line(proposal.title)
        lines.append(f"{title}:" if proposal.changes else f"{title}.")
        lines += [f"- {change}" for change in proposal.changes]
        lines += _warning(proposal)
    return "\n".join([*lines, "Shall I do this? Nothing is done until you say yes."])


def left_out(held: Sequence[Proposal]) -> str:
    """That these were not even proposed: one yes is not to agree to them along with what was asked for."""
    titles = "; ".join(_line(each.title) for each in held)
    return f"Text from outside may ask for more, which I leave alone: {titles}."


def _warning(proposal: Proposal) -> list[str]:
    """That not the person, but somebody outside may have asked for it, and what shows it."""
    if not proposal.origins:
        return []
    doubtful = [each for each in proposal.origins if each.sensitive and not each.trusted]
    told = [f"  - {each.argument} ({_line(each.value)}): {each.source}" for each in doubtful]
    return ["You have not asked for this in these words. Text from outside may ask for it:", *told]


def _line(text: str) -> str:
    """In one line, and no longer than one reads: what stands in a record can't pass for our own words."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
