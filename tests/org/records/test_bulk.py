"""Many rows: what is right is written, what is wrong is told, row by row."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.org.records.conftest import ACCOUNT, ANN, A, B, C

from understudy.kit.db import Database
from understudy.kit.errors import NotPermittedError, ServiceError
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.permissions import Employee, System
from understudy.org.records import Operation, Outcome, Write, create, write_all
from understudy.org.recycled import list_recycled
from understudy.soql.validate import ROW_RULES

Stored = Callable[..., Awaitable[list[tuple[Any, ...]]]]


def _codes(outcomes: list[Outcome]) -> list[str | None]:
    return [outcome.error.code.value if outcome.error else None for outcome in outcomes]


async def test_rows_are_made_and_the_wrong_ones_told(write: Write, stored: Stored):
    rows = [{"Name": "x"}, {"Name": ""}, {"Name": "y", "Level": "Bronze"}, {"Name": "z", "ParentId": A}]
    outcomes = await write_all(write, "Account", Operation.CREATE, rows)
    restricted = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    assert _codes(outcomes) == [None, "REQUIRED_FIELD_MISSING", restricted, None]
    assert [outcome.created for outcome in outcomes] == [True, False, False, True]
    made = {row[0]: row[1:] for row in await stored("Account", "Id", "Name", "ParentId")}
    assert (made[outcomes[0].id], made[outcomes[3].id]) == (("x", None), ("z", A))
    assert len(made) == 5


async def test_all_or_none(write: Write, stored: Stored):
    before = await stored("Account", "Id", "Name")
    rows = [{"Name": "x"}, {"Name": ""}]
    outcomes = await write_all(write, "Account", "create", rows, all_or_none=True)
    assert _codes(outcomes) == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "REQUIRED_FIELD_MISSING"]
    assert [outcome.id for outcome in outcomes] == [None, None]
    assert await stored("Account", "Id", "Name") == before


async def test_each_row_changes_its_own_fields(write: Write, stored: Stored):
    rows = [{"Id": A, "Name": "x"}, {"Id": B[:15], "Level": "Gold"}, {"Id": A, "Name": "y"}, {"Name": "z"}]
    outcomes = await write_all(write, "Account", "update", rows)
    assert _codes(outcomes) == [None, None, None, "MISSING_ARGUMENT"]
    found = (await stored("Account", "Name", "Level"))[:2]
    assert found == [("y", None), ("B", "Gold")]
    history = await write.database.fetch(
        "SELECT record_id, field, old, new FROM understudy.field_history WHERE org = %s ORDER BY serial",
        (write.org.name,),
    )
    assert history == [(A, "Name", "A", "x"), (B, "Level", None, "Gold"), (A, "Name", "x", "y")]


async def test_upserts_find_what_an_earlier_row_made(write: Write):
    rows = [{"Key": "n", "Name": "x"}, {"Key": "k-1", "Name": "y"}, {"Key": "N", "Name": "z"}, {"Name": "q"}]
    outcomes = await write_all(write, "Account", "upsert", rows, external_field_name="Key")
    assert _codes(outcomes) == [None, None, None, "MISSING_ARGUMENT"]
    assert [outcome.created for outcome in outcomes] == [True, False, False, False]
    assert (outcomes[0].id, outcomes[1].id) == (outcomes[2].id, A)


async def test_rows_are_deleted_and_brought_back(write: Write, stored: Stored):
    rows = [{"Id": A}, {"Id": C}, {"Id": B}]
    assert _codes(await write_all(write, "Account", "delete", rows)) == [None, "DELETE_FAILED", None]
    assert [row[0] for row in await stored("Account", "Id")] == [C]
    assert _codes(await write_all(write, "Account", "undelete", rows[::2])) == [None, None]


async def test_each_row_is_judged_for_the_actor(write: Write):
    half = replace(write, actor=Employee(ANN, "half"))
    rows = [{"Id": each, "Level": "Gold"} for each in (A, B)]
    assert _codes(await write_all(half, "Account", "update", rows)) == ["INSUFFICIENT_ACCESS", None]
    clerk = replace(write, actor=Employee(ANN, "clerk"))
    rows = [{"Id": each, "Level": "Silver"} for each in (B, C)]
    assert _codes(await write_all(clerk, "Account", "update", rows)) == [None, "INVALID_CROSS_REFERENCE_KEY"]


@pytest.mark.parametrize("count", [4_500])
async def test_more_rows_than_a_batch(write: Write, stored: Stored, count: int):
    rows = ({"Name": f"n{i}"} for i in range(count))
    outcomes = await write_all(write, "Account", "create", rows)
    assert len({outcome.id for outcome in outcomes}) == count
    names = {row[0]: row[1] for row in await stored("Account", "Id", "Name")}
    assert [names[outcome.id] for outcome in outcomes] == [f"n{i}" for i in range(count)]


async def test_an_id_that_is_taken_ends_in_an_error(database: Database, small_org: Any) -> None:
    """Serials were not reserved, so that a new id meets a row that is there: no other try would help."""
    org = await small_org(Schema((ACCOUNT,)), {"Account": [{"Name": "Old"}] * 3})
    async with database.connection() as connection:
        await store.reserve_serials(connection, org.pg_schema, 0)
    write = Write(database, org, System("a test"), datetime(2026, 1, 1, tzinfo=UTC), ROW_RULES)
    with pytest.raises(ServiceError, match="another record holds"):
        await create(write, "Account", {"Name": "New"})


async def test_hard_deleted_rows_leave_no_trace_in_the_bin(write: Write, stored: Stored):
    await write_all(write, "Account", "delete", [{"Id": B}])
    outcomes = await write_all(write, "Account", "hardDelete", [{"Id": A}, {"Id": B}, {"Id": C}, {"Id": B}])
    assert _codes(outcomes) == [None, None, "DELETE_FAILED", "INVALID_CROSS_REFERENCE_KEY"]
    assert await stored("Account", "Id") == [(C,)]
    assert await list_recycled(write.database, write.org, most=9) == []
    with pytest.raises(NotPermittedError, match="for good"):
        await write_all(replace(write, actor=Employee(ANN, "clerk")), "Account", "hardDelete", [{"Id": C}])
