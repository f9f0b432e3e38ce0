"""What the org's user records say of profile, role and place in the hierarchy. The room's SQL about them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from understudy.kit.db import Database
from understudy.kit.ids import parse_record_id
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.store import table

__all__ = [
    "ProfileUse",
    "facts_wanted",
    "of_roles",
    "profiles_in_use",
    "profiles_of",
    "roles_in_use",
    "roles_of",
]

_PROFILE_FIELDS = ("Profile__c", "ProfileId", "Profile")
_ROLE_FIELDS = ("UserRole__c", "Role__c", "UserRoleId", "Role")


@dataclass(frozen=True, slots=True)
class ProfileUse:
    """How many users the org gives a profile; `rules` is whose rules they have, None where they have none."""

    stated: str
    users: int
    declared: bool
    rules: str | None


def facts_wanted(org: Org, described: ObjectType) -> list[Field]:
    """The fields of a user that `profiles_of` and `roles_of` need."""
    return [*_profile_fields(org, described), *_role_fields(org, described)]


async def profiles_of(
    database: Database, org: Org, described: ObjectType, user: Mapping[str, Any]
) -> list[str]:
    """The names of profiles that a user record states, the most trustworthy first."""
    return await _named(database, org, [user.get(each.name) for each in _profile_fields(org, described)])


async def roles_of(database: Database, org: Org, described: ObjectType, user: Mapping[str, Any]) -> list[str]:
    """The names of roles that a user record states."""
    return await _named(database, org, [user.get(each.name) for each in _role_fields(org, described)])


async def of_roles(database: Database, org: Org, described: ObjectType, roles: Sequence[str]) -> list[str]:
    """The ids of all users who have one of the roles."""
    if not roles:
        return []
    wanted = {role.lower() for role in roles}
    stated = await _stated(database, org, described, _role_fields(org, described))
    names = await _names(database, org, {value for values in stated.values() for value in values})
    return [
        user_id
        for user_id, values in stated.items()
        if values and names.get(values[0], values[0]).lower() in wanted
    ]


async def roles_in_use(database: Database, org: Org) -> list[str]:
    """The names of the roles that users have, each once."""
    described = org.schema.object("User")
    if described is None:
        return []
    stated = await _stated(database, org, described, _role_fields(org, described))
    names = await _names(database, org, {value for values in stated.values() for value in values})
    return sorted({names.get(values[0], values[0]) for values in stated.values() if values})


async def profiles_in_use(database: Database, org: Org) -> list[ProfileUse]:
    """Which profiles the users have, and whose rules that gives them; the most frequent first."""
    described = org.schema.object("User")
    if described is None:
        return []
    stated = await _stated(database, org, described, _profile_fields(org, described))
    names = await _names(database, org, {value for values in stated.values() for value in values})
    default = org.access.profile_named(org.access.default_profile)
    counted: Counter[tuple[str, str | None]] = Counter()
    for values in stated.values():
        told = [names.get(value, value) for value in values]
        declared = next((known for name in told if (known := org.access.profile_named(name))), None)
        counted[next(iter(told), "") if declared is None else declared, declared] += 1
    return [
        ProfileUse(name, users, declared is not None, declared or default)
        for (name, declared), users in counted.most_common()
    ]


def _profile_fields(org: Org, described: ObjectType) -> list[Field]:
    return list(_fields(described, org.access.people.profile, _PROFILE_FIELDS))


def _role_fields(org: Org, described: ObjectType) -> list[Field]:
    return list(_fields(described, org.access.people.role, _ROLE_FIELDS))


def _fields(described: ObjectType, declared: str | None, usual: Sequence[str]) -> Iterator[Field]:
    """The declared field, by the first step of its path, or else the usual ones that there are."""
    for name in (declared.split(".")[0],) if declared else usual:
        if field := described.field(name) or described.reference(name):
            yield field


async def _named(database: Database, org: Org, values: Sequence[object]) -> list[str]:
    stated = [str(value) for value in values if value]
    names = await _names(database, org, set(stated))
    return [names.get(value, value) for value in stated]


async def _names(database: Database, org: Org, values: set[str]) -> dict[str, str]:
    """The names of the records among the values; what is no record of the org stands for itself."""
    found: dict[str, str] = {}
    for value in sorted(values):
        described = org.schema.object_of(value) if parse_record_id(value) else None
        if described and described.name_field:
            query = sql.SQL('SELECT {} FROM {} WHERE "Id" = {}').format(
                sql.Identifier(described.name_field), table(org.pg_schema, described.name), value
            )
            row = await database.fetch_one(query)
            if row and row[0]:
                found[value] = str(row[0])
    return found


async def _stated(
    database: Database, org: Org, described: ObjectType, fields: Sequence[Field]
) -> dict[str, list[str]]:
    """What all users' records state in the fields, by user id."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in ("Id", *(field.name for field in fields)))
    query = sql.SQL("SELECT {} FROM {}").format(columns, table(org.pg_schema, described.name))
    return {row[0]: [str(value) for value in row[1:] if value] for row in await database.fetch(query)}
