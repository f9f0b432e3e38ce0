"""What people of the org may do here, beside what the access rules open to them: `roles.yaml`.

Roles add up, and none contains another: who administers does not approve unless the file says so. The
operator has all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict

from understudy.kit.documents import read_document
from understudy.kit.errors import ConfigError
from understudy.org.access_form import AudienceForm
from understudy.org.audience import Audience
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee

__all__ = ["EVERYBODY", "STAFF", "Role", "RoleForm", "Roles", "RolesForm", "roles_json_schema"]


class Role(StrEnum):
    """What somebody is at the doors."""

    CUSTOMER = "customer"
    """Every contact: talks with agents, and sees what is theirs."""
    USER = "user"
    """Every user of the org: talks with agents, reads where answers are lost."""
    REVIEWER = "reviewer"
    """Decides what waits for a person's decision."""
    BUILDER = "builder"
    """Changes agents and what they know."""
    ADMIN = "admin"
    """Lets people and programs in and out: keys, sign-ins."""


EVERYBODY = frozenset(Role)
STAFF = EVERYBODY - {Role.CUSTOMER}


class RoleForm(AudienceForm):
    """Who has a role: by user, profile, role in the hierarchy, or permission set."""

    permission_set: Annotated[
        tuple[str, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)
    ] = ()


class RolesForm(BaseModel):
    """The file. A role that it does not name is the operator's alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    admin: RoleForm = RoleForm()
    builder: RoleForm = RoleForm()
    reviewer: RoleForm = RoleForm()


@dataclass(frozen=True, slots=True)
class _Given:
    audience: Audience
    permission_sets: frozenset[str]

    def has(self, employee: Employee, access: AccessPolicy) -> bool:
        if self.audience.has(employee, access.people):
            return True
        return any(
            each.to.has(employee, access.people)
            for each in access.permission_sets
            if each.name.lower() in self.permission_sets
        )


@dataclass(frozen=True, slots=True)
class Roles:
    """Who has which role."""

    given: Mapping[Role, _Given] = field(default_factory=dict[Role, _Given])

    @classmethod
    def read(cls, path: Path) -> Self:
        """As the file says.

        Raises: ConfigError when it does not fit.
        """
        return cls.of_form(read_document(path, RolesForm))

    @classmethod
    def of_form(cls, form: RolesForm) -> Self:
        """As somebody has written it."""
        return cls(
            {
                Role.ADMIN: _given(form.admin),
                Role.BUILDER: _given(form.builder),
                Role.REVIEWER: _given(form.reviewer),
            }
        )

    def of(self, actor: Actor, access: AccessPolicy) -> frozenset[Role]:
        """The roles of somebody."""
        match actor:
            case Customer():
                return frozenset((Role.CUSTOMER,))
            case Employee():
                return frozenset(
                    (Role.USER, *(role for role, given in self.given.items() if given.has(actor, access)))
                )
            case _:
                return STAFF

    def check(self, org: Org) -> None:
        """That what the file names is there.

        Raises: ConfigError with the first profile or permission set that the access rules don't declare.
        """
        sets = {each.name.lower() for each in org.access.permission_sets}
        for role, given in self.given.items():
            for name in given.audience.profiles:
                if org.access.profile_named(name) is None:
                    known = ", ".join(sorted(org.access.profiles))
                    raise ConfigError(f"{role}: no profile {name!r} is declared", hint=f"profiles: {known}")
            if unknown := sorted(given.permission_sets - sets):
                known = ", ".join(sorted(sets)) or "none"
                raise ConfigError(
                    f"{role}: there is no permission set {unknown[0]!r}", hint=f"permission sets: {known}"
                )


def roles_json_schema() -> dict[str, Any]:
    """The form of the file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RolesForm.model_json_schema()}


def _given(form: RoleForm) -> _Given:
    audience = Audience(form.everybody, form.profile, form.role, form.role_and_below, form.user)
    return _Given(audience, frozenset(name.lower() for name in form.permission_set))
