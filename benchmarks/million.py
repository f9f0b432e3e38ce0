"""An org with a million cases, made by COPY: the same rows every time, for the benchmarks of size.

Cases are spread over three years, accounts by a long tail: a few have thousands of cases, most have ten.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.db import Connection, Database
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.standard import standard_access, standard_schema

__all__ = ["NOW", "Row", "case_rows", "make_org", "million"]

Row = Sequence[object]
NOW = Moment(datetime(2026, 6, 30, 12, tzinfo=UTC), ZoneInfo("UTC"))
USERS, ACCOUNTS, CONTACTS = 200, 50_000, 100_000
_START = datetime(2023, 7, 1, tzinfo=UTC)
_STATUSES = ("New", "Working", "Waiting on Customer", "Response Received", "Escalated", "Closed")
_SHARES = (3, 4, 3, 2, 1, 87)
_WHAT = (
    "Oven",
    "Mixer",
    "Scale",
    "Invoice",
    "Delivery",
    "Password",
    "Refund",
    "Printer",
    "Contract",
    "Cable",
)
_WHY = ("is late", "does not start", "shows a wrong amount", "arrived broken", "cannot be found", "got lost")
_OBJECTS = ("User", "Account", "Contact", "Case")


async def million(database: Database, cases: int, name: str = "million") -> Org:
    """The org with so many cases, as it is in the database or made now."""
    if any(each.name == name for each in await store.list_orgs(database)):
        return await store.load_org(database, name)
    return await make_org(database, cases, name)


async def make_org(database: Database, cases: int, name: str = "million") -> Org:
    """The org, loaded and indexed as an import does it, in a database that has none of that name."""
    schema = Schema(tuple(each for each in standard_schema() if each.name in _OBJECTS))
    tables = {"User": user_rows, "Account": account_rows, "Contact": contact_rows}
    async with database.transaction() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        pg_schema = await store.new_pg_schema(connection, name)
        org = Org(name, pg_schema, schema, standard_access(), ZoneInfo("UTC"))
        await store.create_tables(connection, pg_schema, schema)
        for object_name, rows in tables.items():
            await copy_rows(connection, org, object_name, rows())
        await copy_rows(connection, org, "Case", case_rows(cases))
        await store.create_indexes(connection, pg_schema, schema)
        await store.analyze(connection, pg_schema, schema)
        await store.save_org(connection, org)
    return org


async def copy_rows(connection: Connection, org: Org, object_name: str, rows: Iterator[Row]) -> None:
    names = sql.SQL(", ").join(sql.Identifier(str(name)) for name in next(rows))
    place = store.table(org.pg_schema, object_name)
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(place, names)
    async with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in rows:
            await copy.write_row(row)


def user_rows() -> Iterator[Row]:
    yield ("Id", "FirstName", "LastName", "Email", "CreatedDate")
    for n in range(1, USERS + 1):
        yield (_user(n), f"First{n}", f"Last{n}", f"user{n}@shop.example", _START)


def account_rows() -> Iterator[Row]:
    yield ("Id", "Name", "Industry", "OwnerId", "CreatedDate")
    for n in range(1, ACCOUNTS + 1):
        industry = ("Bakery", "Farming", "Retail", "Banking")[n % 4]
        yield (_account(n), f"Company {n:05}", industry, _user(n % USERS + 1), _START)


def contact_rows() -> Iterator[Row]:
    yield ("Id", "FirstName", "LastName", "AccountId", "Email", "CreatedDate")
    for n in range(1, CONTACTS + 1):
        account = _account((n - 1) // 2 + 1)
        yield (_contact(n), f"Given{n}", f"Family{n % 9973}", account, f"c{n}@customer.example", _START)


def case_rows(count: int) -> Iterator[Row]:
    """The names of the fields, then the rows."""
    yield (
        "Id", "CaseNumber", "Subject", "Status", "Priority", "Origin", "AccountId", "ContactId", "OwnerId",
        "CreatedDate", "ClosedDate", "LastModifiedDate", "SystemModstamp",
    )  # fmt: skip
    chance = random.Random(7)
    step = timedelta(days=3 * 365) / count
    statuses = chance.choices(_STATUSES, _SHARES, k=count)
    for n in range(1, count + 1):
        created = _START + step * n
        status = statuses[n - 1]
        closed = created + timedelta(hours=chance.expovariate(1 / 40)) if status == "Closed" else None
        account = min(ACCOUNTS, int(chance.paretovariate(0.6)))
        changed = closed or created
        yield (
            new_record_id("500", n),
            f"{n:08}",
            f"{_WHAT[n % 10]} {_WHY[n // 10 % 6]} {n}",
            status,
            ("Low", "Medium", "Medium", "High")[chance.randrange(4)],
            ("Phone", "Email", "Web", "Chat")[n % 4],
            _account(account),
            _contact(account * 2 - n % 2),
            _user(chance.randrange(USERS) + 1),
            created,
            closed,
            changed,
            changed,
        )  # fmt: skip


def _user(n: int) -> str:
    return new_record_id("005", n)


def _account(n: int) -> str:
    return new_record_id("001", n)


def _contact(n: int) -> str:
    return new_record_id("003", n)
