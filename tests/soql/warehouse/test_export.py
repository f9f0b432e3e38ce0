"""What an export writes: every record with its types, in the place of the last one, whole or not at all."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from tests.conftest import MakeOrg

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import ConfigError, InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org.importer.load import silent
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Employee, System
from understudy.soql.warehouse.export import export_org
from understudy.soql.warehouse.run import open_warehouse, run_on_duckdb

T = FieldType
LOAF = ObjectType(
    "Loaf",
    "Loaf",
    "Loaves",
    "a02",
    (
        Field("Name", "Name", T.STRING),
        Field("Note", "Note", T.TEXT),
        Field("Weight", "Weight", T.NUMBER),
        Field("Slices", "Slices", T.NUMBER, scale=0),
        Field("Price", "Price", T.CURRENCY),
        Field("Sliced", "Sliced", T.BOOLEAN),
        Field("Baked", "Baked", T.DATE),
        Field("Sold", "Sold", T.DATETIME),
    ),
    name_field="Name",
)
ROWS: list[dict[str, Any]] = [
    {
        "Name": 'a "rye", sliced',
        "Note": "two\nlines\r\n",
        "Weight": Decimal("0.125"),
        "Price": Decimal("-3.5"),
    },
    {"Name": "", "Note": "\\N", "Weight": Decimal(12), "Slices": 2**50, "Sliced": True},
    {"Name": None, "Note": "ünïcödé; \t", "Baked": date(1899, 12, 31), "Weight": Decimal("-0.5")},
    {"Name": "NULL", "Sold": datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC), "Price": Decimal(10) ** 20},
]
MOMENT = Moment(datetime(2026, 3, 18, tzinfo=UTC), ZoneInfo("UTC"))


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
async def bakery(small_org: MakeOrg) -> Org:
    return await small_org(Schema((LOAF,)), {"Loaf": ROWS})


async def test_values_and_types_are_kept(bakery: Org, database: Database, tmp_path: Path) -> None:
    made = await export_org(database, bakery, tmp_path / "lake", MOMENT, silent)
    assert [(each.name, each.rows) for each in made.objects] == [("Loaf", 4)]
    file = f"'{tmp_path / 'lake' / 'Loaf.parquet'}'"
    columns = ", ".join(f'"{each.name}"' for each in LOAF.fields)
    found = duckdb.sql(f"SET TimeZone = 'UTC'; SELECT {columns} FROM {file} ORDER BY \"Id\"")
    assert found
    assert [str(each) for each in found.types] == [
        *("VARCHAR", "VARCHAR", "DECIMAL(18,3)", "BIGINT", "DECIMAL(38,1)"),
        *("BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE"),
    ]
    assert found.fetchall() == [tuple(row.get(each.name) for each in LOAF.fields) for row in ROWS]


async def test_an_export_takes_the_place_of_the_last(bakery: Org, database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    told: list[tuple[str, int, int]] = []
    for _ in range(2):
        await export_org(database, bakery, folder, MOMENT, lambda *each: told.append(each))
    assert told == [("Loaf", 0, 1), ("", 1, 1)] * 2
    assert names(tmp_path) == ["lake"]
    assert names(folder) == ["Loaf.parquet", "understudy.json"]
    assert folder.stat().st_mode & 0o077 == 0, "whoever may read it reads everything"


async def test_what_is_not_an_export_stays(bakery: Org, database: Database, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="holds no export"):
        await export_org(database, bakery, tmp_path, MOMENT, silent)
    await export_org(database, bakery, tmp_path / "lake", MOMENT, silent)
    with pytest.raises(InputError, match=f"export of {bakery.name}"):
        await export_org(database, replace(bakery, name="other"), tmp_path / "lake", MOMENT, silent)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


async def test_a_failed_export_leaves_the_last(
    small_org: MakeOrg, database: Database, tmp_path: Path
) -> None:
    wide = await small_org(Schema((LOAF,)), {"Loaf": [{"Weight": Decimal(10) ** 40}]})
    with pytest.raises(InputError, match=r"Loaf\.Weight holds a number of 41 digits"):
        await export_org(database, wide, tmp_path / "lake", MOMENT, silent)
    assert names(tmp_path) == []


async def test_rules_of_one_org_are_not_held_against_another(
    bakery: Org, database: Database, tmp_path: Path
) -> None:
    await export_org(database, bakery, tmp_path / "lake", MOMENT, silent)
    with open_warehouse(tmp_path / "lake") as warehouse:
        asked = "SELECT Name FROM Loaf", System("test"), MOMENT
        with pytest.raises(InputError, match=f"the warehouse holds {bakery.name}, not other"):
            await run_on_duckdb(warehouse, replace(bakery, name="other"), *asked)
        described = bakery.schema.objects[0]
        grown = replace(described, fields=(*described.fields, Field("Crust", "Crust", T.STRING)))
        with pytest.raises(InputError, match=r"older than Loaf\.Crust"):
            await run_on_duckdb(warehouse, replace(bakery, schema=Schema((grown,))), *asked)


async def test_nothing_is_permitted_that_no_rule_permits(
    bakery: Org, database: Database, tmp_path: Path
) -> None:
    stranger = Employee(new_record_id("005", 1), "standard")
    await export_org(database, bakery, tmp_path / "lake", MOMENT, silent)
    with open_warehouse(tmp_path / "lake") as warehouse, pytest.raises(NotPermittedError):
        await run_on_duckdb(warehouse, bakery, "SELECT Name FROM Loaf", stranger, MOMENT)


async def test_without_duckdb_it_says_what_to_install(
    bakery: Org, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(ConfigError, match=r"understudy\[warehouse\]"):
        await export_org(database, bakery, tmp_path / "lake", MOMENT, silent)
