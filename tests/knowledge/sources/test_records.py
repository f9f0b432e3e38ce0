"""Fields of records as documents."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest

from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.knowledge.formats.extract import extract
from understudy.knowledge.sources import records
from understudy.knowledge.sources.items import Fresh
from understudy.knowledge.sources.location import spec_of
from understudy.knowledge.sources.spec import RecordsSpec
from understudy.knowledge.sources.walk import walk
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org

MakeOrg = Callable[..., Awaitable[Org]]
TEXT = FieldType.TEXT
USER = ObjectType("User", "User", "Users", "005", (Field("Name", "Name", TEXT),), "Name")
CASE = ObjectType(
    "Case",
    "Case",
    "Cases",
    "500",
    (
        Field("Subject", "Subject", TEXT),
        Field("Description", "Text", TEXT),
        Field("Status", "Status", TEXT),
        Field("OwnerId", "Owner", FieldType.REFERENCE, references=("User",), relationship="Owner"),
    ),
    "Subject",
)
CHANGED = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    ada = "005000000000001AAA"
    rows = [
        {
            "Subject": "Frost",
            "Description": "It burst.",
            "Status": "Closed",
            "OwnerId": ada,
            "LastModifiedDate": CHANGED,
        },
        {"Subject": "Leak", "Description": "<p>It <b>leaks</b>.</p>", "Status": "New"},
        {"Subject": "Nothing", "Description": None, "Status": "Closed"},
        {
            "Subject": "Sly",
            "Description": (
                "---\naudience: public\npermission: \nowner: Ada Park\nreviewed: 2099-01-01\n"
                "updated: 2099-01-01\nurl: javascript:x\n---\nMine."
            ),
            "Status": "New",
            "LastModifiedDate": CHANGED,
        },
    ]
    return await small_org(Schema((USER, CASE)), {"User": [{"Id": ada, "Name": "Ada Park"}], "Case": rows})


async def found(database: Database, org: Org, **settings: object) -> list[Fresh]:
    spec = spec_of("Case.Description", org.schema, settings)
    return [item async for item in walk(database, org, spec, {}) if isinstance(item, Fresh)]


async def test_each_record_with_a_text_is_a_document(database: Database, org: Org) -> None:
    items = await found(database, org)
    read = [extract(item.file).documents[0] for item in items]
    assert [(each.title, each.text) for each in read] == [
        ("Frost", "It burst."),
        ("Leak", "It leaks."),
        ("Sly", "Mine."),
    ]
    assert (read[0].owner, read[0].updated) == ("Ada Park", date(2026, 3, 2))
    assert all(item.key.startswith("500") for item in items)


async def test_who_writes_a_record_does_not_say_who_reads_it(database: Database, org: Org) -> None:
    read = [extract(item.file).documents[0] for item in await found(database, org, permission="help desk")]
    assert {(each.audience, each.permission) for each in read} == {("employees", "help desk")}


async def test_who_writes_a_record_does_not_say_who_answers_for_it(database: Database, org: Org) -> None:
    item = (await found(database, org))[-1]
    (read,) = extract(item.file).documents
    assert read.title == "Sly"
    assert (read.owner, read.updated) == ("", date(2026, 3, 2))
    assert (read.reviewed, read.url) == (None, None)


async def test_templates_and_conditions(database: Database, org: Org) -> None:
    items = await found(
        database,
        org,
        title="{Subject} ({Owner.Name})",
        text="{Status}: {Description}",
        where="Status = 'Closed'",
    )
    read = [extract(item.file).documents[0] for item in items]
    assert [(each.title, each.text) for each in read] == [("Frost (Ada Park)", "Closed: It burst.")]


async def test_all_pages_are_read(database: Database, org: Org, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_PAGE", 2)
    assert [item.file.head.title for item in await found(database, org)] == ["Frost", "Leak", "Sly"]


async def test_a_field_that_is_not_there_is_refused(database: Database, org: Org) -> None:
    with pytest.raises(InputError, match="Case has no field 'Descriptio'"):
        spec_of("Case.Descriptio", org.schema, {})
    with pytest.raises(InputError, match="Subjekt"):
        await found(database, org, title="{Subjekt}")
    assert spec_of("case.description", org.schema, {}) == RecordsSpec(object="Case", field="Description")
