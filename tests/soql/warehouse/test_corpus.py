"""The result cases asked of DuckDB over Parquet yield the same rows; and all are Spark SQL that can be read.

What the language itself refuses is not asked again: it is the same compiler.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest
import sqlglot
from sqlglot import exp
from tests.soql.result_orgs import ResultOrg
from tests.soql.test_results import Case, by_content, expected_rows, moment_of, plain, read_cases, with_ids

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.run import compile_query
from understudy.soql.sql import Statement
from understudy.soql.warehouse.emit import emit
from understudy.soql.warehouse.engines import Engine
from understudy.soql.warehouse.run import Warehouse, run_on_duckdb

UNWRITTEN = ("FORMAT of a number", "ALL ROWS", "GROUP BY")
"""What is refused by name."""
Orgs = Mapping[str, tuple[ResultOrg, Org]]


ANSWERED = [each for each in read_cases() if not each.values[0].expected.startswith("refused: ")]


def asked(case: Case, orgs: Orgs) -> tuple[Org, str, Actor, Moment]:
    told, org = orgs[case.org]
    moment = moment_of(case, told)
    at = replace(org, timezone=moment.timezone, fiscal_year_start=moment.fiscal_year_start)
    return at, with_ids(case.query, told), told.actors[case.settings.get("as", "system")], moment


def refusal_of(case: Case, orgs: Orgs, engine: Engine) -> str | None:
    """Why the query cannot be written for the engine."""
    org, query, actor, moment = asked(case, orgs)
    restricted = compile_query(org, query, actor, moment, binds=orgs[case.org][0].binds)
    try:
        emit(restricted, engine, {each.name: each.name for each in org.schema})
    except InputError as refusal:
        return refusal.message
    return None


@pytest.mark.parametrize("case", ANSWERED)
async def test_duckdb_yields_the_rows(case: Case, orgs: Orgs, warehouses: Mapping[str, Warehouse]) -> None:
    told = orgs[case.org][0]
    if refusal_of(case, orgs, Engine.DUCKDB):
        with pytest.raises(InputError):
            await run_on_duckdb(warehouses[case.org], *asked(case, orgs), binds=told.binds)
        return
    result = await run_on_duckdb(warehouses[case.org], *asked(case, orgs), binds=told.binds)
    found, expected = [plain(row) for row in result.rows], expected_rows(case, told)
    if not case.ordered:
        found, expected = sorted(found, key=by_content), sorted(expected, key=by_content)
    assert found == expected, result.sql


@pytest.mark.parametrize("engine", Engine)
async def test_few_are_refused_and_by_name(engine: Engine, orgs: Orgs) -> None:
    refusals = [refusal for each in ANSWERED if (refusal := refusal_of(each.values[0], orgs, engine))]
    assert all(each.startswith(UNWRITTEN) for each in refusals)
    assert len(ANSWERED) - len(refusals) >= 480


async def test_spark_reads_them_all(orgs: Orgs) -> None:
    """A grammar of Spark's takes each statement, and each parameter in it is given."""
    read = 0
    for each in ANSWERED:
        case: Case = each.values[0]
        if refusal_of(case, orgs, Engine.SPARK):
            continue
        org, query, actor, moment = asked(case, orgs)
        restricted = compile_query(org, query, actor, moment, binds=orgs[case.org][0].binds)
        statement = emit(restricted, Engine.SPARK, {each.name: f"lake.{each.name}" for each in org.schema})
        read += check(statement)
    assert read >= 480


def check(statement: Statement) -> int:
    """How many statements were read."""
    tree = sqlglot.parse_one(statement.text, dialect="spark")
    assert all(each.db == "lake" for each in tree.find_all(exp.Table)), statement.text
    named = {each.name for each in tree.find_all(exp.Placeholder)}
    assert named == set(statement.params) | ({"parents"} if statement.is_child else set()), statement.text
    return 1 + sum(check(child) for _, child in statement.children)
