"""Stored metadata comes back the same, an object's fields only when they are asked for."""

from dataclasses import replace

import pytest
from tests.conftest import MakeOrg

from understudy.kit.db import Database
from understudy.org.metadata import Schema
from understudy.org.standard import standard_schema
from understudy.org.store import load_org, save_schema


async def test_metadata_comes_back_the_same(database: Database, small_org: MakeOrg):
    org = await small_org(standard_schema())
    loaded = await load_org(database, org.name)
    assert loaded.schema == org.schema
    assert loaded.access == org.access


async def test_fields_are_read_when_they_are_asked_for(database: Database, small_org: MakeOrg):
    org = await small_org(standard_schema())
    schema = (await load_org(database, org.name)).schema
    case = schema.object("case")
    assert case is not None
    assert case.field("Status") is not None
    assert schema.child("Account", "Cases") is not None
    assert [each.name for each in schema if "fields" in vars(each)] == ["Case"]


async def test_ways_down_need_no_fields(database: Database, small_org: MakeOrg):
    org = await small_org(standard_schema())
    schema = (await load_org(database, org.name)).schema
    assert {each.name: schema.children(each.name) for each in org.schema} == {
        each.name: org.schema.children(each.name) for each in org.schema
    }
    assert not any("fields" in vars(each) for each in schema)


async def test_a_stored_object_is_a_value_like_any_other(database: Database, small_org: MakeOrg):
    org = await small_org(standard_schema())
    case = (await load_org(database, org.name)).schema.object("Case")
    assert case is not None
    assert replace(case, label="Ticket").fields == case.fields
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(case, "nonsense")  # noqa: B009


async def test_an_org_without_objects(database: Database, small_org: MakeOrg):
    org = await small_org(standard_schema())
    await save_schema(database, org, Schema())
    assert (await load_org(database, org.name)).schema == Schema()
