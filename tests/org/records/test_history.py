"""What we write stands in the history that the CRM itself keeps."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import Field, FieldType, HistoryOf, HistoryStep, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.org.records import Write, create, update, was_written, write_all
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES

_T = FieldType
_NOW = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
_ANN, _BOB = new_record_id("005", 1), new_record_id("005", 2)
_USER = ObjectType("User", "User", "Users", "005", (Field("Name", "Name", _T.STRING),), "Name")
_JOB = ObjectType(
    "Job",
    "Job",
    "Jobs",
    "a00",
    (
        Field("Title", "Title", _T.STRING),
        Field("State", "State", _T.PICKLIST, values=("Open", "Done", "Dropped")),
        Field("OwnerId", "Owner", _T.REFERENCE, references=("User",)),
    ),
    "Title",
)
_LOG = ObjectType(
    "JobLog",
    "Job log",
    "Job logs",
    "a01",
    (
        Field("JobId", "Job", _T.REFERENCE, references=("Job",), on_delete="cascade"),
        Field("What", "What", _T.STRING),
        Field("Was", "Was", _T.REFERENCE, references=("User",)),
        Field("Is", "Is", _T.REFERENCE, references=("User",)),
    ),
    history_of=HistoryOf(
        "JobId",
        "What",
        (
            HistoryStep("Made"),
            HistoryStep("Given", "OwnerId"),
            HistoryStep("Over", "State", ("Done", "Dropped")),
        ),
        "Was",
        "Is",
    ),
)


async def _org(database: Database, small_org: Callable[..., Awaitable[Org]], log: ObjectType = _LOG) -> Org:
    org = await small_org(Schema((_USER, _JOB, log)), {"User": [{"Name": "Ann"}, {"Name": "Bob"}]})
    async with database.transaction() as connection:
        await store.reserve_serials(connection, org.pg_schema, 10)
    return org


async def test_each_step_leaves_an_entry(database: Database, small_org: Callable[..., Awaitable[Org]]):
    org = await _org(database, small_org)
    write = Write(database, org, System("a test"), _NOW, ROW_RULES)
    job = await create(write, "Job", {"Title": "x", "OwnerId": _ANN})
    later = replace(write, now=_NOW + timedelta(hours=1))
    await update(later, job, {"OwnerId": _BOB, "Title": "y", "State": "Open"}, expected=None)
    await write_all(later, "Job", "update", [{"Id": job, "State": "Done"}])
    moment = Moment(_NOW, org.timezone)
    query = "SELECT What, Was, Is, CreatedDate FROM JobLog WHERE JobId = :job ORDER BY Id"
    found = await run(database, org, query, System("a test"), moment, binds={"job": job})
    assert [tuple(row.values()) for row in found.rows] == [
        ("Made", None, None, _NOW),
        ("Given", None, _ANN, _NOW),
        ("Given", _ANN, _BOB, later.now),
        ("Over", None, None, later.now),
    ]


async def test_a_refused_change_leaves_none(database: Database, small_org: Callable[..., Awaitable[Org]]):
    org = await _org(database, small_org)
    write = Write(database, org, System("a test"), _NOW, ROW_RULES)
    rows = [{"Title": "x", "OwnerId": _ANN}, {"Title": "y", "OwnerId": new_record_id("005", 99)}]
    await write_all(write, "Job", "create", rows, all_or_none=True)
    query = f'SELECT count(*) FROM "{org.pg_schema}"."JobLog"'
    assert await database.fetch(query.encode()) == [(0,)]


async def test_texts_take_what_the_field_held(database: Database, small_org: Callable[..., Awaitable[Org]]):
    texts = [Field(n, n, _T.STRING) if n in ("Was", "Is") else f for f in _LOG.fields for n in (f.name,)]
    steps = (HistoryStep("State", "State"),)
    log = replace(_LOG, fields=tuple(texts), history_of=HistoryOf("JobId", "What", steps, "Was", "Is"))
    org = await _org(database, small_org, log)
    write = Write(database, org, System("a test"), _NOW, ROW_RULES)
    job = await create(write, "Job", {"Title": "x", "State": "Open"})
    await update(write, job, {"State": "Done"}, expected=None)
    found = await run(database, org, "SELECT Was, Is FROM JobLog", write.actor, Moment(_NOW, org.timezone))
    assert sorted(tuple(map(str, row.values())) for row in found.rows) == [("None", "Open"), ("Open", "Done")]


async def test_keys_are_forgotten_in_time(database: Database, small_org: Callable[..., Awaitable[Org]]):
    org = await _org(database, small_org)
    for key, now in (("old", _NOW), ("new", _NOW + timedelta(days=31))):
        await create(Write(database, org, System("a test"), now, ROW_RULES, key), "Job", {"Title": key})
    assert [await was_written(database, org, key) for key in ("old", "new")] == [False, True]
