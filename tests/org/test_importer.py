"""Files become an org, whole or not at all, and everything decided or wrong is in the report."""

import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import is_record_id, new_record_id
from understudy.org import store
from understudy.org.importer import ImportReport, import_org, naming
from understudy.org.importer.infer import infer_type
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, System
from understudy.org.recycled import list_recycled
from understudy.org.store import load_org
from understudy.soql.run import run

_T = FieldType
_STANDARD = Schema(
    (
        ObjectType(
            "User",
            "User",
            "Users",
            "005",
            (
                Field("Id", "Id", _T.ID),
                Field("Name", "Name", _T.STRING, joined_from=("FirstName", "LastName")),
                Field("FirstName", "First name", _T.STRING),
                Field("LastName", "Last name", _T.STRING),
                Field("ProfileId", "Profile", _T.REFERENCE, references=("Profile",), relationship="Profile"),
            ),
            "Name",
        ),
        ObjectType(
            "Task",
            "Task",
            "Tasks",
            "00T",
            (
                Field("Id", "Id", _T.ID),
                Field("Subject", "Subject", _T.STRING),
                Field("Status", "Status", _T.PICKLIST, values=("Open", "Done")),
                Field("Day", "Day", _T.DATE),
                Field("Weight", "Weight", _T.NUMBER, scale=0),
                Field(
                    "OwnerId", "Owner", _T.REFERENCE, references=("User",), relationship="Owner",
                    child_relationship="Tasks",
                ),
                Field("WhatId", "About", _T.REFERENCE, references=("User", "Case"), relationship="What"),
            ),
            "Subject",
        ),
    )
)  # fmt: skip
_ANN, _BOB = new_record_id("005", 1), new_record_id("005", 2)
_T1, _T2 = new_record_id("00T", 1), new_record_id("00T", 2)
_USERS = f"Id,FirstName,LastName,ProfileId\n{_ANN},Ann,Lee,00e000000000001\n{_BOB},,Bob,\n"

Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
async def load(database: Database, tmp_path: Path):
    """Imports CSV texts by file name, or a path; the org's tables go after the test."""

    async def run(files: dict[str, str] | Path, **options: Any) -> ImportReport:
        folder = _written(files, tmp_path) if isinstance(files, dict) else files
        return await import_org(
            database, folder, "imported", standard=_STANDARD, access=AccessPolicy(), **options
        )

    yield run
    for summary in await store.list_orgs(database):
        if summary.name == "imported":
            org = await store.load_org(database, "imported")
            async with database.transaction() as connection:
                await store.drop_tables(connection, org.pg_schema)
                await connection.execute("DELETE FROM understudy.org WHERE name = 'imported'")


def _written(files: dict[str, str], folder: Path) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


async def _rows(database: Database, org: Org, object_name: str, *names: str) -> list[tuple[Any, ...]]:
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    place = store.table(org.pg_schema, object_name)
    return await database.fetch(sql.SQL('SELECT {} FROM {} ORDER BY "Id"').format(columns, place))


def _field(org: Org, object_name: str, name: str) -> Field:
    described = org.schema.object(object_name)
    assert described is not None
    found = described.field(name)
    assert found is not None, name
    return found


async def test_declared_metadata_is_the_base_and_the_data_extends_it(database: Database, load: Import):
    report = await load(
        {
            "User.csv": _USERS,
            "task.csv": "Id,subject,Status,Weight,OwnerId,Effort__c\n"
            f"{_T1},Call,Open,1.5,{_ANN[:15]},3\n{_T2},Write,Parked,2,{_BOB},4\n",
        }
    )
    assert report.ok, report.problems
    assert [(found.name, found.rows, found.added) for found in report.objects] == [
        ("User", 2, ()),
        ("Task", 2, ("Effort__c",)),
    ]
    org = await store.load_org(database)
    assert org.name == "imported"
    assert _field(org, "Task", "Status").values == ("Open", "Done", "Parked")
    assert _field(org, "Task", "Effort__c") == Field("Effort__c", "Effort", _T.NUMBER, scale=0)
    assert _field(org, "Task", "WhatId").references == ("User",)
    assert _field(org, "User", "ProfileId").type is _T.STRING
    assert await _rows(database, org, "Task", "Subject", "OwnerId", "Weight", "Day") == [
        ("Call", _ANN, Decimal("1.5"), None),
        ("Write", _BOB, Decimal(2), None),
    ]
    assert await _rows(database, org, "User", "Name", "FirstName") == [("Ann Lee", "Ann"), ("Bob", None)]


