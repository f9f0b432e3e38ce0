"""Nobody learns of a row that the rules hide: random people ask random questions under random rules.

Each answer must be the one that a filter over all rows and plain Python come to; a question that names what
the person may not name must be refused. `pytest tests/soql/leaks --leak-pairs 3000` tries ten times as many.
"""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from tests.soql.brute_force import Tables, alike, answer
from tests.soql.leaks.company import COUNTS, SCHEMA, make_rows
from tests.soql.leaks.declarations import declare
from tests.soql.leaks.permission_filter import Eyes
from tests.soql.leaks.questions import Question
from tests.soql.leaks.searches import SearchFor

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import NotPermittedError
from understudy.org.access_file import read_access
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor
from understudy.soql.parse import parse
from understudy.soql.run import run
from understudy.soql.sosl.run import search

_QUESTIONS = 50
"""In one world: an org with its own rows and rules."""
_SEARCHES = 0.15
MOMENT = Moment(datetime(2026, 3, 18, 14, 30, tzinfo=UTC), ZoneInfo("UTC"))
MakeOrg = Callable[..., Awaitable[Org]]


async def somebody(
    rng: random.Random, database: Database, org: Org, declared: Any, rows: Any
) -> tuple[Actor, Eyes]:
    kind = rng.choice(["user"] * 6 + ["contact"] * 3 + ["system"])
    if kind == "system":
        return System("a test"), Eyes(declared, rows)
    row = rng.choice(rows["User" if kind == "user" else "Contact"])
    return await find_actor(database, org, row["Id"]), Eyes(declared, rows, **{kind: row})


async def said(database: Database, org: Org, text: str, actor: Actor) -> Any:
    """What the platform answers: rows in their order, or the records found by object."""
    if text.startswith("FIND"):
        result = await search(database, org, text, actor, MOMENT)
        return {each.object: {row["Id"] for row in each.rows} for each in result.objects}
    return alike(list((await run(database, org, text, actor, MOMENT)).rows))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    pairs = int(str(metafunc.config.getoption("leak_pairs")))
    metafunc.parametrize("world", range(-(-pairs // _QUESTIONS)))


async def test_each_sees_what_a_filter_over_all_rows_allows(
    world: int, database: Database, small_org: MakeOrg
) -> None:
    rng = random.Random(world)
    rows, declared = make_rows(rng), declare(rng)
    access = read_access(yaml.safe_dump(declared, sort_keys=False), source="access.yaml")
    org, tables = await small_org(SCHEMA, rows, access=access), Tables(SCHEMA, rows)
    answered = refused = 0
    for number in range(_QUESTIONS):
        rng = random.Random(world * 1_000_000 + number)
        actor, eyes = await somebody(rng, database, org, declared, rows)
        asked = SearchFor(rng) if rng.random() < _SEARCHES else Question(rng, rng.choice(list(COUNTS)))
        text = asked.text()
        if not asked.permitted(eyes):
            refused += 1
            with pytest.raises(NotPermittedError):
                await said(database, org, text, actor)
            continue
        found = await said(database, org, text, actor)
        expected = (
            asked.expected(tables, MOMENT, eyes)
            if isinstance(asked, SearchFor)
            else alike(answer(parse(text), tables, MOMENT, sees=eyes.sees))
        )
        assert found == expected, f"{actor}: {text}"
        answered += bool(found)
    assert answered
    assert refused
