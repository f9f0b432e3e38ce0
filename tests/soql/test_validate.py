"""Validation rules judge the record as it would stand, inside the write, whoever writes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import ConfigError
from understudy.org import store
from understudy.org.metadata import Field, FieldType, ObjectType, Schema, ValidationRule
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.org.records import InvalidWriteError, Write, create, update, write_all
from understudy.soql.validate import ROW_RULES, check_validations

_T = FieldType
_NOW = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
_TEAM = ObjectType(
    "Team",
    "Team",
    "Teams",
    "a00",
    (Field("Name", "Name", _T.STRING), Field("Most", "Most", _T.NUMBER)),
    "Name",
)
_BOOKING = ObjectType(
    "Booking",
    "Booking",
    "Bookings",
    "a01",
    (
        Field("Name", "Name", _T.STRING),
        Field("Seats", "Seats", _T.NUMBER, scale=0),
        Field("From", "From", _T.DATE),
        Field("Until", "Until", _T.DATE),
        Field("TeamId", "Team", _T.REFERENCE, references=("Team",), relationship="Team"),
    ),
    "Name",
    validations=(
        ValidationRule("in_order", "Until < From", "It cannot end before it begins.", "Until"),
        ValidationRule("fits", "Seats > Team.Most", "The team has not so many seats.", "Seats"),
        ValidationRule("not_past", "From < TODAY", "It lies in the past."),
    ),
)


@pytest.fixture
async def write(database: Database, small_org: Callable[..., Awaitable[Org]]) -> Write:
    org = await small_org(Schema((_TEAM, _BOOKING)), {"Team": [{"Name": "T", "Most": 4}]})
    async with database.transaction() as connection:
        await store.reserve_serials(connection, org.pg_schema, 10)
    return Write(database, org, System("a test"), _NOW, ROW_RULES)


async def _team(write: Write) -> str:
    [[record_id]] = await write.database.fetch(f'SELECT "Id" FROM "{write.org.pg_schema}"."Team"'.encode())
    return record_id


@pytest.mark.parametrize(
    ("values", "message", "fields"),
    [
        ({"From": "2024-06-02", "Until": "2024-06-01"}, "cannot end before", ("Until",)),
        ({"Seats": 5}, "not so many seats", ("Seats",)),
        ({"From": "2024-05-05"}, "in the past", ()),
    ],
)
async def test_a_broken_rule_is_told(write: Write, values: dict[str, Any], message: str, fields: Any):
    with pytest.raises(InvalidWriteError, match=message) as refused:
        await create(write, "Booking", {"Name": "x", "TeamId": await _team(write), **values})
    assert (refused.value.code, refused.value.fields) == ("FIELD_CUSTOM_VALIDATION_EXCEPTION", fields)
    assert await write.database.fetch(f'SELECT 1 FROM "{write.org.pg_schema}"."Booking"'.encode()) == []


async def test_what_is_unknown_breaks_nothing(write: Write):
    await create(write, "Booking", {"Name": "x", "Seats": 99})


async def test_a_change_is_judged_with_what_stays(write: Write):
    values = {"Name": "x", "From": "2024-06-02", "Until": "2024-06-05"}
    made = await create(write, "Booking", values)
    with pytest.raises(InvalidWriteError, match="cannot end before"):
        await update(write, made, {"Until": "2024-06-01"}, expected=None)
    await update(write, made, {"Until": "2024-06-02"}, expected=None)


async def test_only_the_wrong_rows_of_many_stay_out(write: Write):
    team = await _team(write)
    rows = [{"Name": str(n), "Seats": n, "TeamId": team} for n in range(1, 8)]
    outcomes = await write_all(write, "Booking", "create", rows)
    assert [outcome.error is None for outcome in outcomes] == [True] * 4 + [False] * 3
    kept = await write.database.fetch(f'SELECT "Seats" FROM "{write.org.pg_schema}"."Booking"'.encode())
    assert sorted(kept) == [(1,), (2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (ValidationRule("r", "Seets > 1", "m"), "'r' of Booking: no field Seets"),
        (ValidationRule("r", "Seats > 'a'", "m"), "'r' of Booking"),
        (ValidationRule("r", "Seats >", "m"), "'r' of Booking"),
        (ValidationRule("r", "Seats > 1", "m", "Seets"), "no field Seets"),
    ],
)
def test_rules_are_checked_before_they_count(rule: ValidationRule, error: str):
    moment = Moment(_NOW, ZoneInfo("UTC"))
    with pytest.raises(ConfigError, match=error):
        check_validations(Schema((_TEAM, replace(_BOOKING, validations=(rule,)))), moment)
