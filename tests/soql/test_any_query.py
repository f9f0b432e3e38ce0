"""Any query that hypothesis can think of yields what a plain evaluation over all rows does, row for row."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from tests.conftest import drop_org, make_org
from tests.soql.brute_force import Tables, alike, answer
from tests.soql.generated_org import generated_rows
from tests.soql.grammar import queries
from tests.soql.result_orgs import read_org

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.pages import first_page, next_page
from understudy.soql.parse import parse
from understudy.soql.run import run

BAKERY = read_org("bakery").schema
FEW = {"User": 6, "Account": 40, "Contact": 60, "Lead": 12, "Opportunity": 70, "Case": 70, "Task": 50}
ROWS = generated_rows(BAKERY, 2, FEW)
MOMENT = Moment(datetime(2026, 3, 18, 14, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 2)
# The org is an argument of every part of the grammar, and hypothesis writes them all out.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
SYSTEM = System("test")


@pytest.fixture(scope="module")
async def bakery(database: Database) -> AsyncGenerator[Org]:
    org = await make_org(database, BAKERY, ROWS)
    yield org
    await drop_org(database, org)


@given(queries(BAKERY))
@settings(max_examples=300, suppress_health_check=HEALTH)
async def test_query_yields_what_a_plain_evaluation_does(database: Database, bakery: Org, text: str) -> None:
    result = await run(database, bakery, text, SYSTEM, MOMENT)
    expected = answer(parse(text), Tables(bakery.schema, ROWS), MOMENT)
    assert [alike(row) for row in result.rows] == [alike(row) for row in expected], f"{text}\n{result.sql}"


@given(queries(BAKERY))
@settings(max_examples=50, suppress_health_check=HEALTH)
async def test_pages_hold_the_same_rows(database: Database, bakery: Org, text: str) -> None:
    whole = await run(database, bakery, text, SYSTEM, MOMENT)
    page = await first_page(database, bakery, text, SYSTEM, MOMENT, size=7)
    rows = [*page.rows]
    while page.cursor:
        page = await next_page(database, bakery, page.cursor, SYSTEM, size=7)
        rows += page.rows
    assert rows == [*whole.rows], text
