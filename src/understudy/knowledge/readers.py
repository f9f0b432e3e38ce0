"""Who may read which documents: by audience, and by a permission that some documents ask for besides."""

from dataclasses import dataclass
from typing import assert_never

from understudy.knowledge.front_matter import AUDIENCES, Audience
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System

__all__ = ["READABLE", "Readers", "audiences_of", "readable_by", "reading"]


@dataclass(frozen=True, slots=True)
class Readers:
    """Some who read alike: the audiences that they are of, and the permissions they have; None for all."""

    audiences: tuple[Audience, ...]
    permissions: frozenset[str] | None = frozenset()

    def may(self, permission: str) -> bool:
        """Whether they have the permission."""
        return self.permissions is None or permission in self.permissions


def readable_by(actor: Actor, org: Org) -> Readers:
    """What the actor may read in the org.

    A permission that a document asks for is the name of a profile, a role or a permission set of the org's
    access rules: an employee has those of all that hold for the employee, a customer none, the system every.
    """
    match actor:
        case Customer():
            permissions = frozenset[str]()
        case Employee():
            permissions = org.access.rights(actor)
        case System():
            permissions = None
        case _:
            assert_never(actor)
    return Readers(audiences_of(actor), permissions)


def audiences_of(actor: Actor) -> tuple[Audience, ...]:
    """Whose documents the actor may read: customers their own and what is public, employees all."""
    match actor:
        case Customer():
            return ("public", "customers")
        case Employee() | System():
            return AUDIENCES
        case _:
            assert_never(actor)


READABLE = (
    "org = %(org)s AND audience = ANY(%(audiences)s)"
    " AND (permission = '' OR %(permissions)s::text[] IS NULL OR permission = ANY(%(permissions)s))"
)
"""The condition on a document or a shelf that it is the org's and that these readers may read it."""


def reading(org: str, readers: Readers) -> dict[str, object]:
    """The values that `READABLE` names."""
    permissions = None if readers.permissions is None else sorted(readers.permissions)
    return {"org": org, "audiences": list(readers.audiences), "permissions": permissions}
