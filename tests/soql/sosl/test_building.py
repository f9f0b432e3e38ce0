"""A large table's index is built beside the work of others; until it is there, searches do a bounded part."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.soql.sosl.conftest import EVERYBODY, ROWS, SCHEMA

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.soql.sosl import building, hits
from understudy.soql.sosl.building import ensure_index, ensure_indexes, unready
from understudy.soql.sosl.index import index_name, index_statement
from understudy.soql.sosl.run import search

MakeOrg = Callable[..., Awaitable[Org]]
FIND = "FIND {trimmer} RETURNING Case(Subject)"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table of more than two rows counts as large."""
    monkeypatch.setattr(building, "SMALL", 2)
    monkeypatch.setattr(hits, "SMALL", 2)


async def built(database: Database, org: Org, name: str = "Case") -> list[str]:
    query = (
        "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid"
        " WHERE relname LIKE %s AND indisvalid AND relnamespace = to_regnamespace(%s)"
    )
    return [row[0] for row in await database.fetch(query, (f"{name}#words%", org.pg_schema))]


async def background() -> None:
    """Wait for what is built in the background."""
    await asyncio.gather(*building._building.values())


@pytest.mark.usefixtures("large")
async def test_a_large_index_is_built_in_the_background(
    small_org: MakeOrg, database: Database, moment: Moment
):
    org = await small_org(SCHEMA, ROWS)
    first = await search(database, org, FIND, EVERYBODY, moment)
    assert first.notes == ("only the newest 2 Case records were searched: the index of words is being built",)
    assert first.total < 3
    await background()
    then = await search(database, org, FIND, EVERYBODY, moment)
    assert (then.total, then.notes) == (3, ())
    assert len(await built(database, org)) == 1


@pytest.mark.usefixtures("large")
async def test_nobody_who_writes_waits_for_it(small_org: MakeOrg, database: Database, moment: Moment):
    org = await small_org(SCHEMA, ROWS)
    async with database.transaction() as writing:
        # An open write holds the index up; a plain CREATE INDEX would hold up all later writes, too.
        await writing.execute(f'UPDATE "{org.pg_schema}"."Case" SET "Subject" = \'Wheelbarrow\''.encode())
        await search(database, org, FIND, EVERYBODY, moment)
        for _ in range(20):
            await asyncio.sleep(0.05)
        assert await built(database, org) == []
        async with database.transaction() as another:
            await another.execute("SET LOCAL lock_timeout = '2s'")
            statement = f'INSERT INTO "{org.pg_schema}"."Case" ("Id", "Subject") VALUES (%s, %s)'
            await another.execute(statement.encode(), ("500000000000zzzAAA", "trimmer wheelbarrow"))
    await background()
    result = await search(database, org, "FIND {wheelbarrow} IN NAME FIELDS", EVERYBODY, moment)
    assert result.total == 5


async def test_without_an_index_the_same_is_found(
    small_org: MakeOrg, database: Database, moment: Moment, monkeypatch: pytest.MonkeyPatch
):
    org = await small_org(SCHEMA, ROWS)
    await ensure_indexes(database, org)
    finds = ["{trimmer}", "{trim*}", '{"hedge trimmer"}', "{hedge OR mower}", "{trimmer AND NOT hedge}"]
    texts = [
        f"FIND {find} IN {group} FIELDS RETURNING Case(Subject), Account(Name)"
        for find in finds
        for group in ("ALL", "NAME")
    ]
    indexed = [await search(database, org, text, EVERYBODY, moment) for text in texts]

    async def none_is_there(_database: Database, _org: Org, *objects: object) -> tuple[object, ...]:
        return objects

    monkeypatch.setattr(hits, "unready", none_is_there)
    plain = [await search(database, org, text, EVERYBODY, moment) for text in texts]
    assert [[each.rows for each in found.objects] for found in plain] == [
        [each.rows for each in found.objects] for found in indexed
    ]
    assert any(found.total for found in plain)


@pytest.mark.usefixtures("large")
async def test_one_builds_and_others_wait(small_org: MakeOrg, database: Database):
    org = await small_org(SCHEMA, ROWS)
    case = org.schema.object("Case")
    assert case
    told: list[str] = []
    await asyncio.gather(
        ensure_index(database, org, case),
        ensure_index(database, org, case, progress=lambda name, _done, _total: told.append(name)),
    )
    assert await built(database, org) == [index_name(case)]
    assert await unready(database, org, case) == ()
    assert set(told) == {"Case"}


async def test_one_may_wait_for_another_as_long_as_it_takes(
    small_org: MakeOrg, database: Database, monkeypatch: pytest.MonkeyPatch
):
    org = await small_org(SCHEMA, ROWS)
    case = org.schema.object("Case")
    assert case
    answers = iter([*[False] * 2_000, True])

    async def build(*_: object) -> bool:
        return next(answers)

    monkeypatch.setattr(building, "_build", build)
    monkeypatch.setattr(building, "_POLL_S", 0)
    monkeypatch.setattr(building, "SMALL", 0)
    await ensure_index(database, org, case)
    assert next(answers, None) is None


@pytest.mark.usefixtures("large")
async def test_what_was_left_unfinished_is_made_anew(small_org: MakeOrg, database: Database):
    org = await small_org(SCHEMA, ROWS)
    case = org.schema.object("Case")
    assert case
    async with database.own_connection() as connection:
        await connection.execute("SET statement_timeout = '300ms'")
        async with database.transaction() as writing:
            await writing.execute(f'UPDATE "{org.pg_schema}"."Case" SET "Subject" = \'x\''.encode())
            with pytest.raises(Exception, match="statement timeout"):
                await connection.execute(index_statement(org.pg_schema, case, concurrently=True))
    assert await built(database, org) == []
    await ensure_index(database, org, case)
    assert await built(database, org) == [index_name(case)]


@pytest.mark.usefixtures("large")
async def test_in_a_sandbox_it_is_built_there_and_gone(
    small_org: MakeOrg, database: Database, moment: Moment
):
    org = await small_org(SCHEMA, ROWS)
    async with database.sandbox() as sandbox:
        assert (await search(sandbox, org, FIND, EVERYBODY, moment)).total == 3
    assert await built(database, org) == []
