"""Queries of thousands of rows, and any that hypothesis thinks of: DuckDB and PostgreSQL give the same."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from tests.conftest import drop_org, make_org
from tests.soql.brute_values import alike
from tests.soql.generated_org import generated_rows
from tests.soql.grammar import queries
from tests.soql.result_orgs import read_org
from tests.soql.test_pairs import read_pairs
from tests.soql.warehouse.conftest import exported

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.parse import parse
from understudy.soql.run import run
from understudy.soql.warehouse.run import Warehouse, open_warehouse, run_on_duckdb

BAKERY = read_org("bakery").schema
MOMENT = Moment(datetime(2026, 3, 18, 14, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 2)
SYSTEM = System("test")
REFUSED = {"FORMAT of amounts and days"}
Both = tuple[Database, Org, Warehouse]
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture(scope="module")
async def bakery(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Both]:
    """The bakery with generated rows, in PostgreSQL and exported."""
    org = await make_org(database, BAKERY, generated_rows(BAKERY, 1))
    folder = await exported(database, org, tmp_path_factory.mktemp("bakery"), MOMENT)
    with open_warehouse(folder) as warehouse:
        yield database, org, warehouse
    await drop_org(database, org)


async def both(bakery: Both, query: str) -> tuple[list[Any], list[Any], str]:
    database, org, warehouse = bakery
    by_postgresql = await run(database, org, query, SYSTEM, MOMENT)
    by_duckdb = await run_on_duckdb(warehouse, org, query, SYSTEM, MOMENT)
    found, expected = ([alike(row) for row in each.rows] for each in (by_duckdb, by_postgresql))
    if not parse(query).order:
        found, expected = sorted(found, key=repr), sorted(expected, key=repr)
    return found, expected, by_duckdb.sql


PAIRS = [pytest.param(each.values[0], id=each.id) for each in read_pairs()]


@pytest.mark.parametrize("query", [each for each in PAIRS if each.id not in REFUSED])
async def test_pair(query: str, bakery: Both) -> None:
    found, expected, sql = await both(bakery, query)
    assert found == expected, sql


@pytest.mark.parametrize("query", [each for each in PAIRS if each.id in REFUSED])
async def test_a_pair_that_cannot_be_written_is_refused_by_name(query: str, bakery: Both) -> None:
    with pytest.raises(InputError, match="cannot be written for DuckDB"):
        await both(bakery, query)


@given(queries(BAKERY))
@settings(max_examples=60, suppress_health_check=HEALTH)
async def test_any_query(bakery: Both, text: str) -> None:
    found, expected, sql = await both(bakery, text)
    assert found == expected, f"{text}\n{sql}"
