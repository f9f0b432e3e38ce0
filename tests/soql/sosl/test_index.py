"""The index is built when it is needed, for the fields as they are, and used."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from tests.soql.sosl.conftest import EVERYBODY, ROWS, SCHEMA, described, text

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.metadata import FieldType, Schema
from understudy.org.orgs import Org
from understudy.soql.run import prepared
from understudy.soql.sosl.bind import bind_search
from understudy.soql.sosl.building import ensure_index
from understudy.soql.sosl.index import index_name
from understudy.soql.sosl.parse import parse_search
from understudy.soql.sosl.run import search
from understudy.soql.sosl.statement import write_search

MakeOrg = Callable[..., Awaitable[Org]]
FIND = "FIND {trimmer} RETURNING Case(Subject)"


async def indexes(database: Database, org: Org) -> list[str]:
    query = "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND indexname LIKE '%%#words%%'"
    return [row[0] for row in await database.fetch(query, (org.pg_schema,))]


async def test_an_index_is_built_by_the_first_search(small_org: MakeOrg, database: Database, moment: Moment):
    org = await small_org(SCHEMA, ROWS)
    assert await indexes(database, org) == []
    both = [search(database, org, FIND, EVERYBODY, moment) for _ in range(2)]
    first, second = await asyncio.gather(*both)
    assert first.total == second.total == 3
    case = org.schema.object("Case")
    assert case
    assert await indexes(database, org) == [index_name(case)]


async def test_other_fields_make_another_index(small_org: MakeOrg, database: Database, moment: Moment):
    org = await small_org(SCHEMA, ROWS)
    await search(database, org, FIND, EVERYBODY, moment)
    (before,) = await indexes(database, org)
    fewer = Schema(
        tuple(
            replace(each, fields=tuple(f for f in each.fields if f.name != "Internal__c"))
            for each in org.schema
        )
    )
    await search(database, replace(org, schema=fewer), FIND, EVERYBODY, moment)
    (after,) = await indexes(database, org)
    assert after != before


async def test_a_search_reads_the_index(small_org: MakeOrg, database: Database, moment: Moment):
    shelf = Schema((described("Note__c", "a0n", text("Name"), text("Body__c", FieldType.TEXT)),))
    rows = [{"Name": f"note {n}", "Body__c": f"word{n} in a long text " * 9} for n in range(600)]
    org = await small_org(shelf, {"Note__c": rows})
    (note,) = org.schema
    await ensure_index(database, org, note)
    (bound,) = bind_search(parse_search("FIND {word77}"), org, EVERYBODY, moment).objects
    assert bound.sought
    statement = write_search(
        bound.restricted, org.pg_schema, bound.sought, most=20, considered=100, is_ordered=False
    )
    explained = await database.fetch(prepared(f"EXPLAIN {statement.text}"), statement.params)
    assert index_name(note) in "\n".join(row[0] for row in explained)


async def test_what_is_written_later_is_found(small_org: MakeOrg, database: Database, moment: Moment):
    org = await small_org(SCHEMA, ROWS)
    await search(database, org, FIND, EVERYBODY, moment)
    await database.execute(prepared(f'UPDATE "{org.pg_schema}"."Case" SET "Subject" = \'Wheelbarrow\''))
    result = await search(database, org, "FIND {wheelbarrow} IN NAME FIELDS", EVERYBODY, moment)
    assert result.total == 4


async def test_very_long_texts_are_taken(small_org: MakeOrg, database: Database, moment: Moment):
    long = " ".join(f"w{n:x}" for n in range(300_000))
    org = await small_org(
        SCHEMA, {"Case": [{"Subject": "long", "Description": long}, {"Subject": "x" * 9_000}]}
    )
    counts = [
        (await search(database, org, f"FIND {{{word}}}", EVERYBODY, moment)).total
        for word in ("wff", "long", "w493df", "xx*")
    ]
    assert counts == [1, 1, 0, 0], "100,000 characters of a text are indexed, and no word over 2,046"
