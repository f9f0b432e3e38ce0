"""A small org that the tests of this room share: who may see what in it is said beside the objects.

`moment` is Wednesday 2026-03-18, 15:30 in Berlin, in an org whose fiscal year begins in February.
"""

from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Customer, Employee, ObjectAccess, System

T = FieldType
_ID = Field("Id", "Id", T.ID)
_OWNER = Field("OwnerId", "Owner", T.REFERENCE, references=("User",), relationship="Owner")


def _object(name: str, label: str, prefix: str, *fields: Field, name_field: str | None = None) -> ObjectType:
    known = {field.name for field in fields}
    audit = tuple(field for field in AUDIT_FIELDS if field.name not in known)
    return ObjectType(name, label, f"{label}s", prefix, (_ID, *fields, *audit), name_field=name_field)


def _reference(name: str, to: str, *, way: str, down: str | None = None) -> Field:
    return Field(name, way, T.REFERENCE, references=(to,), relationship=way, child_relationship=down)


SCHEMA = Schema(
    (
        _object(
            "User",
            "User",
            "005",
            Field("FirstName", "First name", T.STRING),
            Field("LastName", "Last name", T.STRING),
            Field("Name", "Name", T.STRING, joined_from=("FirstName", "LastName")),
            Field("Email", "Email", T.EMAIL),
            name_field="Name",
        ),
        _object(
            "Account",
            "Account",
            "001",
            Field("Name", "Name", T.STRING),
            Field("Industry", "Industry", T.PICKLIST, values=("Bakery", "Farming")),
            Field("AnnualRevenue", "Revenue", T.CURRENCY),
            Field("Employees", "Employees", T.NUMBER, scale=0),
            Field("IsPartner", "Partner", T.BOOLEAN),
            _reference("ParentId", "Account", way="Parent", down="ChildAccounts"),
            _OWNER,
            name_field="Name",
        ),
        _object(
            "Contact",
            "Contact",
            "003",
            Field("LastName", "Last name", T.STRING),
            Field("Email", "Email", T.EMAIL),
            _reference("AccountId", "Account", way="Account", down="Contacts"),
            name_field="LastName",
        ),
        _object(
            "Case",
            "Case",
            "500",
            Field("Subject", "Subject", T.STRING),
            Field("Status", "Status", T.PICKLIST, values=("New", "Open", "Closed")),
            Field("Priority", "Priority", T.PICKLIST, values=("Low", "High")),
            Field("Hours", "Hours", T.NUMBER),
            Field("Channels", "Channels", T.MULTIPICKLIST),
            Field("DueDate", "Due", T.DATE),
            Field("ClosedDate", "Closed", T.DATETIME),
            Field("IsEscalated", "Escalated", T.BOOLEAN),
            _reference("AccountId", "Account", way="Account", down="Cases"),
            _reference("ContactId", "Contact", way="Contact", down="Cases"),
            _OWNER,
            name_field="Subject",
        ),
        _object(
            "Visit__c",
            "Visit",
            "a01",
            Field("Name", "Visit number", T.STRING),
            Field("Rooms__c", "Rooms", T.STRING),
            _reference("Case__c", "Case", way="Case__r", down="Visits__r"),
            Field(
                "About__c", "About", T.REFERENCE, references=("Account", "Contact"), relationship="About__r"
            ),
            name_field="Name",
        ),
    )
)
"""Objects with parents three steps up, a polymorphic reference and a reference to itself."""

ACCESS = AccessPolicy(
    profiles={
        "standard": {"*": ObjectAccess(readable=True)},
        "seller": {
            "*": ObjectAccess(readable=True),
            "account": ObjectAccess(
                readable=True, rows="OwnerId IN :team", hidden_fields=frozenset({"annualrevenue"})
            ),
            "contact": ObjectAccess(readable=True, rows="Account.OwnerId IN :team"),
            "case": ObjectAccess(readable=True, rows="OwnerId = :user_id OR Account.OwnerId IN :team"),
            "visit__c": ObjectAccess(readable=False),
        },
        "auditor": {
            "user": ObjectAccess(readable=True, hidden_fields=frozenset({"lastname"})),
            "account": ObjectAccess(readable=True, rows="Id IN (SELECT AccountId FROM Case WHERE Hours > 5)"),
            "case": ObjectAccess(readable=True, rows="NOT (Priority = 'Low' OR Status = 'New')"),
            "visit__c": ObjectAccess(readable=True, rows="Case__r.Account.IsPartner = true"),
        },
    },
    customers={
        "account": ObjectAccess(readable=True, rows="Id = :account_id"),
        "contact": ObjectAccess(readable=True, rows="AccountId = :account_id"),
        "case": ObjectAccess(
            readable=True,
            rows="ContactId = :contact_id OR NOT (AccountId != :account_id)",
            hidden_fields=frozenset({"priority"}),
        ),
    },
)


@pytest.fixture
def schema() -> Schema:
    return SCHEMA


@pytest.fixture
def access() -> AccessPolicy:
    return ACCESS


@pytest.fixture
def org() -> Org:
    """The org as the compiler sees it: no tables behind it."""
    return Org("shop", "shop", SCHEMA, ACCESS, ZoneInfo("Europe/Berlin"), 2)


