"""Writes are permitted, checked, versioned and remembered."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from psycopg import sql

from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import is_record_id, new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, ObjectAccess, System
from understudy.org.records import Write, create, update
from understudy.soql.validate import ROW_RULES

_T = FieldType
_USER = ObjectType("User", "User", "Users", "005", (Field("Name", "Name", _T.STRING),), "Name")
_CASE = ObjectType(
    "Case",
    "Case",
    "Cases",
    "500",
    (
        Field("Subject", "Subject", _T.STRING, required=True),
        Field("Status", "Status", _T.PICKLIST, values=("New", "Closed")),
        Field("Tags", "Tags", _T.MULTIPICKLIST, values=("a", "b")),
        Field("Cost", "Cost", _T.CURRENCY),
        Field("Due", "Due", _T.DATE),
        Field("OwnerId", "Owner", _T.REFERENCE, references=("User",), relationship="Owner"),
        Field("Both", "Both", _T.STRING, joined_from=("Subject", "Status")),
        Field("Secret", "Secret", _T.STRING),
        Field("Number", "Number", _T.STRING, numbered=3),
        Field("Kind", "Kind", _T.PICKLIST, values=("Question", "Fault"), default="Question"),
        Field("ClosedDate", "Closed", _T.DATETIME, stamped_when=("Status", ("Closed",))),
    ),
    "Subject",
)
_ANN, _BOB = new_record_id("005", 1), new_record_id("005", 2)
_FIRST = new_record_id("500", 1)
_BEFORE, _NOW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
_ROWS = {
    "User": [{"Name": "Ann"}, {"Name": "Bob"}],
    "Case": [{"Subject": "Broken", "Status": "New", "OwnerId": _ANN, "SystemModstamp": _BEFORE}],
}
_ACCESS = AccessPolicy(
    profiles={
        "standard": {
            "case": ObjectAccess(True, frozenset({"secret"}), create=None, update=None),
            "user": ObjectAccess(True),
        },
    },
    customers={
        "case": ObjectAccess(
            True,
            create={"subject": ()},
            update={"status": ("Closed",)},
            own={"OwnerId": "contact_id"},
        )
    },
)
_EMPLOYEE = Employee(_ANN, "standard")


@pytest.fixture
async def org(database: Database, small_org: Callable[..., Awaitable[Org]]):
    made = await small_org(Schema((_USER, _CASE)), _ROWS, access=_ACCESS)
    async with database.transaction() as connection:
        await store.reserve_serials(connection, made.pg_schema, 10)
    return made


async def _row(database: Database, org: Org, record_id: str, *names: str) -> tuple[Any, ...] | None:
    query = sql.SQL('SELECT {} FROM {} WHERE "Id" = {}').format(
        sql.SQL(", ").join(map(sql.Identifier, names)), store.table(org.pg_schema, "Case"), record_id
    )
    return await database.fetch_one(query)


async def test_a_record_is_created_with_its_audit_fields(database: Database, org: Org):
    values = {"subject": "Lost", "Tags": "a;b", "Cost": "12.50", "Due": "2024-06-01", "OwnerId": _BOB[:15]}
    made = await create(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES), "case", values)
    assert is_record_id(made)
    assert made.startswith("500")
    names = ("Subject", "Tags", "Cost", "Due", "OwnerId", "CreatedById", "CreatedDate", "SystemModstamp")
    expected = ("Lost", "a;b", Decimal("12.50"), date(2024, 6, 1), _BOB, _ANN, _NOW, _NOW)
    assert await _row(database, org, made, *names) == expected


async def test_a_change_is_written_and_remembered(database: Database, org: Org):
    values = {"Status": "Closed", "OwnerId": _BOB, "Subject": "Broken"}
    stamp = await update(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES), _FIRST, values, expected=_BEFORE)
    assert stamp == _NOW
    names = ("Status", "OwnerId", "LastModifiedById", "LastModifiedDate", "SystemModstamp")
    assert await _row(database, org, _FIRST, *names) == ("Closed", _BOB, _ANN, _NOW, _NOW)
    history = await database.fetch(
        "SELECT field, old, new, changed_by, at FROM understudy.field_history WHERE org = %s ORDER BY field",
        (org.name,),
    )
    assert history == [
        ("ClosedDate", None, _NOW.isoformat(), _ANN, _NOW),
        ("OwnerId", _ANN, _BOB, _ANN, _NOW),
        ("Status", "New", "Closed", _ANN, _NOW),
    ]


async def test_a_stale_version_is_refused(database: Database, org: Org):
    write = Write(database, org, _EMPLOYEE, _BEFORE, ROW_RULES)
    first = await update(write, _FIRST, {"Status": "Closed"}, expected=_BEFORE)
    assert first == _BEFORE + timedelta(microseconds=1)  # it grows although the clock stands still
    with pytest.raises(InputError, match="has changed since it was read"):
        await update(write, _FIRST, {"Status": "New"}, expected=_BEFORE)
    assert await update(write, _FIRST, {"Status": "Closed"}, expected=first) == first  # nothing differs


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"Status": "New"}, "Case needs Subject"),
        ({"Subject": ""}, "Case needs Subject"),
        ({"Subject": "x", "Status": "new"}, "Status cannot be 'new'.*did you mean New"),
        ({"Subject": "x", "Tags": "a;z"}, "Tags cannot be 'z'"),
        ({"Subject": "x", "Cost": "much"}, "Cost: 'much' is not a number"),
        ({"Subject": "x", "Due": "soon"}, "Due: 'soon' is not a date"),
        ({"Subject": "x", "OwnerId": "Bob"}, "OwnerId: 'Bob' is not a valid id"),
        ({"Subject": "x", "OwnerId": new_record_id("005", 99)}, "OwnerId: there is no User"),
        ({"Subject": "x", "OwnerId": _FIRST}, "OwnerId: there is no User"),
        ({"Subject": "x", "Stattus": "New"}, "no field Stattus on Case.*did you mean Status"),
        ({"Subject": "x", "secret": "New"}, "no field secret on Case"),
        ({"Subject": "x", "CreatedDate": "2024-01-01"}, "CreatedDate cannot be set"),
        ({"Subject": "x", "Both": "y"}, "Both cannot be set"),
    ],
)
async def test_wrong_values_are_refused(
    database: Database, org: Org, values: Mapping[str, object], error: str
):
    with pytest.raises(InputError, match=f"(?s){error}"):
        await create(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES), "Case", values)


@pytest.mark.parametrize(
    ("actor", "object_name", "values"),
    [
        (Customer(_ANN, None), "Case", {"Subject": "x", "Status": "New"}),
        (_EMPLOYEE, "User", {"Name": "x"}),
        (Employee(_ANN, "nothing"), "User", {"Name": "x"}),
    ],
)
async def test_who_may_not_write(
    database: Database, org: Org, actor: Actor, object_name: str, values: Mapping[str, object]
):
    with pytest.raises(NotPermittedError):
        await create(Write(database, org, actor, _NOW, ROW_RULES), object_name, values)


async def test_the_system_writes_in_its_own_name(database: Database, org: Org):
    write = Write(database, org, System("nightly clean-up"), _NOW, ROW_RULES)
    await update(write, _FIRST, {"Secret": "s"}, expected=_BEFORE)
    row = await database.fetch_one(
        "SELECT changed_by FROM understudy.field_history WHERE org = %s", (org.name,)
    )
    assert row == ("system: nightly clean-up",)


@pytest.mark.parametrize(
    ("record_id", "values", "error"),
    [
        (new_record_id("500", 99), {"Status": "New"}, "there is no Case"),
        (new_record_id("zzz", 1), {"Status": "New"}, "is the id of no object"),
        (_FIRST, {"Subject": None}, "Subject cannot be empty"),
    ],
)
async def test_what_cannot_be_changed(
    database: Database, org: Org, record_id: str, values: Mapping[str, object], error: str
):
    with pytest.raises(InputError, match=error):
        await update(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES), record_id, values, expected=_BEFORE)


async def test_a_new_record_gets_what_the_org_adds(database: Database, org: Org):
    write = Write(database, org, _EMPLOYEE, _NOW, ROW_RULES)
    made = [await create(write, "Case", {"Subject": "x", "Status": "Closed"}) for _ in range(2)]
    rows = [await _row(database, org, each, "Number", "Kind", "OwnerId", "ClosedDate") for each in made]
    assert rows == [("001", "Question", _ANN, _NOW), ("002", "Question", _ANN, _NOW)]


async def test_numbers_go_on_after_the_highest(database: Database, small_org: Callable[..., Awaitable[Org]]):
    rows = {"User": _ROWS["User"], "Case": [{"Subject": "x", "Number": n} for n in ("007", "x9", "41")]}
    org = await small_org(Schema((_USER, _CASE)), rows, access=_ACCESS)
    async with database.transaction() as connection:
        await store.reserve_serials(connection, org.pg_schema, 10)
    made = await create(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES), "Case", {"Subject": "y"})
    assert await _row(database, org, made, "Number") == ("042",)


async def test_a_stamp_stays_as_long_as_the_value(database: Database, org: Org):
    write = Write(database, org, _EMPLOYEE, _NOW, ROW_RULES)
    closed = await update(write, _FIRST, {"Status": "Closed"}, expected=_BEFORE)
    assert await _row(database, org, _FIRST, "ClosedDate") == (_NOW,)
    await update(write, _FIRST, {"Status": "New"}, expected=closed)
    assert await _row(database, org, _FIRST, "ClosedDate") == (None,)


async def test_a_customer_writes_what_the_rules_open(database: Database, org: Org):
    write = Write(database, org, Customer(_ANN, None), _NOW, ROW_RULES)
    made = await create(write, "Case", {"Subject": "x"})
    assert await _row(database, org, made, "OwnerId", "CreatedById") == (_ANN, None)
    await update(write, _FIRST, {"Status": "Closed"}, expected=_BEFORE)
    with pytest.raises(NotPermittedError, match="you may not change the status of cases this way"):
        await update(write, made, {"Status": "New"}, expected=_NOW)
    with pytest.raises(NotPermittedError):
        await create(write, "Case", {"Subject": "x", "OwnerId": _BOB})


async def test_a_write_with_a_key_is_made_once(database: Database, org: Org):
    write = Write(database, org, _EMPLOYEE, _NOW, ROW_RULES, key="one")
    first, second = [await create(write, "Case", {"Subject": "x"}) for _ in range(2)]
    assert first == second
    again = Write(database, org, _EMPLOYEE, _NOW, ROW_RULES, key="two")
    await update(again, _FIRST, {"Status": "Closed"}, expected=_BEFORE)
    await update(again, _FIRST, {"Status": "Closed"}, expected=_BEFORE)  # its stamp is old by now
    with pytest.raises(InputError):
        await create(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES, key="three"), "Case", {})
    assert (
        await create(Write(database, org, _EMPLOYEE, _NOW, ROW_RULES, key="three"), "Case", {"Subject": "z"})
        != first
    )
