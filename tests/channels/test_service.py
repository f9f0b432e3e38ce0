"""Who comes in by a door is who the org says they are today."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from psycopg import sql

from understudy.channels.admission.store import Person
from understudy.channels.service import Service
from understudy.conversations.turn import Stage
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Employee

_ANN = new_record_id("005", 1)
_USER = ObjectType(
    "User",
    "User",
    "Users",
    "005",
    (Field("Name", "Name", FieldType.STRING), Field("IsActive", "Active", FieldType.BOOLEAN)),
    "Name",
)


async def test_a_key_ends_with_the_user(
    demo_stage: Stage, small_org: Callable[..., Awaitable[Org]], caplog: pytest.LogCaptureFixture
):
    org = await small_org(Schema((_USER,)), {"User": [{"Name": "Ann", "IsActive": True}]})
    stage = replace(demo_stage, org=org)
    service = Service(stage, {}, lambda: pytest.fail("nobody asks the time"))
    ann = Person(org.name, _ANN)
    assert isinstance(await service.actor(ann), Employee)
    await service.database.execute(
        sql.SQL('UPDATE {} SET "IsActive" = false').format(store.table(org.pg_schema, "User"))
    )
    with caplog.at_level(logging.WARNING):
        assert await service.actor(ann) is None
    assert f"the user {_ANN} is deactivated" in caplog.text