@pytest.fixture
def moment() -> Moment:
    return Moment(datetime(2026, 3, 18, 14, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 2)


@pytest.fixture
def system() -> System:
    return System("test")


@pytest.fixture
def seller() -> Employee:
    return Employee(
        new_record_id("005", 1), "seller", team=frozenset({new_record_id("005", 1), new_record_id("005", 2)})
    )


@pytest.fixture
def customer() -> Customer:
    return Customer(new_record_id("003", 1), new_record_id("001", 1))


def record_id(prefix: str, serial: int) -> str:
    return new_record_id(prefix, serial)


U1, U2, U3 = (record_id("005", n) for n in (1, 2, 3))
A1, A2, A3, A4 = (record_id("001", n) for n in (1, 2, 3, 4))
K1, K2, K3 = (record_id("003", n) for n in (1, 2, 3))
C1, C2, C3, C4, C5 = (record_id("500", n) for n in (1, 2, 3, 4, 5))
ROWS: dict[str, list[dict[str, object]]] = {
    "User": [
        {"Id": U1, "FirstName": "Ada", "LastName": "Brenner", "Email": "ada@shop.example"},
        {"Id": U2, "FirstName": "Bo", "LastName": "Lindqvist", "Email": "bo@shop.example"},
        {"Id": U3, "FirstName": None, "LastName": "Cordier", "Email": None},
    ],
    "Account": [
        {
            "Id": A1,
            "Name": "Acorn Mills",
            "Industry": "Farming",
            "AnnualRevenue": 900,
            "Employees": 9,
            "IsPartner": True,
            "OwnerId": U1,
            "ParentId": None,
        },
        {
            "Id": A2,
            "Name": "birch bakery",
            "Industry": "Bakery",
            "AnnualRevenue": 500,
            "Employees": 0,
            "IsPartner": False,
            "OwnerId": U2,
            "ParentId": A1,
        },
        {
            "Id": A3,
            "Name": "Cedar \\ Sons_100%",
            "Industry": None,
            "AnnualRevenue": None,
            "Employees": 4,
            "IsPartner": None,
            "OwnerId": U3,
            "ParentId": A2,
        },
        {
            "Id": A4,
            "Name": None,
            "Industry": "bakery",
            "AnnualRevenue": 100,
            "Employees": None,
            "IsPartner": False,
            "OwnerId": None,
            "ParentId": None,
        },
    ],
    "Contact": [
        {"Id": K1, "LastName": "Nilsson", "Email": "n@acorn.example", "AccountId": A1},
        {"Id": K2, "LastName": "Ödegaard", "Email": "o@birch.example", "AccountId": A2},
        {"Id": K3, "LastName": "Ambrose Smith", "Email": None, "AccountId": None},
    ],
    "Case": [
        {
            "Id": C1,
            "Subject": "Oven cold",
            "Status": "Closed",
            "Priority": "High",
            "Hours": 6,
            "Channels": "Mail;Web",
            "DueDate": date(2026, 3, 18),
            "CreatedDate": datetime(2026, 3, 17, 22, 30, tzinfo=UTC),
            "ClosedDate": datetime(2026, 3, 19, 10, 30, tzinfo=UTC),
            "AccountId": A1,
            "ContactId": K1,
            "OwnerId": U1,
        },
        {
            "Id": C2,
            "Subject": "Flour late",
            "Status": "Open",
            "Priority": "Low",
            "Hours": 2.5,
            "Channels": "Web",
            "DueDate": date(2026, 2, 28),
            "CreatedDate": datetime(2026, 3, 17, 23, 30, tzinfo=UTC),
            "ClosedDate": None,
            "AccountId": A1,
            "ContactId": K2,
            "OwnerId": U2,
        },
        {
            "Id": C3,
            "Subject": "flour old",
            "Status": "New",
            "Priority": None,
            "Hours": None,
            "Channels": None,
            "DueDate": None,
            "CreatedDate": datetime(2026, 2, 10, 12, 0, tzinfo=UTC),
            "ClosedDate": None,
            "AccountId": A2,
            "ContactId": None,
            "OwnerId": U2,
        },
        {
            "Id": C4,
            "Subject": "Yeast, dead",
            "Status": "closed",
            "Priority": "High",
            "Hours": 1,
            "Channels": "Phone",
            "DueDate": date(2025, 12, 31),
            "CreatedDate": datetime(2025, 12, 1, 12, 0, tzinfo=UTC),
            "ClosedDate": datetime(2025, 12, 3, 0, 0, tzinfo=UTC),
            "AccountId": None,
            "ContactId": None,
            "OwnerId": U1,
        },
        {
            "Id": C5,
            "Subject": None,
            "Status": "Open",
            "Priority": "Low",
            "Hours": 4,
            "Channels": "Mail",
            "DueDate": date(2026, 3, 19),
            "CreatedDate": datetime(2026, 3, 18, 9, 0, tzinfo=UTC),
            "ClosedDate": None,
            "AccountId": A3,
            "ContactId": K3,
            "OwnerId": U3,
        },
    ],
    "Visit__c": [
        {"Name": "V-1", "Rooms__c": "hall, Cellar ;roof", "Case__c": C1, "About__c": A1},
        {"Name": "V-2", "Rooms__c": "roofing", "Case__c": C2, "About__c": K2},
        {"Name": "V-3", "Rooms__c": None, "Case__c": None, "About__c": None},
    ],
}


@pytest.fixture
async def shop(small_org: Callable[..., Coroutine[Any, Any, Org]]) -> Org:
    """The org with a handful of records."""
    return await small_org(SCHEMA, ROWS, access=ACCESS, timezone="Europe/Berlin", fiscal_year_start=2)