async def test_a_foreign_source_gets_ids_types_references_and_names(database: Database, load: Import):
    report = await load(
        {
            "customers.csv": "customer_id,first_name,last_name,created_at\n"
            "7,Ann,Lee,2024-01-02T03:04:05Z\n8,Bob,Ray,2024-02-03T04:05:06+02:00\n",
            "orders.csv": "id,customer_id,bill_to_customer_id,total price,paid_on,is_paid\n"
            "A-1,8,7,12.50,2024-03-01,1\nA-2,8,,7,,0\n",
        }
    )
    assert report.ok, report.problems
    org = await store.load_org(database)
    orders, customers = org.schema.object("orders"), org.schema.object("customers")
    assert orders
    assert customers
    assert (customers.label, customers.plural, customers.name_field) == ("Customer", "Customers", "Name")
    assert [way.name for way in org.schema.children("customers")] == ["Orders", "BillToCustomerOrders"]
    assert _field(org, "orders", "customer_id").relationship == "customer"
    assert _field(org, "orders", "total_price").type is _T.CURRENCY
    assert _field(org, "orders", "is_paid").type is _T.BOOLEAN
    buyers = await _rows(database, org, "customers", "Id", "ExternalId__c", "Name", "CreatedDate")
    assert [row[1:] for row in buyers] == [
        ("7", "Ann Lee", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("8", "Bob Ray", datetime(2024, 2, 3, 2, 5, 6, tzinfo=UTC)),
    ]
    assert all(is_record_id(row[0]) and row[0].startswith(customers.key_prefix) for row in buyers)
    (ann, _, _, _), (bob, _, _, _) = buyers
    assert await _rows(
        database, org, "orders", "ExternalId__c", "customer_id", "bill_to_customer_id", "paid_on", "is_paid"
    ) == [("A-1", bob, ann, date(2024, 3, 1), True), ("A-2", bob, None, None, False)]


async def test_references_are_found_by_their_values(database: Database, load: Import):
    notes = f"Id,About,Written\na0A000000000001,{_ANN},x\na0A000000000002,{_T1},y\n"
    report = await load({"User.csv": _USERS, "Task.csv": f"Id\n{_T1}\n", "Note__c.csv": notes})
    assert report.ok, report.problems
    about = _field(await store.load_org(database), "Note__c", "About")
    assert (about.type, about.references, about.child_relationship) == (
        _T.REFERENCE,
        ("User", "Task"),
        "Notes",
    )


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (
            "Id,OwnerId\n{t1},005000000000009AAB",
            "Task.csv:2:OwnerId: is not a valid id: '005000000000009AAB'",
        ),
        ("Id,OwnerId\n{t1},{lost}", "Task.csv:2:OwnerId: is no record of User: '{lost}'"),
        ("Id,Day\n{t1},2024-02-30", "Task.csv:2:Day: is not a date as 2024-01-31"),
        ("Id,Weight\n{t1},1\n{t2},two", "Task.csv:3:Weight: is not a number 'two'"),
        ("Id,Subject\n{t1},a\n{t2},b\0c", "Task.csv:3:Subject: holds the character NUL"),
        ("Id,Subject\n{t1},a\n{t1},b", "Task.csv:3:Id: is an id that occurs twice: '{t1}' (first in row 2)"),
        ("Id,Subject\n{t1}X,a\n{t2},b\n{t3},c", "Task.csv:2:Id: is not a valid id:"),
        ("Id,Subject\n,a\n{t2},b\n{t3},c", "Task.csv:2:Id: has no id"),
        ("Id,Subject\n{t1},a,b", "Task.csv:2: has 3 cells, the header has 2"),
        ("Id,Subject\n{t1},a\n{t2},b\n{ann},c", "Task.csv:4:Id: is the id of another object"),
        ("Id,Subject,subject\n{t1},a,b", "Task.csv:subject: is a column name that occurs twice"),
        ("", "Task.csv: cannot be read (it has no header line)"),
    ],
)
async def test_what_is_wrong_is_reported_with_its_place(
    database: Database, load: Import, task: str, expected: str
):
    names = {
        "t1": _T1,
        "t2": _T2,
        "t3": new_record_id("00T", 3),
        "lost": new_record_id("005", 99),
        "ann": _ANN,
    }
    report = await load({"User.csv": _USERS, "Task.csv": task.format(**names)})
    assert not report.ok
    assert str(report.problems[0]).startswith(expected.format(**names))
    assert "imported" not in [summary.name for summary in await store.list_orgs(database)]


