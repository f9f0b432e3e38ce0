"""A plan is used again for the same question only: no stale TODAY, no rows of others, no lost right."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.soql.test_run import BINDS, DEFINITION_FILTERS, FILTERS

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, ObjectAccess, System
from understudy.soql.ast import Dialect
from understudy.soql.parse import parse
from understudy.soql.plan_cache import PlanCache, key_of
from understudy.soql.run import compile_query, run
from understudy.soql.sql import write_sql

SUBJECTS = "SELECT Subject FROM Case ORDER BY Subject"


async def _first_column(
    database: Database, org: Org, text: str, actor: Actor, moment: Moment, **more: Any
) -> list[object]:
    result = await run(database, org, text, actor, moment, **more)
    return [next(iter(row.values())) for row in result.rows]


async def test_today_moves_on_at_midnight_in_the_zone(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT Subject FROM Case WHERE CreatedDate = TODAY"
    before = replace(moment, now=moment.now.replace(day=17, hour=22, minute=59))
    after = replace(before, now=before.now + timedelta(minutes=1))
    assert await _first_column(database, shop, text, system, before) == ["Oven cold"]
    assert await _first_column(database, shop, text, system, after) == ["Flour late", None]
    assert await _first_column(database, shop, text, system, before) == ["Oven cold"]


async def test_a_rule_with_a_date_moves_on_too(
    database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    rule = ObjectAccess(readable=True, rows="CreatedDate = TODAY")
    org = replace(shop, access=AccessPolicy(profiles={"seller": {"case": rule}}))
    tomorrow = replace(moment, now=moment.now + timedelta(days=1))
    assert len(await _first_column(database, org, SUBJECTS, seller, moment)) == 2
    assert await _first_column(database, org, SUBJECTS, seller, tomorrow) == []


async def test_another_zone_is_another_day(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT Subject FROM Case WHERE CreatedDate = TODAY ORDER BY CreatedDate"
    assert await _first_column(database, shop, text, system, moment) == ["Flour late", None]
    utc = replace(moment, timezone=ZoneInfo("UTC"))
    assert "Flour late" not in await _first_column(database, shop, text, system, utc)


async def test_each_actor_has_a_plan_of_its_own(
    database: Database, shop: Org, seller: Employee, customer: Customer, moment: Moment
) -> None:
    for _ in range(2):
        assert len(await _first_column(database, shop, SUBJECTS, System("test"), moment)) == 5
        assert len(await _first_column(database, shop, SUBJECTS, customer, moment)) == 2
        alone = replace(seller, team=frozenset({seller.user_id}))
        assert await _first_column(database, shop, SUBJECTS, seller, moment) != await _first_column(
            database, shop, SUBJECTS, alone, moment
        )


async def test_a_changed_policy_counts_at_once(
    database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    assert await _first_column(database, shop, SUBJECTS, seller, moment)
    closed = replace(shop, access=AccessPolicy(profiles={"seller": {"case": ObjectAccess(readable=False)}}))
    with pytest.raises(NotPermittedError):
        await run(database, closed, SUBJECTS, seller, moment)
    assert await _first_column(database, shop, SUBJECTS, seller, moment)


async def test_a_changed_schema_counts_at_once(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    assert await _first_column(database, shop, SUBJECTS, system, moment)
    without = tuple(
        replace(each, fields=tuple(field for field in each.fields if field.name != "Subject"))
        for each in shop.schema
    )
    with pytest.raises(InputError, match="no field Subject"):
        await run(database, replace(shop, schema=Schema(without)), SUBJECTS, system, moment)


async def test_values_that_python_takes_for_equal(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT Subject FROM Case WHERE Hours >= :least ORDER BY Hours"
    assert await _first_column(database, shop, text, system, moment, binds={"least": 1}) != []
    with pytest.raises(InputError):
        await run(database, shop, text, system, moment, binds={"least": True})
    some = await _first_column(database, shop, text, system, moment, binds={"least": Decimal(6)})
    assert some == ["Oven cold"]


async def test_trees_that_python_takes_for_equal(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    """They differ only in whether the wildcard stands for itself."""
    escaped = parse(r"SELECT Subject FROM Case WHERE Subject LIKE '\_ven%'")
    wild = parse("SELECT Subject FROM Case WHERE Subject LIKE '_ven%'")
    assert len((await run(database, shop, escaped, system, moment)).rows) == 0
    assert len((await run(database, shop, wild, system, moment)).rows) == 1


async def test_who_changes_an_answer_changes_no_other(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT Subject FROM Case WHERE Status = 'Open' ORDER BY Subject"
    first = await run(database, shop, text, system, moment)
    first.params.clear()
    assert (await run(database, shop, text, system, moment)).rows == first.rows


@pytest.mark.parametrize("dialect", Dialect)
def test_nothing_depends_on_the_hour(dialect: Dialect, org: Org, seller: Employee, moment: Moment) -> None:
    """The key knows the day only: two instants of one day must come to one statement."""
    morning = replace(moment, now=moment.now - timedelta(hours=9, minutes=17))
    assert morning.today == moment.today
    for where, *_ in FILTERS + (DEFINITION_FILTERS if dialect is Dialect.DEFINITION else []):
        written = [
            write_sql(
                compile_query(
                    org,
                    f"SELECT Id FROM Case WHERE {where}",
                    System("test"),
                    each,
                    binds=BINDS,
                    dialect=dialect,
                ),
                "shop",
            )
            for each in (morning, moment)
        ]
        assert written[0] == written[1], where


def test_the_oldest_goes_first_and_an_error_is_not_kept(org: Org) -> None:
    cache: PlanCache[list[int]] = PlanCache(size=2)
    first = cache.recall("a", org, lambda: [1])
    cache.recall("b", org, lambda: [2])
    assert cache.recall("a", org, lambda: [9]) is first
    cache.recall("c", org, lambda: [3])
    assert cache.recall("a", org, lambda: [9]) is first
    assert cache.recall("b", org, lambda: [9]) == [9]
    with pytest.raises(ZeroDivisionError):
        cache.recall("d", org, lambda: [1 // 0])
    assert cache.recall("d", org, lambda: [4]) == [4]
    assert cache.recall(None, org, lambda: [5]) == [5]
    assert cache.recall(None, org, lambda: [6]) == [6]


def test_long_lists_are_not_kept(org: Org, system: System, moment: Moment) -> None:
    def key(binds: dict[str, Any]) -> object:
        return key_of(
            org, "SELECT Id FROM Case", system, moment, binds=binds, dialect=Dialect.SOQL, limit_guard=None
        )

    assert key({"ids": list(range(201))}) is None
    assert key({"ids": ["a"]}) == key({"ids": ("a",)})
    assert key({"ids": ["a"]}) != key({"ids": "a"})
