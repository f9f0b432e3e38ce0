"""The form of an access file (`access.yaml`), and what it must not say."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic import Field as Key

from understudy.org.audience import ALL_ROWS

__all__ = ["AccessForm", "AudienceForm", "EntryForm", "SharingForm", "SharingRuleForm"]

Right = Literal["none", "read", "create", "edit", "delete", "view_all", "modify_all", "all"]
_BEARERS = frozenset(
    """
    user profile userrole permissionset permissionsetassignment permissionsetgroup objectpermissions
    fieldpermissions group groupmember
    """.split()
)
"""Objects whose records say who may do what."""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _words(given: object) -> object:
    return [word for word in re.split(r"[,\s]+", given) if word] if isinstance(given, str) else given


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _rights_alone(given: object) -> object:
    """An entry that only says the rights."""
    return {"rights": given} if isinstance(given, str) else given


def _default_alone(given: object) -> object:
    return {"default": given} if isinstance(given, str) else given


def _everybody(given: object) -> object:
    return {"everybody": True} if given == "everybody" else given


_Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class EntryForm(_Form):
    """What a profile, a permission set or a customer may do with one object."""

    rights: Annotated[tuple[Right, ...], BeforeValidator(_words)] = ("read",)
    fields: dict[str, Literal["none", "read", "edit"]] = {}
    rows: str = ALL_ROWS
    editable_rows: str | None = None
    deletable_rows: str | None = None
    create: dict[str, tuple[str, ...]] | None = None
    update: dict[str, tuple[str, ...]] | None = None
    own: dict[str, str] = {}

    def may(self, *rights: Right) -> bool:
        """Whether one of the rights, or all there are, is given."""
        return not {*rights, "all"}.isdisjoint(self.rights)

    @model_validator(mode="after")
    def _means_one_thing(self) -> Self:
        if "none" in self.rights and (len(self.rights) > 1 or self.create or self.update):
            raise ValueError("no rights, and yet some")
        return self

    @property
    def writes_anything(self) -> bool:
        """Whether records may be written in every field that may be read, or deleted."""
        return self.may("create", "edit", "delete", "modify_all")


Entry = Annotated[EntryForm, BeforeValidator(_rights_alone)]


class AudienceForm(_Form):
    """Some of the employees."""

    everybody: bool = False
    profile: _Names = ()
    role: _Names = ()
    role_and_below: _Names = ()
    user: _Names = ()


Audience = Annotated[AudienceForm, BeforeValidator(_everybody)]


class SharingRuleForm(_Form):
    """Rows that are opened to some."""

    name: str
    to: Audience
    access: Literal["read", "edit"] = "read"
    where: str = ALL_ROWS
    owned_by: Audience | None = None


class SharingForm(_Form):
    """Who may see the rows of an object."""

    default: Literal["private", "read", "edit", "full", "parent"]
    owner: str = "OwnerId"
    parent: str = ""
    parent_object: str = ""
    hierarchy: bool = True
    rules: tuple[SharingRuleForm, ...] = ()

    @model_validator(mode="after")
    def _has_parent(self) -> Self:
        if (self.default == "parent") != bool(self.parent and self.parent_object):
            raise ValueError("default: parent goes with the field `parent` and its object, `parent_object`")
        if self.default == "parent" and self.rules:
            raise ValueError("the rows are the parent's, so share the parent's object")
        return self


class PeopleForm(_Form):
    """Where the org keeps who is who."""

    profile: str | None = None
    role: str | None = None
    manager: str = "ManagerId"


class RoleForm(_Form):
    """A place in the hierarchy of roles."""

    under: str | None = None


class PermissionSetForm(_Form):
    """What some may besides their profile."""

    to: Audience
    objects: dict[str, Entry]


class AccessForm(_Form):
    """The whole file."""

    default_profile: str
    hierarchy: Literal["manager", "roles"] = "manager"
    people: PeopleForm = PeopleForm()
    roles: dict[str, RoleForm | None] = {}
    sharing: dict[str, Annotated[SharingForm, BeforeValidator(_default_alone)]] = {}
    profiles: Annotated[dict[str, dict[str, Entry]], Key(min_length=1)]
    permission_sets: dict[str, PermissionSetForm] = {}
    customers: dict[str, Entry] = {}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.default_profile != "none" and self.default_profile not in self.profiles:
            raise ValueError(f"default_profile {self.default_profile!r} is none of the profiles; or say none")
        if "none" in map(str.lower, self.profiles):
            raise ValueError("no profile is called 'none': default_profile: none stands for no rights at all")
        for name, role in self.roles.items():
            if role and role.under is not None and role.under not in self.roles:
                raise ValueError(f"the role {name!r} is under {role.under!r}, which is no role")
        _refuse_circle(
            "roles", {name: role.under for name, role in self.roles.items() if role and role.under}
        )
        _refuse_circle("sharing", {n: each.parent_object for n, each in self.sharing.items() if each.parent})
        for where, audience in self._audiences():
            _refuse_unknown(where, audience, self)
        for whose, entries in self._written_by():
            _refuse_promotion(whose, entries, self)
        return self

    def _audiences(self) -> Iterator[tuple[str, AudienceForm]]:
        for name, each in self.permission_sets.items():
            yield f"the permission set {name!r}", each.to
        for shared in self.sharing.values():
            for rule in shared.rules:
                yield f"the sharing rule {rule.name!r}", rule.to
                if rule.owned_by:
                    yield f"the sharing rule {rule.name!r}", rule.owned_by

    def _written_by(self) -> Iterator[tuple[str, dict[str, EntryForm]]]:
        for name, entries in self.profiles.items():
            if not ("*" in entries and entries["*"].may("modify_all")):
                yield f"the profile {name!r}", entries
        for name, each in self.permission_sets.items():
            yield f"the permission set {name!r}", each.objects
        yield "a customer", self.customers


def _refuse_circle(what: str, above: dict[str, str]) -> None:
    for start in above:
        at, seen = start, [start]
        while above.get(at):
            at = above[at]
            if at in seen:
                raise ValueError(f"{what} run in a circle: {' under '.join([*seen, at])}")
            seen.append(at)


def _refuse_unknown(where: str, audience: AudienceForm, form: AccessForm) -> None:
    profiles = {name.lower() for name in form.profiles}
    roles = {name.lower() for name in form.roles}
    for name in audience.profile:
        if name.lower() not in profiles:
            raise ValueError(f"{where} names {name!r}, which is none of the profiles")
    for name in (*audience.role, *audience.role_and_below):
        if name.lower() not in roles:
            raise ValueError(f"{where} names {name!r}, which is none of the roles")


def _refuse_promotion(whose: str, entries: dict[str, EntryForm], form: AccessForm) -> None:
    """Only a profile that may do all gives rights: others not by "*", nor by a field that says who one is."""
    people = form.people
    telling = {people.manager, "Username", "Email", "Profile__c", "ProfileId", "UserRole__c", "UserRoleId"}
    telling |= {path.split(".")[0] for path in (people.profile, people.role) if path}
    named = {name.lower(): entry for name, entry in entries.items()}
    for name in _BEARERS:
        entry = named.get(name) or named.get("*")
        if entry is None:
            continue
        if entry.writes_anything:
            raise ValueError(
                f"{whose} could write all of {name}, and so give rights; name fields: update: {{Phone: []}}"
            )
        settable = {field.lower() for field in (*(entry.create or {}), *(entry.update or {}))}
        if taken := settable & {field.lower() for field in telling}:
            raise ValueError(f"{whose} could write {', '.join(sorted(taken))} of {name}, and so give rights")
