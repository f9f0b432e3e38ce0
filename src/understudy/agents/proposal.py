"""A change that an agent proposes: exactly what will be written, once a person says yes. Values, no I/O."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from understudy.llm.finding import Finding

__all__ = ["Change", "Proposal", "question"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: how it is called, what is in it, what will be."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}" if self.before else f"{self.label}: {self.after}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record to be created, or changed if `record_id` says which.

    `values` are what will be written, as JSON; `changes` the same for the person. `expected` is the
    SystemModstamp of the record that was read, in ISO form. With `handoff` a person takes over afterwards,
    for that reason. `finding` tells what was read to propose it.
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

    @property
    def digest(self) -> str:
        """Of exactly what will run: another value, another record, another digest."""
        said = [self.action, self.object, self.record_id, self.values, self.expected, self.handoff]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def question(proposals: Sequence[Proposal]) -> str:
    """What is put before the person, in words."""
    lines: list[str] = []
    for proposal in proposals:
        lines.append(f"{proposal.title}:" if proposal.changes else f"{proposal.title}.")
        lines += [f"- {change}" for change in proposal.changes]
    return "\n".join([*lines, "Shall I do this? Nothing is done until you say yes."])
