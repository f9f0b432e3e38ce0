"""Page by page: every row once and in order, whatever is written meanwhile; and whose cursor it is."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org import store
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, ObjectAccess, System
from understudy.soql.pages import Page, first_page, next_page
from understudy.soql.parse import parse
from understudy.soql.run import run

QUERIES = [
    "SELECT Id, Subject FROM Case",
    "SELECT Subject FROM Case ORDER BY Priority",
    "SELECT Subject FROM Case ORDER BY Priority NULLS LAST, Hours DESC",
    "SELECT Subject FROM Case ORDER BY Priority DESC, Subject DESC NULLS LAST",
    "SELECT Subject FROM Case ORDER BY Priority DESC NULLS LAST, IsEscalated, DueDate",
    "SELECT Id FROM Case ORDER BY Id DESC",
    "SELECT Id FROM Case ORDER BY Status, Id DESC, Subject",
    "SELECT Subject FROM Case ORDER BY CreatedDate DESC",
    "SELECT toLabel(Status) s FROM Case ORDER BY s",
    "SELECT Subject FROM Case ORDER BY Account.Name, ContactId",
    "SELECT Subject FROM Case ORDER BY Account.Owner.Name NULLS LAST",
    "SELECT Subject FROM Case WHERE Status != 'New' ORDER BY Hours LIMIT 3",
    "SELECT Subject FROM Case ORDER BY Subject OFFSET 1",
    "SELECT Subject FROM Case ORDER BY Subject LIMIT 3 OFFSET 1",
    "SELECT Subject FROM Case WHERE CreatedDate >= :since ORDER BY DueDate",
    "SELECT Name, (SELECT Subject FROM Cases ORDER BY Hours) FROM Account ORDER BY Name DESC",
    "SELECT Name, (SELECT Subject FROM Cases LIMIT 1) FROM Account",
    "SELECT Name, About__r.Name FROM Visit__c ORDER BY About__r.Name",
]


async def _pages(
    database: Database, org: Org, text: str, actor: Actor, moment: Moment, *, size: int, binds: Any = None
) -> list[Page]:
    """All pages, each cursor on its way through JSON."""
    pages = [await first_page(database, org, text, actor, moment, size=size, binds=binds)]
    while cursor := pages[-1].cursor:
        pages.append(await next_page(database, org, json.loads(json.dumps(cursor)), actor, size=size))
    return pages


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("text", QUERIES)
async def test_pages_hold_the_rows_of_the_query(
    text: str, size: int, database: Database, shop: Org, system: System, moment: Moment
) -> None:
    binds = {"since": moment.now - timedelta(days=40)}
    result = await run(database, shop, text, system, moment, binds=binds)
    pages = await _pages(database, shop, text, system, moment, size=size, binds=binds)
    assert [row for page in pages for row in page.rows] == list(result.rows)
    assert {page.total for page in pages} == {result.total}
    assert all(page.columns == result.columns for page in pages)
    assert all(len(page.rows) == size for page in pages[:-1])


async def test_rules_hold_on_every_page(
    database: Database, shop: Org, customer: Customer, moment: Moment
) -> None:
    text = "SELECT Subject, Contact.LastName FROM Case ORDER BY Contact.LastName"
    result = await run(database, shop, text, customer, moment)
    pages = await _pages(database, shop, text, customer, moment, size=1)
    assert [page.rows[0] for page in pages] == list(result.rows)
    assert pages[0].total == 2


async def test_a_tree_without_text_has_pages(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    tree = replace(parse("SELECT Id FROM Case"), text="")
    first = await first_page(database, shop, tree, system, moment, size=3)
    assert first.cursor is not None
    assert len((await next_page(database, shop, first.cursor, system, size=3)).rows) == 2


@pytest.mark.parametrize(
    ("text", "total", "rows"),
    [
        ("SELECT COUNT() FROM Case", 5, 1),
        ("SELECT COUNT(Id) n FROM Case", 1, 1),
        ("SELECT Status, COUNT(Id) n FROM Case GROUP BY Status", 4, 4),
    ],
)
async def test_aggregates_come_whole(
    text: str, total: int, rows: int, database: Database, shop: Org, system: System, moment: Moment
) -> None:
    page = await first_page(database, shop, text, system, moment, size=1)
    assert (page.total, len(page.rows), page.cursor) == (total, rows, None)


async def _add(database: Database, org: Org, object_name: str, rows: Sequence[dict[str, Any]]) -> None:
    place = store.table(org.pg_schema, object_name).as_string()
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(["%s"] * len(row))
        statement: Any = f"INSERT INTO {place} ({names}) VALUES ({marks})"
        await database.execute(statement, list(row.values()))


async def test_rows_that_come_in_meanwhile_shift_nothing(
    database: Database, small_org: Any, schema: Any, system: System, moment: Moment
) -> None:
    """Before the place that was read to, at it, and behind it."""
    cases = [{"Subject": f"c{n:02}", "Priority": "High" if n % 3 else None} for n in range(20)]
    org = await small_org(schema, {"Case": cases})
    page = await first_page(
        database, org, "SELECT Subject FROM Case ORDER BY Priority, Subject", system, moment, size=4
    )
    seen, serial = [row["Subject"] for row in page.rows], 1000
    while page.cursor:
        serial += 3
        await _add(
            database,
            org,
            "Case",
            [
                {"Id": new_record_id("500", serial), "Subject": "a early", "Priority": None},
                {"Id": new_record_id("500", serial + 1), "Subject": seen[-1], "Priority": "High"},
                {"Id": new_record_id("500", serial + 2), "Subject": "z late", "Priority": None},
            ],
        )
        page = await next_page(database, org, page.cursor, system, size=4)
        assert page.total == 20
        seen += [row["Subject"] for row in page.rows]
    originals = [each["Subject"] for each in sorted(cases, key=lambda c: (c["Priority"] or "", c["Subject"]))]
    assert [name for name in dict.fromkeys(seen) if name in originals] == originals


async def test_today_stays_the_day_of_the_first_page(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    page = await first_page(
        database, shop, "SELECT Id FROM Case WHERE CreatedDate = TODAY", system, moment, size=1
    )
    assert page.cursor is not None
    assert page.cursor["now"] == moment.now.isoformat()
    assert len((await next_page(database, shop, page.cursor, system, size=9)).rows) == 1


async def _cursor(database: Database, org: Org, actor: Actor, moment: Moment) -> dict[str, Any]:
    page = await first_page(database, org, "SELECT Id, Status FROM Case", actor, moment, size=1)
    assert page.cursor is not None
    return page.cursor


async def test_a_cursor_belongs_to_its_reader(
    database: Database, shop: Org, seller: Employee, customer: Customer, moment: Moment
) -> None:
    cursor = await _cursor(database, shop, seller, moment)
    for other in (customer, replace(seller, user_id=new_record_id("005", 3)), System("test")):
        with pytest.raises(InputError, match="another reader"):
            await next_page(database, shop, cursor, other, size=1)
    with pytest.raises(InputError, match="another reader"):
        await next_page(database, replace(shop, name="other"), cursor, seller, size=1)


async def test_a_cursor_ends_with_the_load(
    database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    cursor = await _cursor(database, shop, seller, moment)
    with pytest.raises(InputError, match="loaded anew"):
        await next_page(database, replace(shop, pg_schema="org_shop_9"), cursor, seller, size=1)


async def test_a_right_that_is_gone_is_gone_on_the_next_page(
    database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    cursor = await _cursor(database, shop, seller, moment)
    hidden = ObjectAccess(readable=True, hidden_fields=frozenset({"status"}))
    now = replace(shop, access=AccessPolicy(profiles={"seller": {"*": ObjectAccess(True), "case": hidden}}))
    with pytest.raises(NotPermittedError):
        await next_page(database, now, cursor, seller, size=1)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"after": []},
        {"after": [{"decimal": "x"}]},
        {"after": [{"what": "1"}]},
        {"now": "yesterday"},
        {"timezone": "Nowhere/Land"},
        {"binds": 3},
        {"left": "all"},
        {"query": None},
    ],
)
async def test_what_is_no_cursor_is_refused(
    change: dict[str, Any], database: Database, shop: Org, system: System, moment: Moment
) -> None:
    cursor = await _cursor(database, shop, system, moment)
    with pytest.raises(InputError, match="cursor") as refusal:
        await next_page(database, shop, {**cursor, **change}, system, size=1)
    assert refusal.value.hint == "run the query again from its first page"


async def test_an_empty_cursor_is_none(database: Database, shop: Org, system: System) -> None:
    with pytest.raises(InputError, match="no cursor"):
        await next_page(database, shop, {}, system, size=1)
