"""Queries beside SQL that a person wrote for the same: both give the same rows of thousands.

In `pairs/pairs.txt` a pair is a note, the query, `==>` and the SQL over the org's tables; pairs are parted by
lines of dashes. The rows are compared in their order where the query sorts them. A child query of one field
is compared with an array.
"""

import re
from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, LiteralString, cast
from zoneinfo import ZoneInfo

import pytest
from psycopg import sql
from tests.conftest import drop_org, make_org
from tests.soql.brute_values import alike
from tests.soql.generated_org import generated_rows
from tests.soql.result_orgs import read_org

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.parse import parse
from understudy.soql.run import run

PAIRS = Path(__file__).parent / "pairs" / "pairs.txt"
MOMENT = Moment(datetime(2026, 3, 18, 14, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 2)


def read_pairs() -> Iterator[Any]:
    for block in re.split(r"^-{3,}\n", PAIRS.read_text(encoding="utf-8"), flags=re.MULTILINE):
        head, by_hand = block.split("==>\n")
        note, *lines = head.strip().splitlines()
        yield pytest.param("\n".join(lines), by_hand.strip(), id=note.removeprefix("# "))


@pytest.fixture(scope="module")
async def bakery(database: Database) -> AsyncGenerator[Org]:
    """The bakery with generated rows."""
    schema = read_org("bakery").schema
    org = await make_org(database, schema, generated_rows(schema, 1))
    yield org
    await drop_org(database, org)


@pytest.mark.parametrize(("query", "by_hand"), list(read_pairs()))
async def test_query_gives_what_sql_gives(query: str, by_hand: str, database: Database, bakery: Org) -> None:
    result = await run(database, bakery, query, System("test"), MOMENT)
    found = [tuple(_value(each) for each in row.values()) for row in result.rows]
    async with database.transaction() as connection:
        place = sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(bakery.pg_schema))
        await connection.execute(place)
        cursor = await connection.execute(sql.SQL(cast("LiteralString", by_hand)))
        expected = [tuple(_value(each) for each in row) for row in await cursor.fetchall()]
    assert expected, "a pair that finds nothing shows nothing"
    if not parse(query).order:
        found, expected = sorted(found, key=repr), sorted(expected, key=repr)
    assert found == expected, result.sql


def _value(value: Any) -> Any:
    """A value of either side; a child query of one field, and an array, as the values in it."""
    if isinstance(value, tuple | list):
        return tuple(next(iter(each.values())) if isinstance(each, dict) else each for each in value)
    return alike(value)
