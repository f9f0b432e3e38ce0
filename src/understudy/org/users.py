"""Who is who: an actor from what a person calls someone."""

from collections.abc import Mapping, Sequence
from typing import Any

from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId, parse_record_id
from understudy.org import rows
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, Employee
from understudy.org.staff import facts_wanted, of_roles, profiles_of, roles_of

__all__ = ["find_actor", "find_user_by_email"]

_USER_NAMES = ("Username", "Email", "Alias", "Name")
_CONTACT_NAMES = ("Email", "Name")


async def find_actor(
    database: Database, org: Org, text: str, *, signing_in: bool = False
) -> Employee | Customer:
    """The user or contact with this id, username, email address, alias or full name, whatever its case.

    What a user record says of profile and role is the name itself or the id of a record that has it. A
    profile that the rules don't declare gives the default one. The team is the user and everyone below, by
    `ManagerId` or by the declared roles.

    `signing_in` is for a door, where somebody comes in their own name; without it an operator looks as them.

    Raises: InputError when nobody or more than one is meant; NotPermittedError when a user who was
    deactivated is signing in.
    """
    users = await _people(database, org, "User", _USER_NAMES, text)
    contacts = await _people(database, org, "Contact", _CONTACT_NAMES, text)
    if len(users) + len(contacts) > 1:
        shown = [*_shown("user", users), *_shown("contact", contacts)]
        raise InputError(f"{text!r} may be {' or '.join(shown)}", hint="give the id")
    if users:
        if signing_in and _is_deactivated(users[0]):
            raise NotPermittedError(f"the user {users[0]['Id']} is deactivated and may not sign in")
        return await _employee(database, org, users[0])
    if contacts:
        account = contacts[0].get("AccountId")
        return Customer(contacts[0]["Id"], RecordId(account) if account else None)
    raise InputError(
        f"nobody in the org {org.name!r} is {text!r}",
        hint="give the id, username, email address, alias or full name of a user or contact",
    )


async def find_user_by_email(database: Database, org: Org, email: str) -> Employee:
    """The one user of that email address who may sign in; no other field is looked at.

    Raises: InputError when there is none, or more than one.
    """
    users = await _people(database, org, "User", ("Email",), email)
    active = [each for each in users if not _is_deactivated(each)]
    if parse_record_id(email.strip()) or len(active) != 1:
        raise InputError(f"{len(active)} active users of the org {org.name!r} have that email address")
    return await _employee(database, org, active[0])


async def _people(
    database: Database, org: Org, object_name: str, names: Sequence[str], text: str
) -> list[dict[str, Any]]:
    described = org.schema.object(object_name)
    if described is None or not text.strip():
        return []
    record_id = parse_record_id(text.strip())
    sought = ("Id",) if record_id else names
    fields = _fields(described, sought)
    wanted = [field.name for field in (*_fields(described, _WANTED), *facts_wanted(org, described))]
    if not fields:
        return []
    found = await rows.matching(database, org, described, fields, record_id or text.strip(), wanted)
    # Two ids may differ in nothing but case.
    return [row for row in found if record_id is None or row["Id"] == record_id]


_ACTIVE = "IsActive"
_WANTED = ("Name", "Email", "Username", "AccountId", _ACTIVE)


def _is_deactivated(user: Mapping[str, Any]) -> bool:
    """Whether the org says so, in whatever type it came; one that says nothing of it has no such users."""
    return str(user.get(_ACTIVE)).strip().lower() in ("false", "0", "no")


def _fields(described: ObjectType, names: Sequence[str]) -> list[Field]:
    return [field for name in names if (field := described.field(name))]


def _shown(kind: str, people: Sequence[dict[str, Any]]) -> list[str]:
    return [
        f"the {kind} {person.get('Name') or person.get('Email') or ''} ({person['Id']})" for person in people
    ]


async def _employee(database: Database, org: Org, user: dict[str, Any]) -> Employee:
    described = org.schema.object("User")
    assert described is not None
    stated = await profiles_of(database, org, described, user)
    declared = next((known for name in stated if (known := org.access.profile_named(name))), None)
    role = next(iter(await roles_of(database, org, described, user)), None)
    return Employee(
        user_id=user["Id"],
        profile=declared or org.access.default_profile,
        role=role,
        team=frozenset(map(RecordId, await _team(database, org, described, user["Id"], role))),
        username=user.get("Username"),
        undeclared=None if declared else next(iter(stated), ""),
    )


async def _team(
    database: Database, org: Org, described: ObjectType, user_id: str, role: str | None
) -> list[str]:
    """The user and everyone below."""
    people = org.access.people
    if people.hierarchy == "roles":
        below = await of_roles(database, org, described, people.below(role)) if role else []
    else:
        manager = described.field(people.manager)
        below = await rows.below(database, org, described, manager, user_id) if manager else []
    return [user_id, *below]
