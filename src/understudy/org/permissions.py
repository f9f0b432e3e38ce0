"""What an actor may see and do: object, field and row rules of profiles, permission sets and customers.

This room only holds the rules. The query compiler (`soql/restrict.py`) makes them part of every query;
there is no second place that decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import assert_never

from understudy.org.actors import Actor, Customer, Employee, System
from understudy.org.audience import ALL_ROWS, NO_ROWS, Audience, People
from understudy.org.object_access import (
    EVERYTHING,
    NOTHING,
    ObjectAccess,
    Settable,
    both,
    shared_out,
    united,
)
from understudy.org.redacted import Redacted
from understudy.org.sharing import Grant, Level, Sharing, grants

__all__ = [
    "ALL_ROWS",
    "AccessPolicy",
    "Actor",
    "Customer",
    "Employee",
    "ObjectAccess",
    "PermissionSet",
    "Settable",
    "System",
]


@dataclass(frozen=True, slots=True)
class PermissionSet:
    """What some of the employees may besides what their profile opens, by object in lower case."""

    name: str
    to: Audience
    objects: Mapping[str, ObjectAccess]


@dataclass(frozen=True)
class AccessPolicy:
    """The org's rules. Keys are lower-case object names; an object no rule names is closed to customers
    and open to a profile only through its `"*"` entry.

    An employee of an unknown profile has the rules of `default_profile`, and none where that is not declared.
    """

    profiles: Mapping[str, Mapping[str, ObjectAccess]] = field(
        default_factory=dict[str, Mapping[str, ObjectAccess]]
    )
    customers: Mapping[str, ObjectAccess] = field(default_factory=dict[str, ObjectAccess])
    default_profile: str = "standard"
    permission_sets: tuple[PermissionSet, ...] = ()
    sharing: Mapping[str, Sharing] = field(default_factory=dict[str, Sharing])
    people: People = field(default_factory=People)
    is_own: bool = False
    """Whether the org brought the rules itself."""
    redacted: Mapping[str, Redacted] = field(default_factory=dict[str, Redacted])
    """What not even the system reads, by object in lower case; none but where agents read."""

    def access(self, actor: Actor, object_name: str) -> ObjectAccess:
        """What the actor may see of the object; nothing when no rule matches."""
        match actor:
            case System():
                return EVERYTHING
            case Employee():
                return self._employees(actor, object_name.lower())
            case Customer():
                return self.customers.get(object_name.lower(), NOTHING)
            case _:
                assert_never(actor)

    def rights(self, employee: Employee) -> frozenset[str]:
        """The names of the employee's profile, role and permission sets, in lower case."""
        profile = self.profile_named(self._profile(employee))
        sets = [each.name for each in self.permission_sets if each.to.has(employee, self.people)]
        return frozenset(name.lower() for name in (profile, employee.role, *sets) if name)

    def _profile(self, employee: Employee) -> str:
        return employee.profile if employee.profile.lower() in self.profiles else self.default_profile

    def profile_named(self, name: str) -> str | None:
        """The declared profile of that name, in lower case."""
        return name.lower() if name.lower() in self.profiles else None

    def grants(self, actor: Actor, object_name: str) -> tuple[Grant, ...]:
        """What opens rows of a shared object to an employee; empty where the object is not shared out.

        The row rule of `access` says the same in one condition, after the profile's own.
        """
        sharing = self.sharing.get(object_name.lower())
        if sharing is None or not isinstance(actor, Employee):
            return ()

        def parent_rows(level: Level) -> str:
            parent = self.access(actor, sharing.parent_object)
            if not parent.readable:
                return NO_ROWS
            return parent.rows if level == "read" else both(parent.rows, parent.rows_to_edit)

        return grants(sharing, actor, self.people, parent_rows)

    def declared(self, employee: Employee, object_name: str) -> list[tuple[str, ObjectAccess]]:
        """The entries for the object in the employee's profile and permission sets, with whose they are."""
        profile = self._profile(employee)
        rules = self.profiles.get(profile.lower(), {})
        sets = [each for each in self.permission_sets if each.to.has(employee, self.people)]
        named = [(f"profile {profile}", rules.get(object_name.lower()) or rules.get("*"))]
        named += [
            (f"permission set {each.name}", each.objects.get(object_name.lower()) or each.objects.get("*"))
            for each in sets
        ]
        return [(whose, entry) for whose, entry in named if entry is not None]

    def _employees(self, employee: Employee, object_name: str) -> ObjectAccess:
        key = (employee.profile, employee.role, self._who(employee), object_name)
        found = self._compiled.get(key)
        if found is None:
            entries = [entry for _, entry in self.declared(employee, object_name) if entry.readable]
            whole = reduce(united, entries) if entries else NOTHING
            found = self._compiled[key] = shared_out(whole, self.grants(employee, object_name))
        return found

    def _who(self, employee: Employee) -> tuple[str, str | None] | None:
        """What else than profile and role the rules depend on: nothing where no rule names a user."""
        return (employee.user_id, employee.username) if self._names_users else None

    @cached_property
    def _names_users(self) -> bool:
        rules = [rule for each in self.sharing.values() for rule in each.rules]
        audiences = [each.to for each in (*self.permission_sets, *rules)]
        return any(each.users for each in audiences)

    @cached_property
    def _compiled(self) -> dict[tuple[object, ...], ObjectAccess]:
        return {}

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
