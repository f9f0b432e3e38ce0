"""A garden centre with something to find in every kind of field, and an agent who may not see all of it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Employee, ObjectAccess, System
from understudy.soql.sosl.run import SearchResult, search

T = FieldType
Rows = dict[str, list[dict[str, object]]]
Search = Callable[..., Awaitable[SearchResult]]


def described(name: str, prefix: str, *fields: Field, name_field: str | None = "Name") -> ObjectType:
    return ObjectType(name, name, f"{name}s", prefix, fields, name_field=name_field)


def text(name: str, kind: FieldType = T.STRING) -> Field:
    return Field(name, name, kind)


def reference(name: str, to: str) -> Field:
    return Field(name, name, T.REFERENCE, references=(to,), relationship=name.removesuffix("Id"))


SCHEMA = Schema(
    (
        described("User", "005", text("Name")),
        described(
            "Account",
            "001",
            text("Name"),
            text("Website", T.URL),
            text("Phone", T.PHONE),
            text("Description", T.TEXT),
            text("Rating", T.PICKLIST),
            text("Employees", T.NUMBER),
            reference("OwnerId", "User"),
        ),
        described(
            "Contact",
            "003",
            text("FirstName"),
            text("LastName"),
            Field("Name", "Name", T.STRING, joined_from=("FirstName", "LastName")),
            text("Email", T.EMAIL),
            text("Phone", T.PHONE),
            reference("AccountId", "Account"),
        ),
        described(
            "Case",
            "500",
            text("Subject"),
            text("Description", T.TEXT),
            text("Internal__c", T.TEXT),
            reference("AccountId", "Account"),
            reference("OwnerId", "User"),
            name_field="Subject",
        ),
        described("Product2", "01t", text("Name"), text("Description", T.TEXT)),
        described("Pricebook2", "01s", text("Name")),
        described(
            "PricebookEntry",
            "01u",
            reference("Product2Id", "Product2"),
            reference("Pricebook2Id", "Pricebook2"),
            name_field=None,
        ),
        described(
            "Guide__kav",
            "ka0",
            text("Title"),
            text("Body", T.TEXT),
            text("PublishStatus", T.PICKLIST),
            name_field="Title",
        ),
        described("Payroll__c", "a0p", text("Name")),
    )
)


def record_id(prefix: str, serial: int) -> str:
    return new_record_id(prefix, serial)


FIRST, SECOND, THIRD = (record_id("001", serial) for serial in (1, 2, 3))
ME, OTHER = record_id("005", 1), record_id("005", 2)
ROWS: Rows = {
    "User": [{"Name": "Ines Falk"}, {"Name": "Otto Brand"}],
    "Account": [
        {
            "Name": "Maple Gardens",
            "Website": "https://www.maple-gardens.example/shop",
            "Phone": "+1 (415) 555-0134",
            "Description": "Roses, tulips and garden tools. Maple trees on order.",
            "Rating": "Hot",
            "Employees": 42,
            "OwnerId": ME,
        },
        {
            "Name": "Rose & Sons",
            "Description": "A nursery for maple and oak",
            "OwnerId": ME,
            "Rating": "Cold",
        },
        {
            "Name": "Café Müller",
            "Phone": "030 / 901820",
            "Description": "Orders roses weekly",
            "OwnerId": OTHER,
        },
        {"Name": "東京都 Garden", "Description": "Bonsai", "OwnerId": OTHER},
    ],
    "Contact": [
        {
            "FirstName": "John",
            "LastName": "Smith",
            "Email": "john.smith@maple-gardens.example",
            "Phone": "415-555-0134",
            "AccountId": FIRST,
        },
        {
            "FirstName": "Joan",
            "LastName": "Smythe",
            "Email": "js@rose.example",
            "AccountId": SECOND,
        },
        {
            "FirstName": "Maya",
            "LastName": "Rose",
            "Email": "maya@muller.example",
            "AccountId": THIRD,
        },
    ],
    "Case": [
        {
            "Subject": "Hedge trimmer broken",
            "Description": "The trimmer, model HT-200b, stopped on Monday before the meeting",
            "Internal__c": "Customer owes us tulips",
            "AccountId": FIRST,
            "OwnerId": ME,
        },
        {
            "Subject": "Monday meeting moved",
            "Description": "trimmer not needed; the meeting is on Tuesday",
            "AccountId": SECOND,
            "OwnerId": ME,
        },
        {
            "Subject": "Invoice",
            "Description": "trimmer trimmer trimmer",
            "AccountId": THIRD,
            "OwnerId": OTHER,
        },
        {"Subject": "Lawn and", "Description": None, "OwnerId": OTHER},
    ],
    "Product2": [{"Name": "Hedge trimmer", "Description": "Cuts hedges"}, {"Name": "Tree trimmer"}],
    "Pricebook2": [{"Name": "Standard"}, {"Name": "Partner"}],
    "PricebookEntry": [
        {"Product2Id": record_id("01t", 1), "Pricebook2Id": record_id("01s", 1)},
        {"Product2Id": record_id("01t", 2), "Pricebook2Id": record_id("01s", 2)},
    ],
    "Guide__kav": [
        {
            "Title": "Pruning roses",
            "Body": "In March, cut roses <b>above</b> a bud. "
            + "Wait for dry weather. " * 30
            + "Then water roses.",
            "PublishStatus": "online",
        },
        {"Title": "Roses in winter", "Body": "Cover them.", "PublishStatus": "draft"},
    ],
    "Payroll__c": [{"Name": "trimmer bonus"}],
}
ACCESS = AccessPolicy(
    profiles={
        "agent": {
            "*": ObjectAccess(readable=True),
            "account": ObjectAccess(readable=True, rows="OwnerId = :user_id"),
            "contact": ObjectAccess(
                readable=True, rows="Account.OwnerId = :user_id", hidden_fields=frozenset({"phone"})
            ),
            "case": ObjectAccess(
                readable=True, rows="OwnerId = :user_id", hidden_fields=frozenset({"internal__c"})
            ),
            "payroll__c": ObjectAccess(readable=False),
        },
        "clerk": {"contact": ObjectAccess(readable=True, hidden_fields=frozenset({"lastname"}))},
    }
)
AGENT = Employee(new_record_id("005", 1), "agent")
CLERK = Employee(new_record_id("005", 2), "clerk")
EVERYBODY = System("test")


@pytest.fixture(scope="module")
async def garden(lasting_org: Callable[..., Awaitable[Org]]) -> Org:
    """The org with its records, which tests leave as they are."""
    return await lasting_org(SCHEMA, ROWS, access=ACCESS)


@pytest.fixture
def find(garden: Org, database: Database, moment: Moment) -> Search:
    """`await find("FIND {…}", actor)`: a search of the garden centre."""

    async def ask(sosl: str, actor: Actor = EVERYBODY, **options: Any) -> SearchResult:
        return await search(database, garden, sosl, actor, moment, **options)

    return ask


def names(result: SearchResult) -> dict[str, list[Any]]:
    """The first column of each object's rows, in order."""
    return {
        each.object: [row[each.columns[0].name] for row in each.rows] for each in result.objects if each.rows
    }
