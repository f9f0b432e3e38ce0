"""People are found by whatever identifies them, and never by a guess between two."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org.audience import People
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Customer, Employee, ObjectAccess
from understudy.org.staff import ProfileUse, profiles_in_use
from understudy.org.users import find_actor

_T = FieldType
_NAME = (
    Field("FirstName", "First name", _T.STRING),
    Field("LastName", "Last name", _T.STRING),
    Field("Name", "Name", _T.STRING, joined_from=("FirstName", "LastName")),
    Field("Email", "Email", _T.EMAIL),
)
_USER = ObjectType(
    "User",
    "User",
    "Users",
    "005",
    (
        *_NAME,
        Field("Username", "Username", _T.STRING),
        Field("Alias", "Alias", _T.STRING),
        Field("ProfileId", "Profile", _T.STRING),
        Field("ManagerId", "Manager", _T.REFERENCE, references=("User",), relationship="Manager"),
    ),
    "Name",
)
_CONTACT = ObjectType(
    "Contact",
    "Contact",
    "Contacts",
    "003",
    (*_NAME, Field("AccountId", "Account", _T.STRING)),
    "Name",
)
_ANN, _BOB, _CID, _DEE = (new_record_id("005", serial) for serial in (1, 2, 3, 4))
_EVE = new_record_id("003", 1)
_ACCOUNT = new_record_id("001", 1)
_ROWS = {
    "User": [
        {
            "FirstName": "Ann",
            "LastName": "Lee",
            "Email": "ann@hq.example",
            "Username": "ann0@hq.example",
            "Alias": "alee",
            "ProfileId": "Sales",
        },
        {"FirstName": "Bob", "LastName": "Ray", "ManagerId": _ANN, "ProfileId": "00e000000000001AAA"},
        {"FirstName": "Cid", "LastName": "Fox", "ManagerId": _BOB},
        {"FirstName": "Dee", "LastName": "Fox"},
    ],
    "Contact": [
        {"FirstName": "Eve", "LastName": "Orr", "Email": "eve@buyer.example", "AccountId": _ACCOUNT},
        {"FirstName": "Dee", "LastName": "Fox"},
    ],
}
_ACCESS = AccessPolicy(profiles={"sales": {"*": ObjectAccess(True)}, "standard": {}})


@pytest.fixture
async def org(small_org: Callable[..., Awaitable[Org]]):
    return await small_org(Schema((_USER, _CONTACT)), _ROWS, access=_ACCESS)


@pytest.mark.parametrize(
    "text", [_ANN, _ANN[:15], "ann0@hq.example", "ANN@hq.example", "alee", " Ann Lee ", "ann lee"]
)
async def test_a_user_is_found_by_any_name(database: Database, org: Org, text: str):
    assert await find_actor(database, org, text) == Employee(
        _ANN, "sales", team=frozenset({_ANN, _BOB, _CID}), username="ann0@hq.example"
    )


async def test_an_unknown_profile_gives_the_default(database: Database, org: Org):
    assert await find_actor(database, org, "Bob Ray") == Employee(
        _BOB, "standard", team=frozenset({_BOB, _CID})
    )


@pytest.mark.parametrize("text", ["eve@buyer.example", "Eve Orr", _EVE])
async def test_a_contact_is_a_customer(database: Database, org: Org, text: str):
    assert await find_actor(database, org, text) == Customer(_EVE, _ACCOUNT)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Dee Fox", r"'Dee Fox' may be the user Dee Fox \(005.*\) or the contact Dee Fox \(003.*\)"),
        ("Lee", "nobody in the org"),
        ("", "nobody in the org"),
        ("%", "nobody in the org"),
        (new_record_id("005", 99), "nobody in the org"),
    ],
)
async def test_nobody_is_guessed(database: Database, org: Org, text: str, error: str):
    with pytest.raises(InputError, match=error):
        await find_actor(database, org, text)


@pytest.mark.parametrize(
    ("kind", "states"),
    [(_T.BOOLEAN, (False, True, None)), (_T.STRING, ("False", "true", None)), (_T.NUMBER, (0, 1, None))],
)
async def test_who_was_deactivated_may_not_sign_in(
    database: Database,
    small_org: Callable[..., Awaitable[Org]],
    kind: FieldType,
    states: tuple[object, object, object],
):
    fields = (Field("Name", "Name", _T.STRING), Field("IsActive", "Active", kind))
    user = ObjectType("User", "User", "Users", "005", fields, "Name")
    rows = {"User": [{"Name": n, "IsActive": state} for n, state in zip("abc", states, strict=True)]}
    org = await small_org(Schema((user,)), rows)
    with pytest.raises(NotPermittedError, match=f"{_ANN} is deactivated and may not sign in"):
        await find_actor(database, org, "a", signing_in=True)
    assert (await find_actor(database, org, "a")) == Employee(
        _ANN, "standard", team=frozenset({_ANN}), undeclared=""
    )
    for other in "bc":
        assert await find_actor(database, org, other, signing_in=True)


async def test_a_circle_of_managers_ends(database: Database, small_org: Callable[..., Awaitable[Org]]):
    users = [{"FirstName": "A", "ManagerId": _BOB}, {"FirstName": "B", "ManagerId": _ANN}]
    org = await small_org(Schema((_USER,)), {"User": users})
    found = await find_actor(database, org, _ANN)
    assert isinstance(found, Employee)
    assert found.team == {_ANN, _BOB}


async def test_roles_make_the_team_where_the_rules_say_so(
    database: Database, small_org: Callable[..., Awaitable[Org]]
):
    """Also where profile and role are ids of records that have the names."""
    named = ("Profile", "Profiles", "00e"), ("UserRole", "Roles", "00E")
    objects = [
        ObjectType(name, name, plural, prefix, (Field("Name", "Name", _T.STRING),), "Name")
        for name, plural, prefix in named
    ]
    role_field = Field("UserRoleId", "Role", _T.REFERENCE, references=("UserRole",), relationship="UserRole")
    user = ObjectType(
        "User", "User", "Users", "005", (*_NAME, Field("ProfileId", "Profile", _T.STRING), role_field), "Name"
    )
    clerk, other = new_record_id("00e", 1), new_record_id("00e", 2)
    chief, east, boston = (new_record_id("00E", serial) for serial in (1, 2, 3))
    org = await small_org(
        Schema((user, *objects)),
        {
            "Profile": [{"Name": "Clerk"}, {"Name": "Other"}],
            "UserRole": [{"Name": "Chief"}, {"Name": "East"}, {"Name": "Boston"}],
            "User": [
                {"FirstName": "Ann", "ProfileId": clerk, "UserRoleId": chief},
                {"FirstName": "Bob", "ProfileId": clerk, "UserRoleId": east},
                {"FirstName": "Cid", "ProfileId": other, "UserRoleId": boston},
                {"FirstName": "Dee"},
            ],
        },
        access=AccessPolicy(
            profiles={"clerk": {}, "guest": {}},
            default_profile="guest",
            people=People(roles={"Chief": None, "East": "Chief", "Boston": "East"}, hierarchy="roles"),
        ),
    )
    ann, cid = await find_actor(database, org, "Ann"), await find_actor(database, org, "Cid")
    assert ann == Employee(_ANN, "clerk", "Chief", frozenset({_ANN, _BOB, _CID}))
    assert isinstance(cid, Employee)
    assert (cid.profile, cid.undeclared, cid.team) == ("guest", "Other", {_CID})
    assert await profiles_in_use(database, org) == [
        ProfileUse("clerk", 2, True, "clerk"),
        ProfileUse("Other", 1, False, "guest"),
        ProfileUse("", 1, False, "guest"),
    ]
