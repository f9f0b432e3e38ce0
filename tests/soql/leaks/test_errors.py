"""What a person is told of a name that is closed to them is what they would be told if it did not exist.

Each query is put to the org as it is and to one that lacks all that is closed: type, words, place and hint of
the refusal must be the same.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import yaml
from tests.soql.leaks.company import CHILDREN, SCHEMA, WAYS
from tests.soql.leaks.declarations import declare

from understudy.kit.clock import Moment
from understudy.kit.errors import UnderstudyError
from understudy.kit.ids import new_record_id
from understudy.org.access_file import read_access
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, ObjectAccess
from understudy.soql.run import compile_query

MOMENT = Moment(datetime(2026, 3, 18, tzinfo=UTC), ZoneInfo("UTC"))
_VAULT = ObjectType("Vault__c", "Vault", "Vaults", "a99", (Field("Id", "Id", FieldType.ID),))
"""Closed to everybody in both orgs, so that "that you may read" is said in both."""
CLOSED = ObjectAccess(readable=False)
WORLDS = 12


def actors() -> list[Actor]:
    users = [
        Employee(new_record_id("005", n), profile, role, username=f"user{n:03}@hq.example")
        for n, (profile, role) in enumerate(
            [("clerk", None), ("rep", "East"), ("auditor", "Chief"), ("none", "Boston")], start=1
        )
    ]
    return [*users, Customer(new_record_id("003", 1), new_record_id("001", 1))]


def without_what_is_closed(org: Org, actor: Actor) -> Org:
    kept: list[ObjectType] = []
    for each in org.schema:
        access = org.access.access(actor, each.name)
        if access.readable or each.name == _VAULT.name:
            fields = [
                field
                for field in each.fields
                if access.field_readable(field.name) and all(map(access.field_readable, field.joined_from))
            ]
            kept.append(replace(each, fields=tuple(fields)))
    return replace(org, schema=Schema(tuple(kept)))


def queries(org: Org, actor: Actor) -> Iterator[str]:
    """Everything closed, named in every place, rightly and nearly."""
    for described in SCHEMA:
        access = org.access.access(actor, described.name)
        if not access.readable:
            yield f"SELECT Id FROM {described.name}"
            yield f"SELECT Id FROM {described.name}s"
            yield f"SELECT Id FROM Account WHERE Id IN (SELECT CreatedById FROM {described.name})"
            continue
        for name in sorted(access.hidden_fields):
            near = name[:-1] + "x"
            for spelt in (name, near):
                yield f"SELECT {spelt} FROM {described.name}"
                yield f"SELECT Id FROM {described.name} WHERE {spelt} = null"
                yield f"SELECT Id FROM {described.name} ORDER BY {spelt}"
                yield f"SELECT COUNT(Id) FROM {described.name} GROUP BY {spelt}"
                yield f"SELECT MAX({spelt}) FROM {described.name}"
        for (owner, way), (_, targets) in WAYS.items():
            if owner == described.name and not org.access.access(actor, targets[0]).readable:
                yield f"SELECT {way}.Id FROM {owner}"
        for child in CHILDREN[described.name]:
            if not org.access.access(actor, child.child).readable:
                yield f"SELECT Id, (SELECT Id FROM {child.name}) FROM {described.name}"


def refusal(org: Org, text: str, actor: Actor) -> tuple[object, ...] | None:
    try:
        compile_query(org, text, actor, MOMENT)
    except UnderstudyError as error:
        return (type(error), error.message, error.hint, error.place)
    return None


@pytest.mark.parametrize("world", range(WORLDS))
def test_a_closed_name_is_refused_as_one_that_does_not_exist(world: int) -> None:
    declared = declare(random.Random(world))
    access = read_access(yaml.safe_dump(declared, sort_keys=False), source="access.yaml")
    profiles = {name: {**rules, "vault__c": CLOSED} for name, rules in access.profiles.items()}
    access = replace(access, profiles=profiles)
    org = Org("company", "company", Schema((*SCHEMA, _VAULT)), access)
    tried = 0
    for actor in actors():
        without = without_what_is_closed(org, actor)
        for text in queries(org, actor):
            told = refusal(org, text, actor)
            assert told == refusal(without, text, actor), f"{actor}: {text}"
            tried += told is not None
    assert tried > 20
