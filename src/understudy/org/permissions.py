"""Who asks, and what they may see: object, field and row rules, declared per profile and for customers.

This room only holds the rules. The query compiler (`soql/restrict.py`) makes them part of every query;
there is no second place that decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from understudy.kit.ids import RecordId

__all__ = ["ALL_ROWS", "AccessPolicy", "Actor", "Customer", "Employee", "ObjectAccess", "Settable", "System"]


@dataclass(frozen=True, slots=True)
class Employee:
    """A user of the org. `team` holds the user and everyone below in the hierarchy."""

    user_id: RecordId
    profile: str
    role: str | None = None
    team: frozenset[RecordId] = frozenset()


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

ALL_ROWS = ""
"""The row rule that leaves nothing out."""


Settable = Mapping[str, tuple[str, ...]]
"""The fields, in lower case, that may be set; each to one of the values, or to any when there are none."""


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """What one actor may see, create, change and delete of one object.

    `rows` is a condition in the question language over the object's own fields and parents, with the
    binds of `AccessPolicy.binds`; `ALL_ROWS` when every row may be seen. Of the rows that may be seen
    `editable_rows` are those that may be changed and `deletable_rows` those that may be deleted; None stands
    for every row that may be seen, or changed. `hidden_fields` and `fixed_fields`, which may be read and
    never set, are lower-case. `create` and `update` name what may be set; None stands for every field that
    may be read. `own` are fields of a new record that are always set to one of the binds.
    """

    readable: bool
    hidden_fields: frozenset[str] = frozenset()
    rows: str = ALL_ROWS
    create: Settable | None = field(default_factory=dict[str, tuple[str, ...]])
    update: Settable | None = field(default_factory=dict[str, tuple[str, ...]])
    own: Mapping[str, str] = field(default_factory=dict[str, str])
    delete: bool = False
    editable_rows: str | None = None
    deletable_rows: str | None = None
    fixed_fields: frozenset[str] = frozenset()

    def field_readable(self, name: str) -> bool:
        """Whether the field may be named anywhere in a query."""
        return name.lower() not in self.hidden_fields

    def field_settable(self, name: str, value: object, *, new: bool) -> bool:
        """Whether the field of a new or an existing record may be given that value."""
        settable = self.create if new else self.update
        if name.lower() in self.fixed_fields:
            return False
        if settable is None:
            return self.field_readable(name)
        values = settable.get(name.lower())
        return values is not None and (not values or value in values)


NOTHING = ObjectAccess(readable=False)
EVERYTHING = ObjectAccess(readable=True, create=None, update=None, delete=True)


@dataclass(frozen=True)
class AccessPolicy:
    """The org's rules. Keys are lower-case object names; an object no rule names is closed to customers
    and open to a profile only through its `"*"` entry.
    """

    profiles: Mapping[str, Mapping[str, ObjectAccess]] = field(
        default_factory=dict[str, Mapping[str, ObjectAccess]]
    )
    customers: Mapping[str, ObjectAccess] = field(default_factory=dict[str, ObjectAccess])
    default_profile: str = "standard"

    def access(self, actor: Actor, object_name: str) -> ObjectAccess:
        """What the actor may see of the object; nothing when no rule matches."""
        match actor:
            case System():
                return EVERYTHING
            case Employee(profile=profile):
                rules = self.profiles.get(profile.lower()) or self.profiles.get(self.default_profile, {})
                return rules.get(object_name.lower()) or rules.get("*", NOTHING)
            case Customer():
                return self.customers.get(object_name.lower(), NOTHING)
            case _:
                assert_never(actor)

    @staticmethod
    def binds(actor: Actor) -> dict[str, str | tuple[str, ...] | None]:
        """The values that row rules may name: `:user_id`, `:team`, `:contact_id`, `:account_id`."""
        match actor:
            case Employee(user_id=user_id, team=team):
                return {"user_id": user_id, "team": tuple(sorted({*team, user_id}))}
            case Customer(contact_id=contact_id, account_id=account_id):
                return {"contact_id": contact_id, "account_id": account_id}
            case System():
                return {}
            case _:
                assert_never(actor)
