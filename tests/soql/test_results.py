"""Queries and the rows they yield, worked out by hand from the documented meaning of SOQL.

Source: Salesforce's "SOQL and SOSL Reference". Each file in `results/` has a topic and asks one org of
`orgs/`, the one that its first line names. Cases are parted by lines of dashes:

    # a note
    [as seller, at 2026-01-01T00:30+01:00, in America/New_York]
    SELECT Name, Amount FROM Opportunity ORDER BY Amount
    ==> in order
    Name | Amount
    Mixer | 12000
    Vans | null

The brackets may be missing: then the system asks at the org's own time and place. `fiscal 7` lets the fiscal
year begin in July. `<ada>` is the id of the record of that name, in the query and in a cell, `<ada:15>` its
short form. After `==>` come rows in any order, after
`==> in order` in this one: a line of columns and a line for each row, or, for one column, all on one line
(`Name: Mixer | Vans`). A cell is YAML, children are written `[{Subject: Call}]`. A refusal is `refused: ` and
a part of its message.
"""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from tests.conftest import drop_org, make_org
from tests.soql.brute_values import alike
from tests.soql.result_orgs import ResultOrg, instant, read_org

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.org.records import Write, delete
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES

RESULTS = Path(__file__).parent / "results"
NAMED = re.compile(r"<(\w+)(:15)?>")


@dataclass(frozen=True)
class Case:
    """One case as it is written. `settings` are those in brackets, by their first word."""

    org: str
    settings: Mapping[str, str]
    query: str
    ordered: bool
    expected: str


def read_cases() -> Iterator[Any]:
    for file in sorted(RESULTS.glob("*.txt")):
        asked, text = file.read_text(encoding="utf-8").split("\n", maxsplit=1)
        for block in re.split(r"^-{3,}\n", text, flags=re.MULTILINE):
            case, note = read_case(asked.removeprefix("# asks ").strip(), block)
            yield pytest.param(case, id=f"{file.stem}: {note}")


def read_case(org: str, block: str) -> tuple[Case, str]:
    head, order, expected = re.split(r"^==>(.*)\n", block, maxsplit=1, flags=re.MULTILINE)
    note, *lines = head.strip().splitlines()
    written = lines.pop(0).strip("[]") if lines[0].startswith("[") else ""
    settings = dict(each.split(" ", maxsplit=1) for each in written.split(", ") if each)
    case = Case(org, settings, "\n".join(lines), order.strip() == "in order", expected.strip())
    return case, note.removeprefix("# ")


def expected_rows(case: Case, told: ResultOrg) -> list[dict[str, Any]]:
    head, *lines = case.expected.splitlines()
    if re.match(r"[\w.]+:( |$)", head):
        column, _, values = head.partition(":")
        return [{column: cell(each, told)} for each in values.split(" | ") if values.strip()]
    columns = head.split(" | ")
    return [
        dict(zip(columns, [cell(each, told) for each in line.split(" | ")], strict=True)) for line in lines
    ]


def cell(text: str, told: ResultOrg) -> Any:
    return alike(yaml.safe_load(with_ids(text.strip(), told)))


def with_ids(text: str, told: ResultOrg) -> str:
    """The text with the ids of the records that it names."""
    return NAMED.sub(lambda match: told.ids[match[1]][: 15 if match[2] else 18], text)


def moment_of(case: Case, told: ResultOrg) -> Moment:
    at = case.settings.get("at")
    zone = ZoneInfo(case.settings.get("in", told.timezone))
    fiscal = int(case.settings.get("fiscal", told.fiscal_year_start))
    return Moment(instant(at) if at else told.now, zone, fiscal)


@pytest.fixture(scope="module")
async def orgs(database: Database) -> AsyncGenerator[dict[str, tuple[ResultOrg, Org]]]:
    """The orgs of `orgs/`, as they are told and as they stand in the database."""
    made: dict[str, tuple[ResultOrg, Org]] = {}
    for name in ("bakery", "calendar", "map"):
        told = read_org(name)
        org = await make_org(database, told.schema, told.rows, access=told.access)
        for record_id in told.deleted:
            await delete(Write(database, org, System("test"), told.now, ROW_RULES), record_id)
        made[name] = told, org
    yield made
    for _, org in made.values():
        await drop_org(database, org)


def plain(value: Any) -> Any:
    """A result as a cell shows it: instants in UTC, numbers of any kind alike."""
    match value:
        case datetime():
            return value.astimezone(ZoneInfo("UTC"))
        case dict():
            return {name: plain(each) for name, each in value.items()}
        case list() | tuple():
            return tuple(plain(each) for each in value)
        case _:
            return alike(value)


def by_content(row: dict[str, Any]) -> str:
    return repr(sorted(row.items()))


@pytest.mark.parametrize("case", list(read_cases()))
async def test_query_yields(case: Case, database: Database, orgs: dict[str, tuple[ResultOrg, Org]]) -> None:
    told, org = orgs[case.org]
    moment = moment_of(case, told)
    asked = replace(org, timezone=moment.timezone, fiscal_year_start=moment.fiscal_year_start)
    query = with_ids(case.query, told)
    actor = told.actors[case.settings.get("as", "system")]
    if case.expected.startswith("refused: "):
        with pytest.raises((InputError, NotPermittedError)) as refusal:
            await run(database, asked, query, actor, moment, binds=told.binds)
        assert case.expected.removeprefix("refused: ").strip() in str(refusal.value)
        return
    result = await run(database, asked, query, actor, moment, binds=told.binds)
    found = [plain(row) for row in result.rows]
    expected = expected_rows(case, told)
    if not case.ordered:
        found, expected = sorted(found, key=by_content), sorted(expected, key=by_content)
    assert found == expected, result.sql


def test_there_are_many() -> None:
    assert len(list(read_cases())) >= 300
