"""A company for the leak test: its objects, and rows that a seed makes. Every value may be missing."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from understudy.kit.ids import new_record_id
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema

__all__ = ["CHILDREN", "COUNTS", "SCHEMA", "WAYS", "WORDS", "Record", "fields_of", "make_rows"]

T = FieldType
Record = dict[str, Any]
COUNTS = {
    "User": 9,
    "Account": 14,
    "Contact": 16,
    "Case": 36,
    "Deal__c": 20,
    "Line__c": 26,
    "Task": 24,
    "Article__kav": 10,
}
WORDS = ["Anis", "anis", "Brot", "Zimt", "Zopf", "New", "Open", "Closed", "Low", "High", "Bakery"]
PROFILES = ["clerk", "Rep", "auditor", "boss", "stranger", None]
ROLES = ["Chief", "East", "Boston", "West", None]
AUDIENCES = ["public", "customers", "employees", None]
FIRST_DAY = date(2026, 3, 1)


def _object(name: str, prefix: str, *fields: Field, name_field: str | None = "Name") -> ObjectType:
    known = {field.name for field in fields}
    audit = tuple(field for field in AUDIT_FIELDS if field.name not in known)
    return ObjectType(name, name, f"{name}s", prefix, (Field("Id", "Id", T.ID), *fields, *audit), name_field)


def _to(name: str, *objects: str, way: str, down: str | None = None) -> Field:
    return Field(name, way, T.REFERENCE, references=objects, relationship=way, child_relationship=down)


def _text(*names: str) -> list[Field]:
    return [Field(name, name, T.STRING) for name in names]


def _owner() -> Field:
    return _to("OwnerId", "User", way="Owner")


SCHEMA = Schema(
    (
        _object(
            "User",
            "005",
            *_text("FirstName", "LastName", "Username", "Profile__c", "UserRole__c"),
            Field("Name", "Name", T.STRING, joined_from=("FirstName", "LastName")),
            _to("ManagerId", "User", way="Manager"),
        ),
        _object(
            "Account",
            "001",
            *_text("Name", "Industry"),
            Field("AnnualRevenue", "Revenue", T.CURRENCY),
            Field("IsPartner", "Partner", T.BOOLEAN),
            _to("ParentId", "Account", way="Parent", down="ChildAccounts"),
            _owner(),
        ),
        _object(
            "Contact",
            "003",
            *_text("LastName", "Email"),
            _to("AccountId", "Account", way="Account", down="Contacts"),
            _owner(),
            name_field="LastName",
        ),
        _object(
            "Case",
            "500",
            *_text("Subject", "Status", "Priority"),
            Field("Hours", "Hours", T.NUMBER),
            Field("DueDate", "Due", T.DATE),
            Field("Channels", "Channels", T.MULTIPICKLIST),
            Field("IsEscalated", "Escalated", T.BOOLEAN),
            _to("AccountId", "Account", way="Account", down="Cases"),
            _to("ContactId", "Contact", way="Contact", down="Cases"),
            _owner(),
            name_field="Subject",
        ),
        _object(
            "Deal__c",
            "a01",
            *_text("Name", "Stage__c"),
            Field("Amount__c", "Amount", T.CURRENCY),
            _to("Account__c", "Account", way="Account__r", down="Deals__r"),
            _owner(),
        ),
        _object(
            "Line__c",
            "a02",
            *_text("Name"),
            Field("Quantity__c", "Quantity", T.NUMBER, scale=0),
            _to("Deal__c", "Deal__c", way="Deal__r", down="Lines__r"),
        ),
        _object(
            "Task",
            "00T",
            *_text("Subject", "Status"),
            _to("WhatId", "Account", "Case", "Deal__c", way="What", down="Tasks"),
            _owner(),
            name_field="Subject",
        ),
        _object("Article__kav", "ka0", *_text("Title", "Audience__c"), name_field="Title"),
    )
)
WAYS = {
    (described.name, field.relationship): (field.name, field.references)
    for described in SCHEMA
    for field in described.fields
    if field.relationship and field.name not in ("CreatedById", "LastModifiedById")
}
"""Each way up by object and name: the reference behind it and the objects it may lead to."""
CHILDREN = {
    described.name: [way for way in SCHEMA.children(described.name) if way.child in COUNTS]
    for described in SCHEMA
}


def fields_of(name: str, *kinds: FieldType) -> list[str]:
    """The object's own fields of these types, but those that the platform keeps."""
    described = SCHEMA.object(name)
    assert described
    kept = {field.name for field in AUDIT_FIELDS}
    return [field.name for field in described.fields if field.type in kinds and field.name not in kept]


def make_rows(rng: random.Random) -> dict[str, list[Record]]:
    """The rows of all objects."""
    ids = {
        described.name: [new_record_id(described.key_prefix, n) for n in range(1, COUNTS[described.name] + 1)]
        for described in SCHEMA
    }
    return {name: [_row(name, each, ids, rng) for each in ids[name]] for name in ids}


def _row(name: str, record_id: str, ids: Mapping[str, Sequence[str]], rng: random.Random) -> Record:
    described = SCHEMA.object(name)
    assert described
    row: Record = {"Id": record_id}
    for field in described.fields:
        if field.name in fields_of(name, *T) and field.type is not T.ID and not field.joined_from:
            row[field.name] = None if rng.random() < 0.18 else _value(field, ids, rng)
    if name == "User":
        row |= {
            "Username": f"user{record_id[-6:-3]}@hq.example",
            "Profile__c": rng.choice(PROFILES),
            "UserRole__c": rng.choice(ROLES),
        }
    if name == "Article__kav":
        row["Audience__c"] = rng.choice(AUDIENCES)
    return row


def _value(field: Field, ids: Mapping[str, Sequence[str]], rng: random.Random) -> Any:
    match field.type:
        case T.REFERENCE:
            return rng.choice(ids[rng.choice(field.references)])
        case T.NUMBER | T.CURRENCY:
            return rng.randint(0, 9)
        case T.DATE:
            return FIRST_DAY + timedelta(rng.randint(0, 30))
        case T.BOOLEAN:
            return rng.random() < 0.5
        case T.MULTIPICKLIST:
            return ";".join(rng.sample(["Mail", "Web", "Phone"], rng.randint(1, 3)))
        case _:
            return rng.choice(WORDS)
