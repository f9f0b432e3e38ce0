"""The orgs of the result cases as DuckDB has them, once for each file of tests."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.soql.result_orgs import ResultOrg
from tests.soql.test_results import orgs

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.importer.load import silent
from understudy.org.orgs import Org
from understudy.soql.warehouse.export import export_org
from understudy.soql.warehouse.run import Warehouse, open_warehouse

__all__ = ["exported", "orgs", "warehouses"]


async def exported(database: Database, org: Org, folder: Path, moment: Moment) -> Path:
    """The org in a folder of its own in this one."""
    await export_org(database, org, folder / org.name, moment, silent)
    return folder / org.name


@pytest.fixture(scope="module")
async def warehouses(
    database: Database,
    orgs: Mapping[str, tuple[ResultOrg, Org]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncGenerator[Mapping[str, Warehouse]]:
    """The exports of the orgs by name."""
    folder = tmp_path_factory.mktemp("warehouses")
    with ExitStack() as stack:
        opened: dict[str, Warehouse] = {}
        for name, (told, org) in orgs.items():
            place = await exported(database, org, folder, Moment(told.now, org.timezone))
            opened[name] = stack.enter_context(open_warehouse(place))
        yield opened
