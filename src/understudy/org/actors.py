"""Who asks: an employee, a customer, or the platform itself for a reason."""

from dataclasses import dataclass, field

from understudy.kit.ids import RecordId

__all__ = ["Actor", "Customer", "Employee", "System"]


@dataclass(frozen=True, slots=True)
class Employee:
    """A user of the org. `team` holds the user and everyone below in the hierarchy.

    `profile` is one that the access rules declare, or their default; `undeclared` is in that case what the
    user's record says instead, maybe nothing.
    """

    user_id: RecordId
    profile: str
    role: str | None = None
    team: frozenset[RecordId] = frozenset()
    username: str | None = None
    undeclared: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Customer:
    """A contact, who sees what the policy opens to the contact and its account."""

    contact_id: RecordId
    account_id: RecordId | None


@dataclass(frozen=True, slots=True)
class System:
    """The platform itself, for a stated reason that the trace records. Sees every row and field."""

    reason: str


Actor = Employee | Customer | System
