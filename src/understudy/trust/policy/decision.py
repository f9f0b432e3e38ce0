"""What is decided about one thing that an agent is about to do. Values, no I/O."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

__all__ = ["ASKER", "Approver", "ApproverKind", "Decision", "Effect", "Risk", "stricter"]

Effect = Literal["run", "approve", "deny"]
Risk = Literal["low", "medium", "high"]
ApproverKind = Literal["asker", "role", "profile", "user", "owner", "owners_manager"]

_SEVERITY = {"run": 0, "approve": 1, "deny": 3}
LASTS = timedelta(days=1)
"""How long an approval may take where no rule says it: what was shown grows old."""


@dataclass(frozen=True, slots=True)
class Approver:
    """Whose yes it takes. `name` is that of the role, profile or user, else empty."""

    kind: ApproverKind
    name: str = ""

    def __str__(self) -> str:
        if self.kind == "asker":
            return "the person who asks"
        if self.name:
            return f"the {self.kind} {self.name}"
        return "the record's owner" if self.kind == "owner" else "the manager of the record's owner"


ASKER = Approver("asker")
"""The person who asks, in the conversation."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of it, by which rule, and the reason as a person is told it (may be empty).

    With `approve`, `by` says whose yes it takes, `within` until when, and `then_by` who may decide for as
    long again once that has passed. `mark` is a digest of what the rule says: another rule, another mark.
    """

    effect: Effect
    rule: str
    reason: str
    risk: Risk = "low"
    by: Approver = ASKER
    within: timedelta = LASTS
    then_by: Approver | None = None
    mark: str = ""

    @property
    def severity(self) -> int:
        """How much stands in the way, from nothing to everything."""
        colleague = self.effect == "approve" and self.by != ASKER
        return 2 if colleague else _SEVERITY[self.effect]


def stricter(one: Decision, other: Decision) -> Decision:
    """The decision that lets less through; the first where both let through the same."""
    return other if other.severity > one.severity else one
