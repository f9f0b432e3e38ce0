"""An org is copied in from our own server, which stands in for one of Salesforce's."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from psycopg import sql
from tests.channels.conftest import MakeKey
from tests.channels.salesforce_rest.conftest import ACCESS, NOW, ROWS, SCHEMA, Own, serving, sobject
from tests.conftest import MakeOrg

from understudy.channels.salesforce_rest import describe, queries, sobjects
from understudy.channels.salesforce_rest.bulk import query_jobs
from understudy.channels.salesforce_rest.faults import WireError
from understudy.kit.db import Database
from understudy.kit.errors import ConfigError, InputError, ServiceError
from understudy.org.demo.ledger import Row
from understudy.org.importer.report import ImportReport
from understudy.org.importer.salesforce import Credentials, Source, copy_org, fetching, staging
from understudy.org.metadata import ObjectType
from understudy.org.permissions import AccessPolicy
from understudy.org.records.bounds import longest
from understudy.org.recycled import list_recycled
from understudy.org.standard import standard_access, standard_schema
from understudy.org.store import load_org, table
from understudy.soql.ast import Query

Rows = Mapping[str, list[Row]]


def source_of(url: str) -> Source:
    return Source.parse(f"salesforce+{url}")


async def copied(database: Database, url: str, key: str, name: str, **options: Any) -> ImportReport:
    return await copy_org(
        database,
        source_of(url),
        Credentials(access_token=key),
        name,
        standard=standard_schema(),
        access=standard_access(),
        **options,
    )


async def rows_of(database: Database, org_name: str, described: ObjectType) -> dict[str, dict[str, Any]]:
    """The rows of an object by id, times as exact as the wire tells them."""
    org = await load_org(database, org_name)
    names = [each.name for each in described.fields]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    found = await database.fetch(
        sql.SQL("SELECT {} FROM {}").format(columns, table(org.pg_schema, described.name))
    )
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return {row["Id"]: {name: _seen(value) for name, value in row.items()} for row in rows}


def _seen(value: Any) -> Any:
    if hasattr(value, "microsecond"):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return None if value in ("", False) else value


async def test_the_demo_company_is_copied_whole(
    database: Database, site: str, make_key: MakeKey, demo_rows: Rows
) -> None:
    before = await load_org(database, "demo")
    seen: list[tuple[str, int, int]] = []
    report = await copied(
        database, site, await make_key(None), "demo-copy", progress=lambda *told: seen.append(told)
    )
    assert report.ok
    assert {each.name: each.rows for each in report.objects} == {
        n: len(rows) for n, rows in demo_rows.items()
    }
    assert seen[-1][1] == seen[-1][2] == sum(map(len, demo_rows.values()))
    copy = await load_org(database, "demo-copy")
    for described in before.schema:
        made = copy.schema.object(described.name)
        assert made is not None
        assert (made.label, made.key_prefix, made.name_field) == (
            described.label,
            described.key_prefix,
            described.name_field,
        )
        for field in described.fields:
            found = made.field(field.name)
            assert found is not None, field
            assert (found.type, found.label, found.references, found.relationship) == (
                field.type,
                field.label,
                field.references,
                field.relationship,
            )
            assert (found.values, found.child_relationship) == (field.values, field.child_relationship)
            assert (found.unique, found.external_id) == (field.unique, field.external_id)
            assert (found.restricted, found.length) == (field.restricted, longest(field))
        assert await rows_of(database, "demo-copy", described) == await rows_of(database, "demo", described)


async def test_a_copy_that_was_stopped_goes_on(
    own: Own, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, name = await own.key("Ann"), f"{own.service.stage.org.name}-b"
    kept, calls = staging.add_page, 0

    async def stop(*given: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise asyncio.CancelledError
        await kept(*given)

    monkeypatch.setattr(staging, "add_page", stop)
    with pytest.raises(asyncio.CancelledError):
        await copied(database, own.url, key, name)
    with pytest.raises(InputError):
        await load_org(database, name)
    monkeypatch.setattr(staging, "add_page", kept)
    jobs_before = await _jobs(database, own)
    assert (await copied(database, own.url, key, name)).ok
    assert await _jobs(database, own) - jobs_before == len(own.service.stage.org.schema.objects) - 1
    for described in own.service.stage.org.schema:
        assert await rows_of(database, name, described) == await rows_of(
            database, own.service.stage.org.name, described
        )


async def _jobs(database: Database, own: Own) -> int:
    row = await database.fetch_one(
        "SELECT count(*) FROM understudy.bulk_job WHERE org = %s", (own.service.stage.org.name,)
    )
    assert row
    return int(row[0])


async def test_a_second_copy_takes_what_changed(own: Own, database: Database) -> None:
    key, name = await own.key("Ann"), f"{own.service.stage.org.name}-c"
    client = await own.log_in("Ann")
    accounts = sobject(client, "Account")
    ids = [(await asyncio.to_thread(accounts.create, {"Name": f"Kept {i}"}))["id"] for i in range(3)]
    await copied(database, own.url, key, name)
    place = (await load_org(database, name)).pg_schema
    # Long ago: what is not read again keeps this mark of the test.
    mark = sql.SQL('UPDATE {} SET "Code__c" = %s WHERE "Id" = %s').format(table(place, "Account"))
    await database.execute(mark, ("here only", ids[2]))
    source_place = table(own.service.stage.org.pg_schema, "Account")
    await database.execute(
        sql.SQL('UPDATE {} SET "SystemModstamp" = \'2001-01-01\' WHERE "Id" = %s').format(source_place),
        (ids[2],),
    )
    await asyncio.to_thread(accounts.update, ids[0], {"Name": "Changed"})
    await asyncio.to_thread(accounts.delete, ids[1])
    made = (await asyncio.to_thread(accounts.create, {"Name": "New"}))["id"]
    assert (await copied(database, own.url, key, name)).ok
    assert (await load_org(database, name)).pg_schema == place
    described = own.service.stage.org.schema.object("Account")
    assert described
    found = await rows_of(database, name, described)
    assert (found[ids[0]]["Name"], found[made]["Name"]) == ("Changed", "New")
    assert ids[1] not in found
    copy = await load_org(database, name)
    account = copy.schema.object("Account")
    code = account and account.field("Code__c")
    assert code
    assert (code.external_id, code.unique) == (True, False)
    assert [each.id for each in await list_recycled(database, copy, most=9)] == [ids[1]]
    assert found[ids[2]]["Code__c"] == "here only"


async def test_where_bulk_cannot_queries_do(
    own: Own, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simple_salesforce.exceptions import SalesforceMalformedRequest

    def refuse(*_: Any, **__: Any) -> str:
        raise SalesforceMalformedRequest("", 400, "", b"not for this object")

    monkeypatch.setattr(fetching, "_begin", refuse)
    name = f"{own.service.stage.org.name}-d"
    assert (await copied(database, own.url, await own.key("Ann"), name)).ok
    for described in own.service.stage.org.schema:
        assert await rows_of(database, name, described) == await rows_of(
            database, own.service.stage.org.name, described
        )


async def test_who_is_not_let_in_is_told_so(own: Own, database: Database) -> None:
    with pytest.raises(ServiceError):
        await copied(database, own.url, "wrong", "nothing")
    with pytest.raises(ConfigError, match="SALESFORCE_USERNAME"):
        await copy_org(
            database,
            source_of(own.url),
            Credentials(),
            "nothing",
            standard=standard_schema(),
            access=standard_access(),
        )


def test_a_password_in_an_address_is_neither_taken_nor_told() -> None:
    with pytest.raises(InputError) as refused:
        Source.parse("salesforce://ann:secret@acme.my.salesforce.com")
    assert "secret" not in str(refused.value)
    assert "secret" not in repr(Credentials(password="secret"))


async def test_a_field_that_the_source_has_not_is_not_asked_for(
    database: Database, small_org: MakeOrg
) -> None:
    """Salesforce's User has no IsDeleted; here nobody may see it, nor when a record was changed."""
    hidden = frozenset({"isdeleted", "systemmodstamp", "lastmodifieddate", "lastmodifiedbyid"})
    every = ACCESS.profiles["writer"]["*"]
    own_rules = {"*": every, "user": replace(every, hidden_fields=hidden)}
    ann, bob, *_ = ROWS["User"]
    rows = {**ROWS, "User": [{**ann, "CreatedDate": NOW}, bob]}
    source = await small_org(
        SCHEMA, rows, access=AccessPolicy({"writer": own_rules}, default_profile="writer")
    )
    name = f"{source.name}-e"
    async with serving(database, source) as own:
        for _ in range(2):  # the second takes what changed
            report = await copied(database, own.url, await own.key("Ann"), name)
            assert report.ok
            assert not report.notices
    copy = await load_org(database, name)
    users = copy.schema.object("User")
    assert users
    found = await rows_of(database, name, users)
    by_name = {row["Name"]: row for row in found.values()}
    assert by_name.keys() == {"Ann", "Bob"}
    assert [each["IsDeleted"] for each in by_name.values()] == [None, None]
    assert by_name["Ann"]["SystemModstamp"] == NOW
    assert by_name["Bob"]["SystemModstamp"] > NOW - timedelta(days=1)


