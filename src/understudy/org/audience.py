"""Some of the employees, named by profile, role, place in the hierarchy or one by one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from understudy.kit.ids import parse_record_id
from understudy.org.actors import Employee

__all__ = ["ALL_ROWS", "NO_ROWS", "Audience", "People"]

ALL_ROWS = ""
"""The row rule that leaves nothing out."""
NO_ROWS = "Id = null"
"""The row rule that lets nothing through."""

_UNSPEAKABLE = re.compile(r"['\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class People:
    """Where the org keeps who is who, and which role is below which.

    The fields are of the user: `profile` and `role` as paths (`Profile__c`, `UserRole.Name`), `manager` a
    reference. `roles` has each role with the one above it, or None. Who is above sees what those below own,
    by `roles` or by `manager`.
    """

    profile: str | None = None
    role: str | None = None
    manager: str = "ManagerId"
    roles: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    hierarchy: Literal["manager", "roles"] = "manager"

    def above(self, role: str) -> Iterator[str]:
        """The roles above a role, nearest first, in lower case."""
        known = {name.lower(): over.lower() if over else None for name, over in self.roles.items()}
        at = known.get(role.lower())
        seen: set[str] = set()
        while at and at not in seen:
            seen.add(at)
            yield at
            at = known.get(at)

    def below(self, role: str) -> tuple[str, ...]:
        """The roles below a role, as they are declared."""
        return tuple(name for name in self.roles if role.lower() in self.above(name))


@dataclass(frozen=True, slots=True)
class Audience:
    """Some of the employees: whoever one of the lists names. Users are named by id or username."""

    everybody: bool = False
    profiles: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    roles_and_below: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (*self.profiles, *self.roles, *self.roles_and_below, *self.users):
            if _UNSPEAKABLE.search(name):
                raise ValueError(f"{name!r} cannot stand in a rule: no quotes, backslashes or line ends")

    def has(self, employee: Employee, people: People, *, above: bool = False) -> bool:
        """Whether the employee is one of them; with `above`, also whether a role of theirs is below."""
        if self.everybody or employee.profile.lower() in _small(self.profiles):
            return True
        if self._names(employee):
            return True
        if employee.role is None:
            return False
        role, over = employee.role.lower(), set(people.above(employee.role))
        if role in _small((*self.roles, *self.roles_and_below)) or over & _small(self.roles_and_below):
            return True
        named = (*self.roles, *self.roles_and_below)
        return above and any(role in people.above(each) for each in named)

    def _names(self, employee: Employee) -> bool:
        username = (employee.username or "").lower()
        return any(
            parse_record_id(each) == employee.user_id or each.lower() == username for each in self.users
        )

    def condition(self, people: People) -> str:
        """The condition that holds for these users' records."""
        roles = [*self.roles, *self.roles_and_below]
        roles += [below for role in self.roles_and_below for below in people.below(role)]
        found = [
            _one_of(people.profile or "Profile__c", self.profiles),
            _one_of(people.role or "UserRole__c", dict.fromkeys(roles)),
            _one_of("Id", [each for each in self.users if _is_id(each)]),
            _one_of("Username", [each for each in self.users if not _is_id(each)]),
        ]
        return ALL_ROWS if self.everybody else " OR ".join(filter(None, found)) or NO_ROWS

    def __str__(self) -> str:
        named = {
            "profile": self.profiles,
            "role": self.roles,
            "role and below": self.roles_and_below,
            "user": self.users,
        }
        told = [f"{kind} {' or '.join(names)}" for kind, names in named.items() if names]
        return "everybody" if self.everybody else ", ".join(told) or "nobody"


def _one_of(path: str, names: Iterable[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    if len(quoted) == 1:
        return f"{path} = {quoted[0]}"
    return f"{path} IN ({', '.join(quoted)})" if quoted else ""


def _is_id(name: str) -> bool:
    return parse_record_id(name) is not None


def _small(names: Sequence[str]) -> set[str]:
    return {name.lower() for name in names}
