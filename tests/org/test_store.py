"""Orgs are stored whole, and their tables have the types, keys and indexes they should."""

from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import psycopg
import pytest

from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, ObjectAccess
from understudy.org.store import list_orgs, load_org, use_org

MakeOrg = Callable[..., Awaitable[Org]]

_T = FieldType
_PERSON = ObjectType(
    "Order",  # a reserved word of SQL
    "Order",
    "Orders",
    "801",
    (
        Field("FirstName", "First name", _T.STRING),
        Field("Middle", "Middle name", _T.STRING),
        Field("LastName", "Last name", _T.STRING),
        Field("Name", "Name", _T.STRING, joined_from=("FirstName", "Middle", "LastName")),
        Field("Mail", "Mail", _T.EMAIL),
        Field("Tags", "Tags", _T.MULTIPICKLIST, values=("a", "b")),
        Field("Count", "Count", _T.NUMBER, scale=0),
        Field("Amount", "Amount", _T.CURRENCY, scale=2),
        Field("Share", "Share", _T.PERCENT),
        Field("Open", "Open", _T.BOOLEAN),
        Field("Day", "Day", _T.DATE),
        Field("At", "At", _T.DATETIME),
        Field("ParentId", "Parent", _T.REFERENCE, references=("Order",), relationship="Parent"),
    ),
    name_field="Name",
)
_SCHEMA = Schema((_PERSON,))
_ACCESS = AccessPolicy(
    profiles={"standard": {"order": ObjectAccess(True, frozenset({"amount"}), "Open = true")}},
    customers={"order": ObjectAccess(False)},
)


async def test_an_org_comes_back_as_it_was_saved(database: Database, small_org: MakeOrg):
    saved = await small_org(_SCHEMA, access=_ACCESS, timezone="Europe/Berlin", fiscal_year_start=4)
    loaded = await load_org(database, saved.name)
    assert loaded == saved
    assert loaded.timezone == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("Id", "character varying"),
        ("ParentId", "character varying"),
        ("FirstName", "text"),
        ("Tags", "text"),
        ("Count", "bigint"),
        ("Amount", "numeric"),
        ("Share", "numeric"),
        ("Open", "boolean"),
        ("Day", "date"),
        ("At", "timestamp with time zone"),
        ("CreatedDate", "timestamp with time zone"),
    ],
)
async def test_columns_are_typed(database: Database, small_org: MakeOrg, column: str, expected: str):
    org = await small_org(_SCHEMA)
    query = (
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = 'Order' AND column_name = %s"
    )
    assert await database.fetch(query, (org.pg_schema, column)) == [(expected,)]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Ada", "K", "Lovelace"), "Ada K Lovelace"),
        (("Ada", None, "Lovelace"), "Ada Lovelace"),
        ((None, None, "Lovelace"), "Lovelace"),
        (("Ada", "", None), "Ada"),
        ((None, None, None), None),
    ],
)
async def test_a_joined_name_skips_what_is_missing(
    database: Database, small_org: MakeOrg, parts: tuple[str | None, ...], name: str | None
):
    row = dict(zip(("FirstName", "Middle", "LastName"), parts, strict=True))
    org = await small_org(_SCHEMA, {"Order": [row]})
    query = f'SELECT "Name" FROM {org.pg_schema}."Order"'.encode()
    assert await database.fetch(query) == [(name,)]


async def test_references_times_names_and_mails_are_indexed(database: Database, small_org: MakeOrg):
    org = await small_org(_SCHEMA)
    rows = await database.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = %s", (org.pg_schema,))
    indexed = sorted(row[0].split(" USING ")[1] for row in rows)
    assert indexed == [
        'btree ("At")',
        'btree ("CreatedDate")',
        'btree ("Day")',
        'btree ("Id")',
        'btree ("LastModifiedDate")',
        'btree ("ParentId")',
        'btree ("SystemModstamp")',
        'btree (lower("Mail") text_pattern_ops)',
        'btree (lower("Name") COLLATE "C" NULLS FIRST)',
        'btree (lower("Name") text_pattern_ops)',
        "gin (string_to_array(\"Tags\", ';'::text))",
    ]


async def test_an_id_is_the_primary_key(small_org: MakeOrg):
    with pytest.raises(psycopg.errors.UniqueViolation):
        await small_org(
            _SCHEMA, {"Order": [{"Id": new_record_id("801", 1)}, {"Id": new_record_id("801", 1)}]}
        )


async def test_one_org_is_current(database: Database, small_org: MakeOrg):
    first = await small_org(_SCHEMA, current=True)
    second = await small_org(_SCHEMA, current=True)
    assert (await load_org(database)).name == second.name
    await use_org(database, first.name)
    assert (await load_org(database)).name == first.name
    current = {summary.name: summary.is_current for summary in await list_orgs(database)}
    assert (current[first.name], current[second.name]) == (True, False)


async def test_an_unknown_org_is_named_with_its_nearest(database: Database, small_org: MakeOrg):
    org = await small_org(_SCHEMA)
    for ask in (load_org, use_org):
        with pytest.raises(InputError, match=f"did you mean {org.name}"):
            await ask(database, org.name + "x")