async def test_all_problems_are_counted_and_the_first_of_each_kind_shown(load: Import):
    rows = "".join(f"{new_record_id('00T', serial)},x,soon\n" for serial in range(1, 101))
    report = await load({"Task.csv": "Id,Weight,Day\n" + rows})
    assert report.problem_count == 200
    assert Counter(problem.column for problem in report.problems) == {"Weight": 20, "Day": 20}


async def test_bad_bytes_are_reported(tmp_path: Path, load: Import):
    (tmp_path / "Task.csv").write_bytes(b"Id,Subject\n1,\xff\n")
    report = await load(tmp_path)
    assert [str(problem) for problem in report.problems] == [
        "Task.csv: is not UTF-8 text (byte 13: save it as UTF-8)"
    ]


async def test_lenient_empties_references_to_nothing(database: Database, load: Import):
    lost = new_record_id("005", 99)
    files = {"User.csv": _USERS, "Task.csv": f"Id,OwnerId\n{_T1},{lost}\n{_T2},{_ANN}\n"}
    report = await load(files, lenient=True)
    assert report.ok
    assert any("1 references to records that are not there" in notice.what for notice in report.notices)
    rows = await _rows(database, await store.load_org(database), "Task", "OwnerId")
    assert rows == [(None,), (_ANN,)]


async def test_a_failed_import_leaves_the_earlier_org(database: Database, load: Import):
    assert (await load({"Task.csv": f"Id,Subject\n{_T1},first\n"})).ok
    before = await store.load_org(database, "imported")
    assert not (await load({"Task.csv": f"Id,Subject\n{_T1},a\n{_T1},b\n"})).ok
    assert await store.load_org(database, "imported") == before
    assert await _rows(database, before, "Task", "Subject") == [("first",)]


async def test_an_import_replaces_the_org_of_that_name(database: Database, load: Import):
    await load({"Task.csv": f"Id,Subject\n{_T1},first\n"})
    before = await store.load_org(database, "imported")
    await load({"Task.csv": f"Id,Subject\n{_T1},second\n"})
    after = await store.load_org(database, "imported")
    assert await _rows(database, after, "Task", "Subject") == [("second",)]
    left = await database.fetch("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'org_imported_%'")
    assert left == [(after.pg_schema,)] != [(before.pg_schema,)]


async def test_sqlite_and_parquet_give_the_same(database: Database, tmp_path: Path, load: Import):
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    (tmp_path / "parquet").mkdir()
    parquet = Table.from_arrays(
        [
            Array([_T1, _T2], DataType.utf8()),
            Array(["a", None], DataType.utf8()),
            Array([1, 2], DataType.int64()),
            Array([1_704_164_640_000_000, None], DataType.int64()).cast(DataType.timestamp("us", tz="UTC")),
        ],
        names=["Id", "Subject", "Weight", "At"],
    )
    write_parquet(parquet, tmp_path / "parquet" / "Task.parquet")
    with closing(sqlite3.connect(tmp_path / "org.db")) as connection, connection:
        connection.execute("CREATE TABLE Task (Id TEXT PRIMARY KEY, Subject TEXT, Weight INTEGER, At TEXT)")
        rows = [(_T1, "a", 1, "2024-01-02T03:04:00.000+0000"), (_T2, "", 2, None)]
        connection.executemany("INSERT INTO Task VALUES (?, ?, ?, ?)", rows)
    results: list[Any] = []
    for path in (tmp_path / "parquet", tmp_path / "org.db"):
        report = await load(path)
        assert report.ok, report.problems
        org = await store.load_org(database)
        results.append((await _rows(database, org, "Task", "Id", "Subject", "Weight", "At"), org.schema))
    assert results[0] == results[1]
    assert results[0][0][0][1:] == ("a", 1, datetime(2024, 1, 2, 3, 4, tzinfo=UTC))


