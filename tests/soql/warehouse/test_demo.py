"""The demo company exported: its measures by all dimensions, and what its people see, as PostgreSQL says."""

from collections.abc import AsyncGenerator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.soql.brute_values import alike
from tests.soql.warehouse.conftest import exported

from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.org.definitions.library import load_library
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor
from understudy.soql.ast import Dialect
from understudy.soql.measure import Bound, MeasureRequest, compile_measure
from understudy.soql.run import run
from understudy.soql.warehouse.run import Warehouse, open_warehouse, run_on_duckdb

MEASURES = load_library()
MARIA, CAROLINE = "maria.okafor@harborlightnursery.example", "Caroline Mbatha"
SEEN = (
    (MARIA, "SELECT Id, Name FROM Account ORDER BY Id"),
    (MARIA, "SELECT Id, Subject, Contact.Name, Account.Name FROM Case ORDER BY Id"),
    (MARIA, "SELECT Name, (SELECT Id, Status FROM Cases ORDER BY CreatedDate DESC LIMIT 2) FROM Contact"),
    (
        CAROLINE,
        "SELECT Id, Status, (SELECT Subject FROM Tasks ORDER BY Id LIMIT 2) FROM Case ORDER BY Id LIMIT 50",
    ),
    (CAROLINE, "SELECT StageName, COUNT(Id), SUM(Amount) FROM Opportunity GROUP BY ROLLUP(StageName)"),
)
ALWAYS = (None, None)


@pytest.fixture(scope="module")
async def demo(
    demo_stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[tuple[Stage, Warehouse, Moment]]:
    """The demo org, its export and its day."""
    org = demo_stage.org
    moment = Moment(DEMO_NOW, org.timezone, org.fiscal_year_start)
    folder: Path = tmp_path_factory.mktemp("demo")
    with open_warehouse(await exported(demo_stage.database, org, folder, moment)) as warehouse:
        yield demo_stage, warehouse, moment


def requests() -> Iterator[Any]:
    window = (DEMO_NOW - timedelta(days=400), DEMO_NOW)
    for definition in MEASURES.measures.values():
        yield pytest.param(MeasureRequest(definition), id=definition.name)
        for by in definition.dimensions:
            asked = MeasureRequest(
                definition, window if definition.time else (None, None), by, volume=Bound(1)
            )
            yield pytest.param(asked, id=f"{definition.name} by {by}")


async def same(demo: tuple[Stage, Warehouse, Moment], query: str, actor: Actor, dialect: Dialect) -> None:
    stage, warehouse, moment = demo
    expected = await run(stage.database, stage.org, query, actor, moment, dialect=dialect)
    found = await run_on_duckdb(warehouse, stage.org, query, actor, moment, dialect=dialect)
    assert found.columns == expected.columns
    assert found.limited == expected.limited
    rows, wanted = ([alike(row) for row in each.rows] for each in (found, expected))
    assert wanted
    assert sorted(rows, key=repr) == sorted(wanted, key=repr), found.sql


@pytest.mark.parametrize("request_", list(requests()))
async def test_measure(request_: MeasureRequest, demo: tuple[Stage, Warehouse, Moment]) -> None:
    org = demo[0].org
    query = compile_measure(request_, MEASURES, org.schema, org.timezone)
    await same(demo, query.text, System("test"), Dialect.DEFINITION)


@pytest.mark.parametrize(("who", "query"), SEEN)
async def test_somebody_sees(who: str, query: str, demo: tuple[Stage, Warehouse, Moment]) -> None:
    stage = demo[0]
    await same(demo, query, await find_actor(stage.database, stage.org, who), Dialect.SOQL)