async def test_an_object_that_refuses_is_left_out_and_told(
    own: Own, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = queries.parsed

    def refuse(text: str, *, all_rows: bool = False) -> Query:
        if "Secret__c" in text:
            raise WireError(400, "MALFORMED_QUERY", "Implementation restriction: filter by a single Id")
        return kept(text, all_rows=all_rows)

    for door in (queries, query_jobs):
        monkeypatch.setattr(door, "parsed", refuse)
    name = f"{own.service.stage.org.name}-f"
    report = await copied(database, own.url, await own.key("Ann"), name)
    assert report.ok
    assert {each.name for each in report.objects} == {"User", "Account"}
    (notice,) = report.notices
    assert notice.object == "Secret__c"
    assert "filter by a single Id" in notice.what
    monkeypatch.setattr(fetching, "refusal", lambda *_: None)  # as when only the whole is refused
    report = await copied(database, own.url, await own.key("Ann"), name)
    assert (report.ok, [each.object for each in report.notices]) == (True, ["Secret__c"])
    assert {each.name: each.rows for each in report.objects} == {
        "User": len(ROWS["User"]),
        "Account": 1,
        "Secret__c": 0,
    }


@pytest.mark.parametrize("told", [True, False])
async def test_what_is_unique_by_case_alone_is_copied_whole(
    database: Database, small_org: MakeOrg, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    rows = {**ROWS, "Account": [{"Name": "A", "Code__c": "abc"}, {"Name": "B", "Code__c": "ABC"}]}
    source = await small_org(SCHEMA, rows, access=ACCESS)

    def as_if_unique(*given: Any) -> dict[str, Any]:
        found = describe.describe(*given)
        for field in found["fields"]:
            if field["name"] == "Code__c":
                field.update(unique=True, caseSensitive=told)
        return found

    monkeypatch.setattr(sobjects, "describe", as_if_unique)
    name = f"{source.name}-g"
    async with serving(database, source) as own:
        report = await copied(database, own.url, await own.key("Ann"), name)
    assert report.ok
    assert [each.column for each in report.notices] == ([] if told else ["Code__c"])
    account = (await load_org(database, name)).schema.object("Account")
    code = account and account.field("Code__c")
    assert account
    assert code
    assert not code.unique
    assert {row["Code__c"] for row in (await rows_of(database, name, account)).values()} == {"abc", "ABC"}