async def test_a_whole_name_is_kept_where_its_parts_are_missing(database: Database, load: Import):
    assert (await load({"User.csv": f"Id,Name\n{_ANN},Ann Lee\n"})).ok
    org = await store.load_org(database)
    assert await _rows(database, org, "User", "Name", "FirstName") == [("Ann Lee", None)]


async def test_codes_are_references_wherever_they_occur(database: Database, load: Import):
    machines = "serial,name,id\n1,Press,3f0c1a52-aaaa\n2,Lathe,3f0c1a52-bbbb\n"
    visits = "id,subject_of_visit,day\n1,3f0c1a52-bbbb,2024-01-02\n2,3f0c1a52-aaaa,2024-01-03\n"
    report = await load({"machines.csv": machines, "visits.csv": visits})
    assert report.ok, report.problems
    org = await store.load_org(database)
    assert _field(org, "visits", "subject_of_visit").references == ("machines",)
    assert _field(org, "visits", "day").type is _T.DATE
    names = dict(await _rows(database, org, "machines", "Id", "name"))
    visited = await _rows(database, org, "visits", "subject_of_visit")
    assert [names[visit] for (visit,) in visited] == ["Lathe", "Press"]


async def test_ids_of_an_object_that_is_not_there_stay_in_a_field_of_many_targets(
    database: Database, load: Import
):
    elsewhere = new_record_id("500", 1)
    rows = f"Id,WhatId\n{_T1},{_ANN}\n{_T2},{elsewhere}\n"
    report = await load({"User.csv": _USERS, "Task.csv": rows})
    assert report.ok, report.problems
    org = await store.load_org(database)
    assert await _rows(database, org, "Task", "WhatId") == [(_ANN,), (elsewhere,)]


async def test_a_date_with_times_becomes_a_time(database: Database, load: Import):
    report = await load(
        {"Task.csv": f"Id,Day\n{_T1},2024-01-02\n{_T2},2024-01-02 10:30\n"}, timezone="Asia/Tokyo"
    )
    assert report.ok, report.problems
    org = await store.load_org(database)
    assert _field(org, "Task", "Day").type is _T.DATETIME
    assert await _rows(database, org, "Task", "Day") == [
        (datetime(2024, 1, 1, 15, tzinfo=UTC),),
        (datetime(2024, 1, 2, 1, 30, tzinfo=UTC),),
    ]


async def test_the_audit_times_fall_back_one_on_the_other(database: Database, load: Import):
    await load({"Task.csv": f"Id,CreatedDate\n{_T1},2024-01-02\n{_T2},\n"})
    org = await store.load_org(database)
    names = ("CreatedDate", "LastModifiedDate", "SystemModstamp", "CreatedById")
    known, unknown = await _rows(database, org, "Task", *names)
    made = datetime(2024, 1, 2, tzinfo=UTC)
    assert known == (made, made, made, None)
    assert unknown[0] == unknown[2]
    assert (datetime.now(UTC) - unknown[0]).total_seconds() < 60


async def test_progress_is_told(load: Import):
    seen: list[tuple[str, int, int]] = []
    await load({"User.csv": _USERS, "Task.csv": f"Id\n{_T1}\n"}, progress=lambda *told: seen.append(told))
    assert seen == [("User", 0, 3), ("Task", 2, 3), ("", 3, 3)]


