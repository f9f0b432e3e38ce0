"""A small org that the tests of this room share: who may see what in it is said beside the objects.

`moment` is Wednesday 2026-03-18, 15:30 in Berlin, in an org whose fiscal year begins in February.
"""

from datetime import UTC, datetime
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
