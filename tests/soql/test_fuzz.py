"""Thousands of broken and hostile texts: each is refused or answered, soon; none of it stands in a statement.

2,000 texts by default, 20,000 with `--hypothesis-profile thorough`: twenty for each example of the profile,
five of them searches. They are the same in every run. What goes through is also run on PostgreSQL, which
would object to a statement that is put together wrongly.
"""

import random
import time
from collections.abc import AsyncGenerator, Iterator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from tests.conftest import drop_org, make_org
from tests.soql.mutations import mutated
from tests.soql.result_orgs import read_org
from tests.soql.sql_proof import strangers
from tests.soql.test_results import read_cases, with_ids

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.run import compile_query, run
from understudy.soql.sosl.parse import parse_search
from understudy.soql.sosl.run import search
from understudy.soql.sql import Statement, write_sql

BATCHES = 20
LONGEST_S = 1.0
"""Of this thread's own time, which a busy machine does not stretch; a usual text takes a thousandth of it."""
BAKERY = read_org("bakery")
MOMENT = Moment(BAKERY.now, ZoneInfo(BAKERY.timezone), BAKERY.fiscal_year_start)
CASES = [each.values[0] for each in read_cases()]
SOQL = [with_ids(case.query, BAKERY) for case in CASES if case.org == "bakery"]
SOSL = [
    "FIND {oven}",
    "FIND {acorn OR (birch AND bak*)} IN NAME FIELDS RETURNING Account(Name WHERE Rating = 'Hot')",
    'FIND {"oven cold"} IN ALL FIELDS RETURNING Case(Subject LIMIT 3), Account(Id OFFSET 1) LIMIT 10',
    "FIND {a?orn AND NOT elm} RETURNING Account(Name, AnnualRevenue WHERE AnnualRevenue > 5), Contact",
    "FIND {nilsson} IN EMAIL FIELDS RETURNING Contact(FirstName, LastName, Account.Name)",
    "FIND {49*} IN PHONE FIELDS RETURNING Account(Phone)",
    "FIND {mill} RETURNING Account(Name) WITH SNIPPET(target_length=120)",
    'FIND {mill\\-s \\{x\\} \\"} RETURNING Account(toLabel(Rating), Name) WITH HIGHLIGHT',
    "FIND {flour} RETURNING Case(Subject WHERE CreatedDate = LAST_N_DAYS:30 ORDER BY Subject DESC)",
    "FIND {x} IN SIDEBAR FIELDS RETURNING Task(Subject USING ListView=Recent) WITH DIVISION = 'x'",
]


def texts(seeds: list[str], batch: int, each: int) -> Iterator[str]:
    """The texts of one batch, when there are so many for each example of the profile."""
    assert settings.default is not None
    for number in range(settings.default.max_examples * each // BATCHES):
        yield mutated(seeds, random.Random(batch * 100_000 + number))


def actor(number: int) -> Actor:
    actors = list(BAKERY.actors.values())
    return actors[number % len(actors)]


@pytest.fixture(scope="module")
async def bakery(database: Database) -> AsyncGenerator[Org]:
    org = await make_org(database, BAKERY.schema, BAKERY.rows, access=BAKERY.access)
    yield org
    await drop_org(database, org)


def compiled(org: Org, text: str, who: Actor) -> Statement | None:
    """The statement of a text; None if it is refused, as a wrong text should be."""
    started = time.thread_time()
    try:
        restricted = compile_query(org, text, who, MOMENT, binds=BAKERY.binds)
        return write_sql(restricted, org.pg_schema)
    except (InputError, NotPermittedError):
        return None
    finally:
        assert time.thread_time() - started < LONGEST_S, text[:500]


def all_of(statement: Statement) -> Iterator[Statement]:
    yield statement
    for _, child in statement.children:
        yield from all_of(child)


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_no_query_breaks_anything(batch: int, database: Database, bakery: Org) -> None:
    answered = 0
    for number, text in enumerate(texts(SOQL, batch, 15)):
        statement = compiled(bakery, text, actor(number))
        if statement is None:
            continue
        for each in all_of(statement):
            outputs = {output.name for output in each.outputs}
            assert strangers(each.text, outputs, bakery.schema, bakery.pg_schema, MOMENT) == [], text
        answered += await is_answered(database, bakery, text, actor(number))
    assert answered > 3, (
        "hardly a text goes through: the mutations are too rough to try what follows the parser"
    )


async def is_answered(database: Database, org: Org, text: str, who: Actor) -> bool:
    """Whether rows come, and not a refusal of a value that PostgreSQL cannot hold. More would be a fault."""
    try:
        await run(database, org, text, who, MOMENT, binds=BAKERY.binds)
    except InputError:
        return False
    return True


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_no_search_breaks_anything(batch: int, database: Database, bakery: Org) -> None:
    answered = 0
    for number, text in enumerate(texts(SOSL, batch, 5)):
        started = time.thread_time()
        try:
            parse_search(text)
        except InputError:
            continue
        finally:
            assert time.thread_time() - started < LONGEST_S, text[:500]
        try:
            result = await search(database, bakery, text, actor(number), MOMENT, binds=BAKERY.binds)
        except (InputError, NotPermittedError):
            continue
        for found in result.objects:
            outputs = {column.name for column in found.columns}
            assert strangers(found.sql, outputs, bakery.schema, bakery.pg_schema, MOMENT) == [], text
        answered += 1
    assert answered > 0