@pytest.mark.parametrize(
    ("name", "path", "error"),
    [
        ("ok", "nowhere", "there is no"),
        ("ok", "empty", "holds no .csv"),
        ("ok", "text.txt", "is not an SQLite database"),
        ("Not OK", "empty", "cannot be an org's name"),
    ],
)
async def test_unusable_paths_and_names(database: Database, tmp_path: Path, name: str, path: str, error: str):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("hello")
    with pytest.raises(InputError, match=error):
        await import_org(database, tmp_path / path, name, standard=_STANDARD, access=AccessPolicy())


@pytest.mark.parametrize(
    ("name", "label", "plural"),
    [
        ("CloseDate", "Close Date", "Close Dates"),
        ("Foo__c", "Foo", "Foos"),
        ("order_lines", "Order Lines", "Order Lines"),
        ("SLAPolicy", "SLA Policy", "SLA Policies"),
        ("Box", "Box", "Boxes"),
        ("Größe", "Größe", "Größes"),
    ],
)
def test_names_are_worded(name: str, label: str, plural: str):
    assert (naming.label(name), naming.plural(naming.label(name))) == (label, plural)


_MANY = 40


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("IsActive", [0, 1], (_T.BOOLEAN, None)),
        ("Children", [0, 1], (_T.NUMBER, 0)),  # zeros and ones may be counts
        ("Answered", ["yes", "no"], (_T.BOOLEAN, None)),
        ("Price", ["1,200.50", "3"], (_T.CURRENCY, None)),
        ("Probability", [10, 20], (_T.PERCENT, None)),
        ("Size", ["1", "2"], (_T.NUMBER, 0)),
        ("Size", ["1", "2.5"], (_T.NUMBER, None)),
        ("ZipCode", ["10115", "20095"], (_T.STRING, None)),
        ("Account", ["00123", "00124"], (_T.STRING, None)),  # leading zeros are no number
        ("Day", ["2024-01-31"], (_T.DATE, None)),
        ("At", ["2019-07-05T11:57:00.000+0000", "2024-01-31"], (_T.DATETIME, None)),
        ("Mail", ["a@b.example"], (_T.EMAIL, None)),
        ("HomePhone", ["555-1234", "(030) 1234"], (_T.PHONE, None)),
        ("Site", ["https://a.example/x"], (_T.URL, None)),
        ("Colour", ["red", "green"] * _MANY, (_T.PICKLIST, None)),
        ("Colours", ["red;green", "red", "blue"] * _MANY, (_T.MULTIPICKLIST, None)),
        ("LastName", ["Lee", "Ray"] * _MANY, (_T.STRING, None)),  # names repeat, yet are no picklist
        ("Colour", ["red", "green"], (_T.STRING, None)),  # too few rows to tell
        ("Words", ["x" * 300], (_T.TEXT, None)),
        ("Nothing", [], (_T.STRING, None)),
        ("Mixed", [1, "a"], (_T.STRING, None)),
    ],
)
def test_types_are_inferred(name: str, values: list[Any], expected: tuple[FieldType, int | None]):
    assert infer_type(name, Counter(values)) == expected


async def test_what_comes_deleted_goes_to_the_bin_which_an_import_empties(load: Import, database: Database):
    text = f"Id,FirstName,LastName,IsDeleted\n{_ANN},Ann,Lee,false\n{_BOB},,Bob,true\n"
    moment = Moment(datetime(2024, 5, 6, tzinfo=UTC), ZoneInfo("UTC"))
    for _ in range(2):  # the second import replaces the first
        assert (await load({"User.csv": text})).ok
        org = await load_org(database, "imported")
        live, every = [
            await run(database, org, f"SELECT Id FROM User {end}", System("a test"), moment)
            for end in ("", "ALL ROWS")
        ]
        assert [row["Id"] for row in live.rows] == [_ANN]
        assert sorted(row["Id"] for row in every.rows) == [_ANN, _BOB]
    assert (await load({"User.csv": text.replace("true", "false")})).ok
    assert await list_recycled(database, await load_org(database, "imported"), most=9) == []
