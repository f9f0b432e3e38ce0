"""A database of any earlier revision, with an org and its records in it, comes to the newest one whole."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.types.json import Jsonb

from understudy.kit import migrations
from understudy.kit.clock import Moment
from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.org.metadata import AUDIT_FIELDS, IS_DELETED
from understudy.org.permissions import System
from understudy.org.store import load_org
from understudy.soql.run import run

_REVISIONS = sorted(
    path.name.split("_")[0] for path in (Path(migrations.__file__).parent / "versions").glob("[0-9]*_*.py")
)
_BEFORE_THE_BIN = [each for each in _REVISIONS if each < "0007"]
_ID, _NAME = {"name": "Id", "label": "Id", "type": "id"}, {"name": "Name", "label": "Name", "type": "string"}
_NAMES = ("place", "loaded", "Described__c")
"""Objects called as variables are in a migration, and one that is not."""


def _object(n: int, name: str) -> dict[str, Any]:
    called = {"name": name, "label": name, "plural": name, "key_prefix": f"a0{n}", "name_field": "Name"}
    return {**called, "fields": [_ID, _NAME]}


def _load(connection: psycopg.Connection[Any]) -> None:
    """An org as it was loaded before there was a recycle bin."""
    connection.execute("CREATE SCHEMA org_old_1")
    for n, name in enumerate(_NAMES):
        connection.execute(f'CREATE TABLE org_old_1."{name}" ("Id" varchar(18) PRIMARY KEY, "Name" text)')
        rows = f"('a0{n}Un0000000001AAA', 'First'), ('a0{n}Un0000000002AAA', NULL)"
        connection.execute(f'INSERT INTO org_old_1."{name}" VALUES {rows}'.encode())
    metadata = {"objects": [_object(n, name) for n, name in enumerate(_NAMES)]}
    connection.execute(
        "INSERT INTO understudy.org (name, pg_schema, metadata, access, timezone, is_current)"
        " VALUES ('old', 'org_old_1', %s, %s, 'UTC', true)",
        (Jsonb(metadata), Jsonb({})),
    )


@pytest.mark.parametrize("revision", _BEFORE_THE_BIN)
async def test_an_org_loaded_before_the_recycle_bin_is_as_it_was(empty_url: str, revision: str):
    with psycopg.connect(empty_url) as connection:
        connection.execute("CREATE EXTENSION vector")
    migrations.upgrade(empty_url, revision)
    with psycopg.connect(empty_url) as connection:
        _load(connection)
    async with await Database.open(Settings(database_url=empty_url)) as database:
        org = await load_org(database)
        for name in _NAMES:
            described = org.schema.object(name)
            assert described is not None
            assert described.field(IS_DELETED) == AUDIT_FIELDS[-1]
            moment = Moment(datetime(2026, 6, 30, tzinfo=UTC), ZoneInfo("UTC"))
            text = f"SELECT Name, IsDeleted FROM {name} ORDER BY Id"
            rows = (await run(database, org, text, System("a test"), moment)).rows
            assert [tuple(row.values()) for row in rows] == [("First", False), (None, False)]
