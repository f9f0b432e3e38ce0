"""What is hidden is not there for who writes either: no key, no name, no suggestion. A name is one name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.org.records.conftest import ANN, NOW, A

from understudy.kit.db import Database
from understudy.kit.errors import NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess
from understudy.org.records import InvalidWriteError, Write, create, delete, update, upsert, write_all
from understudy.org.validations import ValidationRule
from understudy.soql.validate import ROW_RULES

_T = FieldType
_ACCOUNT = ObjectType(
    "Account",
    "Account",
    "Accounts",
    "001",
    (
        Field("Name", "Name", _T.STRING),
        Field("Badge", "Badge", _T.STRING, unique=True, external_id=True),
        Field("Salary", "Salary", _T.NUMBER),
        Field("Grade", "Pay grade", _T.STRING, required=True),
        Field("Contact__c", "Contact", _T.STRING),
    ),
    "Name",
    validations=(ValidationRule("paid", "Salary > 9", "too much", "Salary"),),
)
_SECRETS = frozenset({"badge", "salary"})
_ACCESS = AccessPolicy(
    profiles={
        "clerk": {
            "account": ObjectAccess(
                True, _SECRETS, create=None, update=None, delete=True, own={"contact__C": "user_id"}
            )
        },
        "temp": {"account": ObjectAccess(True, _SECRETS | {"grade"}, create=None, update=None)},
        "setter": {"account": ObjectAccess(True, _SECRETS, create={"badge": (), "grade": ()})},
    }
)
_ROWS = {"Account": [{"Name": "Acme", "Badge": "123-45", "Grade": "b", "Salary": 3}]}
Stored = Callable[..., Awaitable[list[tuple[Any, ...]]]]


@pytest.fixture
async def shop(database: Database, small_org: Callable[..., Awaitable[Org]]):
    made = await small_org(Schema((_ACCOUNT,)), _ROWS, access=_ACCESS)
    async with database.transaction() as connection:
        await store.reserve_serials(connection, made.pg_schema, 10)
    return made


@pytest.fixture
def clerk(database: Database, shop: Org) -> Write:
    return Write(database, shop, Employee(ANN, "clerk"), NOW, ROW_RULES)


def _told(error: InvalidWriteError, name: str) -> tuple[object, ...]:
    """All that is said, but for the name that was asked for."""
    return (type(error), error.code, error.message.replace(name, "*"), len(error.fields))


@pytest.mark.parametrize("value", ["123-45", "555"])
async def test_a_hidden_field_is_no_key(clerk: Write, value: str):
    """Whether the value is there or not."""
    with pytest.raises(InvalidWriteError) as refused:
        await upsert(clerk, "Account", "Badge", value, {})
    with pytest.raises(InvalidWriteError) as unknown:
        await upsert(clerk, "Account", "Qqqqq", value, {})
    assert _told(refused.value, "Badge") == _told(unknown.value, "Qqqqq")
    with pytest.raises(InvalidWriteError, match="no field Badge on Account"):
        await write_all(clerk, "Account", "upsert", [{"Badge": value}], external_field_name="Badge")


async def test_what_may_be_set_unread_is_no_key(clerk: Write, stored: Stored):
    setter = replace(clerk, actor=Employee(ANN, "setter"))
    made = await create(setter, "Account", {"Badge": "7", "Grade": "a"})
    assert (made, "7") in await stored("Account", "Id", "Badge")
    with pytest.raises(InvalidWriteError, match="no field Badge"):
        await upsert(setter, "Account", "Badge", "7", {"Grade": "c"})


@pytest.fixture
def write(clerk: Write) -> Write:
    """What `stored` reads by."""
    return clerk


@pytest.mark.parametrize("operation", ["create", "update"])
async def test_a_hidden_field_is_told_as_an_unknown_one(clerk: Write, operation: str):
    async def told(name: str) -> InvalidWriteError:
        values = {"Name": "x", "Grade": "a", name: 1}
        row = {"Id": A, **values} if operation == "update" else values
        [outcome] = await write_all(clerk, "Account", operation, [row])
        assert isinstance(outcome.error, InvalidWriteError)
        return outcome.error

    hidden, unknown = await told("Salary"), await told("Zzzzzzz")
    assert _told(hidden, "Salary") == _told(unknown, "Zzzzzzz")
    assert "Salary" not in str((await told("Salari")).hint)
    assert "Grade" in str((await told("Grad")).hint)


async def test_what_is_needed_is_named_only_to_who_reads_it(clerk: Write):
    with pytest.raises(InvalidWriteError, match="needs Pay grade"):
        await create(clerk, "Account", {"Name": "x"})
    temp = replace(clerk, actor=Employee(ANN, "temp"))
    with pytest.raises(NotPermittedError, match="you may not create accounts here") as refused:
        await create(temp, "Account", {"Name": "x"})
    assert "rade" not in str(refused.value)


@pytest.mark.parametrize("operation", ["create", "update", "delete", "upsert", "undelete", "hardDelete"])
async def test_a_hidden_object_is_told_as_an_unknown_one(clerk: Write, operation: str):
    stranger = replace(clerk, actor=Employee(ANN, "stranger"))

    async def told(name: str) -> tuple[object, ...]:
        with pytest.raises(InvalidWriteError) as refused:
            await write_all(stranger, name, operation, [{"Id": A}])
        assert refused.value.hint is None
        return _told(refused.value, name)

    assert await told("Account") == await told("Zzzzzzz")


async def test_an_id_of_a_hidden_object_is_told_as_an_unknown_one(clerk: Write):
    stranger = replace(clerk, actor=Employee(ANN, "stranger"))

    async def told(step: Callable[[str], Awaitable[object]], record_id: str) -> tuple[object, ...]:
        with pytest.raises(InvalidWriteError) as refused:
            await step(record_id)
        return _told(refused.value, record_id)

    steps: tuple[Callable[[str], Awaitable[object]], ...] = (
        lambda record_id: update(stranger, record_id, {"Name": "x"}, expected=NOW),
        lambda record_id: delete(stranger, record_id),
    )
    for step in steps:
        assert await told(step, A) == await told(step, new_record_id("zzz", 1))


async def test_who_has_a_hidden_value_is_not_told(clerk: Write):
    setter = replace(clerk, actor=Employee(ANN, "setter"))
    with pytest.raises(InvalidWriteError) as refused:
        await create(setter, "Account", {"Badge": "123-45", "Grade": "z"})
    assert (refused.value.code, refused.value.fields) == ("DUPLICATE_VALUE", ())
    assert A not in str(refused.value)


@pytest.mark.parametrize(
    "values",
    [{"Contact__c": "forged"}, {"contact__c": "forged"}, {"CONTACT__C": "forged"}],
)
async def test_the_actors_own_fields_are_the_actors(
    clerk: Write, stored: Stored, values: Mapping[str, object]
):
    made = await create(clerk, "Account", {"Name": "x", "Grade": "a", **values})
    assert (made, ANN) in await stored("Account", "Id", "Contact__c")


async def test_two_spellings_of_a_field_are_refused(clerk: Write, stored: Stored):
    row = {"Name": "x", "Grade": "a", "Contact__c": "a", "contact__c": "forged"}
    before = await stored("Account", "Id")
    with pytest.raises(InvalidWriteError, match="contact__c is given more than once"):
        await create(clerk, "Account", row)
    with pytest.raises(InvalidWriteError, match="more than once"):
        await update(clerk, A, {"Name": "a", "NAME": "b"}, expected=None)
    outcomes = await write_all(clerk, "Account", "create", [row])
    outcomes += await write_all(clerk, "Account", "update", [{"Id": A, "ID": A, "Name": "x"}])
    assert [outcome.error and outcome.error.code for outcome in outcomes] == ["INVALID_FIELD"] * 2
    assert await stored("Account", "Id") == before
