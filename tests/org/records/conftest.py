"""A small shop whose records are written: customers with a key of another system, orders with their items."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import sql

from understudy.kit.db import Database
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, ObjectAccess, System
from understudy.org.records import Write
from understudy.soql.validate import ROW_RULES

_T = FieldType
USER = ObjectType("User", "User", "Users", "005", (Field("Name", "Name", _T.STRING),), "Name")
ACCOUNT = ObjectType(
    "Account",
    "Account",
    "Accounts",
    "001",
    (
        Field("Name", "Name", _T.STRING, required=True),
        Field("Key", "Customer number", _T.STRING, unique=True, external_id=True),
        Field("Loose", "Old number", _T.STRING, external_id=True),
        Field("Code", "Code", _T.NUMBER, scale=0, unique=True),
        Field("Worth", "Worth", _T.CURRENCY),
        Field("Since", "Since", _T.DATETIME),
        Field("Level", "Level", _T.PICKLIST, values=("Gold", "Silver")),
        Field("Shout", "Shout", _T.STRING, joined_from=("Name",)),
        Field("ParentId", "Parent", _T.REFERENCE, references=("Account",), relationship="Parent"),
    ),
    "Name",
)
ORDER = ObjectType(
    "Order",
    "Order",
    "Orders",
    "801",
    (
        Field("Name", "Name", _T.STRING),
        Field("AccountId", "Account", _T.REFERENCE, references=("Account",), relationship="Account"),
    ),
    "Name",
)
ITEM = ObjectType(
    "Item",
    "Item",
    "Items",
    "802",
    (
        Field("Name", "Name", _T.STRING),
        Field("OrderId", "Order", _T.REFERENCE, references=("Order",), on_delete="cascade"),
    ),
    "Name",
)
CONTRACT = ObjectType(
    "Contract",
    "Contract",
    "Contracts",
    "800",
    (Field("AccountId", "Account", _T.REFERENCE, references=("Account",), required=True),),
)
A, B, C = (new_record_id("001", n) for n in (1, 2, 3))
ANN = new_record_id("005", 1)
BEFORE, NOW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
_O = new_record_id("801", 1)
ROWS = {
    "User": [{"Name": "Ann"}],
    "Account": [
        {
            "Name": "A",
            "Key": "k-1",
            "Loose": "x",
            "Worth": "12345678901234.567",
            "Since": BEFORE,
            "SystemModstamp": BEFORE,
        },
        {"Name": "B", "Key": "K-2", "Loose": "x", "ParentId": A, "SystemModstamp": BEFORE},
        {"Name": "C", "Key": "k-3", "SystemModstamp": BEFORE},
    ],
    "Order": [{"Name": "O", "AccountId": A}, {"Name": "P", "AccountId": A}],
    "Item": [{"Name": "I", "OrderId": _O}, {"Name": "J", "OrderId": _O}],
    "Contract": [{"AccountId": C}],
}
ACCESS = AccessPolicy(
    profiles={
        "clerk": {"account": ObjectAccess(True, rows="Name != 'C'", create=None, update=None, delete=True)},
        "reader": {"account": ObjectAccess(True, update=None)},
        "half": {
            "account": ObjectAccess(
                True, delete=True, update=None, editable_rows="Name != 'A'", deletable_rows="Name = 'B'"
            )
        },
    }
)


@pytest.fixture
async def shop(database: Database, small_org: Callable[..., Awaitable[Org]]):
    """The org."""
    made = await small_org(Schema((USER, ACCOUNT, ORDER, ITEM, CONTRACT)), ROWS, access=ACCESS)
    async with database.transaction() as connection:
        await store.reserve_serials(connection, made.pg_schema, 10)
    return made


@pytest.fixture
def write(database: Database, shop: Org) -> Write:
    """A write of the system's."""
    return Write(database, shop, System("a test"), NOW, ROW_RULES)


@pytest.fixture
def stored(write: Write) -> Callable[..., Awaitable[list[tuple[Any, ...]]]]:
    """`await stored("Account", "Id", "Name")`: these columns of the whole table, in the order of Id."""

    async def read(name: str, *columns: str) -> list[tuple[Any, ...]]:
        query = sql.SQL('SELECT {} FROM {} ORDER BY "Id"').format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), store.table(write.org.pg_schema, name)
        )
        return await write.database.fetch(query)

    return read
