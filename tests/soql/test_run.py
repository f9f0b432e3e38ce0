"""Queries on real rows: what comes back, in which order, for whom."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Customer, Employee, ObjectAccess, System
from understudy.soql.ast import Dialect
from understudy.soql.explain import explain
from understudy.soql.parse import parse
from understudy.soql.run import Result, compile_query, run

SUBJECTS = {"Oven cold": 1, "Flour late": 2, "flour old": 3, "Yeast, dead": 4, None: 5}

FILTERS = [
    ("Status = 'CLOSED'", [1, 4], "texts are equal whatever the capitals"),
    ("Status != 'Closed'", [2, 3, 5], ""),
    ("Priority != 'High'", [2, 3, 5], "a null differs from every value"),
    ("NOT Priority = 'High'", [2, 3, 5], "not true includes unknown"),
    ("NOT (Priority = 'High' OR Hours > 3)", [2, 3], ""),
    ("Priority = null", [3], ""),
    ("Subject LIKE 'flour%'", [2, 3], ""),
    ("Subject LIKE '_ven%'", [1], ""),
    ("Subject LIKE '%,%'", [4], ""),
    ("NOT Subject LIKE 'flour%'", [1, 4, 5], ""),
    ("Priority IN ('high', null)", [1, 3, 4], "a null in a list means no value"),
    ("Priority NOT IN ('high')", [2, 3, 5], ""),
    ("Priority NOT IN ('high', null)", [2, 5], ""),
    ("Hours > 2.5", [1, 5], ""),
    ("Hours <= 2.5", [2, 4], "a null is not less"),
    ("Hours = null", [3], ""),
    ("Account.Name = null", [4], "no parent reads as null"),
    ("Account.Name = 'acorn mills' AND Account.Owner.Name = 'ada brenner'", [1, 2], ""),
    ("Account.Parent.Name = 'Acorn Mills'", [3], ""),
    ("Account.IsPartner = false", [3, 4, 5], "a flag without a value is down"),
    ("IsEscalated != true", [1, 2, 3, 4, 5], ""),
    ("Account.Name LIKE 'Cedar \\\\ Sons\\_100\\%'", [5], "escaped wildcards stand for themselves"),
    ("Account.Name = 'Cedar \\\\ Sons_100%'", [5], ""),
    ("Channels INCLUDES ('mail')", [1, 5], ""),
    ("Channels INCLUDES ('Mail;Web', 'Phone')", [1, 4], "all of a set, or of another"),
    ("Channels EXCLUDES ('Web')", [3, 4, 5], ""),
    ("AccountId IN (SELECT Id FROM Account WHERE Industry = 'farming')", [1, 2], ""),
    ("AccountId NOT IN (SELECT Id FROM Account WHERE Industry = 'farming')", [3, 4, 5], "nulls are not in"),
    ("Id NOT IN (SELECT Case__c FROM Visit__c)", [3, 4, 5], "a null in the subquery hides nothing"),
    ("DueDate = TODAY", [1], ""),
    ("DueDate > TODAY", [5], ""),
    ("DueDate <= LAST_MONTH", [2, 4], ""),
    ("DueDate IN (TODAY, LAST_MONTH)", [1, 2], ""),
    ("DueDate != THIS_MONTH", [2, 3, 4], ""),
    ("DueDate = 2026-02-28", [2], ""),
    ("CreatedDate = TODAY", [2, 5], "the day begins at midnight in Berlin, 23:00 UTC"),
    ("CreatedDate = YESTERDAY", [1], ""),
    ("CreatedDate = THIS_FISCAL_QUARTER", [1, 2, 3, 5], "February to April"),
    ("CreatedDate = LAST_FISCAL_YEAR", [4], "February 2025 to January 2026"),
    ("CreatedDate < 2026-03-18T00:00:00+01:00", [1, 3, 4], ""),
    ("CALENDAR_YEAR(CreatedDate) = 2025", [4], ""),
    ("HOUR_IN_DAY(CreatedDate) = 22", [1], "in UTC"),
    ("HOUR_IN_DAY(convertTimezone(CreatedDate)) = 23", [1], "in Berlin"),
    ("DAY_ONLY(convertTimezone(CreatedDate)) = 2026-03-18", [2, 5], ""),
]
DEFINITION_FILTERS = [
    ("Hours * 2 + 1 > 8", [1, 5], ""),
    ("(Hours + 1) * 2 > 9", [1, 5], ""),
    ("-Hours < -3", [1, 5], ""),
    ("Hours / 0 = null", [1, 2, 3, 4, 5], "division by zero has no value"),
    ("DAYS_BETWEEN(CreatedDate, ClosedDate) = 1.5", [1, 4], "36 hours"),
    ("HOURS_BETWEEN(CreatedDate, ClosedDate) >= 36", [1, 4], ""),
    ("DAYS_BETWEEN(CreatedDate, DueDate) = 1", [1, 5], "the days in Berlin"),
    ("DAYS_BETWEEN(DueDate, TODAY) = 0", [1], ""),
    ("CreatedDate > DueDate", [2], "an instant and a date compare as days"),
    ("OwnerId = Account.OwnerId", [1, 3, 5], ""),
    ("COALESCE(Hours, 0) = 0", [3], ""),
    ("(SELECT COUNT() FROM Visit__c WHERE Case__c = OUTER.Id) = 1", [1, 2], ""),
    ("(SELECT MIN(CreatedDate) FROM Case WHERE AccountId = OUTER.AccountId) = CreatedDate", [1, 3, 5], ""),
    ("Id IN (SELECT Case__c FROM Visit__c WHERE About__c = OUTER.AccountId)", [1], ""),
    ("AccountId IN (SELECT AccountId FROM Case GROUP BY AccountId HAVING COUNT(Id) = 2)", [1, 2], ""),
    ("Id IN (SELECT Case__c FROM Visit__c WHERE LIST_CONTAINS(Rooms__c, 'ROOF'))", [1], "whole entries only"),
    ("Subject IN (SELECT Subject FROM Case WHERE Hours > 5)", [1], ""),
    ("CreatedDate >= 2026-03-18", [2, 5], "a day begins in the moment's zone"),
    ("OwnerId = :team", [1, 2, 3, 4], "a bound list means any of it"),
    ("OwnerId IN :one", [1, 4], ""),
    ("CreatedDate < :start", [1, 3, 4], ""),
    ("DueDate >= :start", [1, 5], "a day compares with its own midnight"),
    ("DueDate > :noon", [5], ""),
    ("DueDate <= :noon", [1, 2, 4], ""),
]
BINDS: dict[str, Any] = {
    "team": (new_record_id("005", 1), new_record_id("005", 2)),
    "one": new_record_id("005", 1)[:15],
    "start": datetime(2026, 3, 17, 23, tzinfo=UTC),
    "noon": datetime(2026, 3, 18, 11, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("dialect", "where", "expected"),
    [
        *((Dialect.SOQL, *row[:2]) for row in FILTERS),
        *((Dialect.DEFINITION, *row[:2]) for row in DEFINITION_FILTERS),
    ],
)
async def test_filter_finds(
    dialect: Dialect,
    where: str,
    expected: list[int],
    database: Database,
    shop: Org,
    system: System,
    moment: Moment,
) -> None:
    text = f"SELECT Subject FROM Case WHERE {where}"
    result = await run(database, shop, text, system, moment, binds=BINDS, dialect=dialect)
    assert [SUBJECTS[row["Subject"]] for row in result.rows] == expected


ACCOUNT_IDS = [new_record_id("001", n) for n in range(1, 5)]
ROWS = [
    ("SELECT Name FROM Account ORDER BY Name", [None, "Acorn Mills", "birch bakery", "Cedar \\ Sons_100%"]),
    ("SELECT Name FROM Account ORDER BY Name DESC NULLS LAST LIMIT 1", ["Cedar \\ Sons_100%"]),
    ("SELECT a.Id FROM Account a WHERE a.Employees > 0 ORDER BY a.Employees", ACCOUNT_IDS[2::-2]),
    ("SELECT Name FROM User WHERE Name != null OFFSET 1", ["Bo Lindqvist", "Cordier"]),
    ("SELECT Account.Owner.Name FROM Contact", ["Ada Brenner", "Bo Lindqvist", None]),
    ("SELECT About__r.Name FROM Visit__c", ["Acorn Mills", "Ödegaard", None]),
    ("SELECT About__r.Type FROM Visit__c WHERE About__r.Type = 'Contact'", ["Contact"]),
    ("SELECT COUNT() FROM Case", [5]),
    ("SELECT MAX(Hours) FROM Case WHERE Status = 'nothing'", [None]),
    ("SELECT COUNT_DISTINCT(OwnerId) FROM Case", [3]),
    ("SELECT Status FROM Case GROUP BY Status HAVING COUNT(Id) > 1", ["Open"]),
    ("SELECT CALENDAR_YEAR(CreatedDate) FROM Case GROUP BY CALENDAR_YEAR(CreatedDate)", [2025, 2026]),
    ("SELECT FISCAL_QUARTER(DueDate) FROM Case GROUP BY FISCAL_QUARTER(DueDate)", [1, 4, None]),
    ("SELECT WEEK_IN_YEAR(DueDate) FROM Case WHERE DueDate = TODAY GROUP BY WEEK_IN_YEAR(DueDate)", [11]),
    ("SELECT DAY_IN_WEEK(DueDate) FROM Case WHERE DueDate = TODAY GROUP BY DAY_IN_WEEK(DueDate)", [4]),
    ("SELECT a.Id FROM Contact c, c.Account a WHERE a.Name = 'acorn mills'", ACCOUNT_IDS[:1]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ROWS)
async def test_first_column_is(
    text: str, expected: list[object], database: Database, shop: Org, system: System, moment: Moment
) -> None:
    result = await run(database, shop, text, system, moment)
    assert [row[result.columns[0].name] for row in result.rows] == expected


DEFINITION_VALUES = [
    ("SELECT SHARE(Status = 'Closed') v FROM Case", Decimal(40)),
    ("SELECT MEDIAN(Hours) v FROM Case", Decimal("3.25")),
    ("SELECT SUM(Hours * 2) v FROM Case", Decimal(27)),
    ("SELECT SUM(Hours) / COUNT(Id) v FROM Case", Decimal("2.7")),
    ("SELECT AVG(DAYS_BETWEEN(CreatedDate, ClosedDate)) v FROM Case", Decimal("1.5")),
    ("SELECT MEDIAN(Hours - (SELECT MIN(Hours) FROM Case WHERE Id = OUTER.Id)) v FROM Case", Decimal(0)),
    ("SELECT COUNT_DISTINCT(Account.OwnerId) v FROM Case", 3),
    ("SELECT SHARE(Hours > 1000) v FROM Case WHERE Status = 'nothing'", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DEFINITION_VALUES)
async def test_definition_computes(
    text: str, expected: object, database: Database, shop: Org, system: System, moment: Moment
) -> None:
    result = await run(database, shop, text, system, moment, dialect=Dialect.DEFINITION)
    assert result.rows[0]["v"] == expected


async def test_subquery_can_group(database: Database, shop: Org, system: System, moment: Moment) -> None:
    """The same subquery is grouped by, selected and sorted by."""
    first = "CALENDAR_YEAR((SELECT MAX(CreatedDate) FROM Case WHERE AccountId = OUTER.AccountId))"
    text = (
        f"SELECT {first} y, COUNT(Id) n FROM Contact GROUP BY {first} HAVING {first} > 2000 ORDER BY {first}"
    )
    result = await run(database, shop, text, system, moment, dialect=Dialect.DEFINITION)
    assert result.rows == ({"y": 2026, "n": 2},)


async def test_children_stand_under_their_relationship(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = (
        "SELECT Name, (SELECT Subject, (SELECT Name FROM Visits__r) FROM Cases"
        " ORDER BY Subject LIMIT 1 OFFSET 1) FROM Account WHERE Industry = 'Farming' LIMIT 1"
    )
    result = await run(database, shop, text, system, moment)
    visits = ({"Name": "V-1"},)
    assert result.rows == (
        {"Name": "Acorn Mills", "Cases": ({"Subject": "Oven cold", "Visits__r": visits},)},
    )


async def test_result_says_what_ran(database: Database, shop: Org, system: System, moment: Moment) -> None:
    text = "SELECT Id, Owner.Name, Hours FROM Case"
    result: Result = await run(database, shop, text, system, moment, limit_guard=2)
    assert [(c.name, c.type, c.label, c.path) for c in result.columns] == [
        ("Id", "id", "Id", "Id"),
        ("Owner.Name", "string", "Owner Name", "Owner.Name"),
        ("Hours", "number", "Hours", "Hours"),
    ]
    assert (result.total, result.truncated, result.soql) == (2, True, text)
    assert result.sql.startswith('SELECT "t0"."Id"')
    assert result.ms > 0


async def test_guard_lets_a_full_answer_be(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    result = await run(database, shop, parse("SELECT Id FROM Case"), system, moment, limit_guard=5)
    assert (result.total, result.truncated) == (5, False)


async def test_rows_of_a_customer(database: Database, shop: Org, customer: Customer, moment: Moment) -> None:
    """Its own cases and its account's; the contact of another account on one of them reads as null."""
    result = await run(database, shop, "SELECT Subject, Contact.LastName FROM Case", customer, moment)
    assert result.rows == (
        {"Subject": "Oven cold", "Contact.LastName": "Nilsson"},
        {"Subject": "Flour late", "Contact.LastName": None},
    )


async def test_contact_without_account_does_not_see_what_has_none(
    database: Database, shop: Org, moment: Moment
) -> None:
    """A rule that names a missing value opens nothing, under NOT neither."""
    alone = Customer(new_record_id("003", 3), None)
    result = await run(database, shop, "SELECT Id, AccountId FROM Case", alone, moment)
    assert [row["Id"] for row in result.rows] == [new_record_id("500", 5)]


HIDDEN = [
    "SELECT AnnualRevenue FROM Account",
    "SELECT Name FROM Account WHERE AnnualRevenue > 1",
    "SELECT Name FROM Account ORDER BY AnnualRevenue",
    "SELECT MAX(AnnualRevenue) FROM Account",
    "SELECT Id FROM Case WHERE Account.AnnualRevenue = 5",
    "SELECT Id FROM Case WHERE AccountId IN (SELECT Id FROM Account WHERE AnnualRevenue > 1)",
    "SELECT SUM(AnnualRevenue) FROM Account GROUP BY Nonsense",
    "SELECT Id FROM Visit__c",
    "SELECT Id, (SELECT Id FROM Visits__r) FROM Case",
    "SELECT Id FROM Case WHERE Id IN (SELECT Case__c FROM Visit__c)",
]


@pytest.mark.parametrize("text", HIDDEN)
async def test_hidden_is_not_permitted_wherever_it_is_named(
    text: str, database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    with pytest.raises(NotPermittedError):
        await run(database, shop, text, seller, moment)


async def test_hidden_and_missing_read_the_same(
    database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    said: list[str] = []
    for name in ("AnnualRevenue", "AnnualRevenux"):
        with pytest.raises(NotPermittedError) as refusal:
            await run(database, shop, f"SELECT {name} FROM Account", seller, moment)
        said.append(str(refusal.value).replace(name, "..."))
    assert said[0] == said[1]


async def test_value_out_of_range_is_the_callers(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    with pytest.raises(InputError, match="out of range"):
        await run(database, shop, "SELECT Id FROM Case LIMIT 99999999999999999999", system, moment)


async def test_character_that_no_text_can_hold(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    with pytest.raises(InputError, match="out of range"):
        await run(database, shop, r"SELECT Id FROM Case WHERE Subject = '\u0000'", system, moment)


async def test_long_chains_of_conditions_run(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT COUNT() FROM Case WHERE " + " OR ".join(f"Hours = {n}" for n in range(2000))
    assert (await run(database, shop, text, system, moment)).total == 3


async def test_long_paths_that_begin_alike(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    """PostgreSQL cuts names off at 63 bytes."""
    way = "Account.Parent.Parent.Parent.LastModifiedBy"
    paths = [f"{way}.LastModifiedDate", f"{way}.LastModifiedById", f"{way}.CreatedDate"]
    text = f"SELECT Id, (SELECT {', '.join(paths)} FROM Cases LIMIT 1) FROM Account LIMIT 1"
    result = await run(database, shop, text, system, moment)
    assert list(result.rows[0]["Cases"][0]) == paths


async def test_explanation_names_rules_and_plan(
    database: Database, shop: Org, seller: Employee, moment: Moment
) -> None:
    told = await explain(shop, "SELECT Account.Name, Owner.Name FROM Case", seller, moment, database=database)
    assert told.rules == (
        "Case: only rows where OwnerId = :user_id OR Account.OwnerId IN :team",
        "Account: only rows where OwnerId IN :team",
        "User: every row",
    )
    assert "Scan" in told.plan


async def test_hidden_grandparent_stays_hidden(
    database: Database, small_org: Any, schema: Any, access: Any, moment: Moment
) -> None:
    """PostgreSQL 18.4 shows the owner of the invisible account for the rule written as a plain equation."""
    own, other = new_record_id("005", 1), new_record_id("005", 2)
    a1, a2, a3 = (new_record_id("001", n) for n in (1, 2, 3))
    accounts = [
        {"Id": a1, "OwnerId": own, "ParentId": a2},
        {"Id": a2, "OwnerId": own, "ParentId": a3},
        {"Id": a3, "OwnerId": other},
    ]
    users = [{"Id": own, "Email": "own@shop.example"}, {"Id": other, "Email": "other@shop.example"}]
    org = await small_org(schema, {"User": users, "Account": accounts}, access=access)
    text = "SELECT Parent.Parent.Owner.Email FROM Account"
    result = await run(database, org, text, Employee(own, "seller"), moment)
    assert [row["Parent.Parent.Owner.Email"] for row in result.rows] == [None, None]


async def test_polymorphic_parent_obeys_the_rule_of_each_object(
    database: Database, small_org: Any, schema: Any, moment: Moment
) -> None:
    mine, other = new_record_id("005", 1), new_record_id("005", 2)
    everything = ObjectAccess(readable=True)
    own = ObjectAccess(readable=True, rows="OwnerId = :user_id")
    access = AccessPolicy(profiles={"clerk": {"*": everything, "account": own}})
    rows = {
        "Account": [{"Name": "Mine", "OwnerId": mine}, {"Name": "Hers", "OwnerId": other}],
        "Contact": [{"LastName": "Anyone"}],
        "Visit__c": [{"About__c": new_record_id(*to)} for to in (("001", 1), ("001", 2), ("003", 1))],
    }
    org = await small_org(schema, rows, access=access)
    text = "SELECT About__c, About__r.Name, About__r.Type FROM Visit__c"
    result = await run(database, org, text, Employee(mine, "clerk"), moment)
    assert [(row["About__r.Name"], row["About__r.Type"]) for row in result.rows] == [
        ("Mine", "Account"),
        (None, None),
        ("Anyone", "Contact"),
    ]
    assert result.rows[1]["About__c"] == new_record_id("001", 2)


async def test_day_only_gives_a_date(database: Database, shop: Org, system: System, moment: Moment) -> None:
    text = "SELECT DAY_ONLY(CreatedDate) d FROM Case WHERE Hours = 6 GROUP BY DAY_ONLY(CreatedDate)"
    result = await run(database, shop, text, system, moment)
    assert result.rows == ({"d": date(2026, 3, 17)},)


async def test_fields_follow_the_object_that_a_record_is_of(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT Name, TYPEOF About__r WHEN Account THEN Name, Owner.Name ELSE Email END FROM Visit__c"
    result = await run(database, shop, text, system, moment)
    assert [(column.name, column.type) for column in result.columns] == [
        ("Name", "string"),
        ("About__r", "reference"),
    ]
    assert result.rows == (
        {"Name": "V-1", "About__r": {"Name": "Acorn Mills", "Owner.Name": "Ada Brenner"}},
        {"Name": "V-2", "About__r": {"Email": "o@birch.example"}},
        {"Name": "V-3", "About__r": None},
    )


async def test_a_branch_obeys_the_rule_of_its_object(
    database: Database, small_org: Any, schema: Any, moment: Moment
) -> None:
    """A record that may not be seen is not there; one of an object that no WHEN names has no fields."""
    mine, other = new_record_id("005", 1), new_record_id("005", 2)
    own = ObjectAccess(readable=True, rows="OwnerId = :user_id")
    access = AccessPolicy(profiles={"clerk": {"*": ObjectAccess(readable=True), "account": own}})
    rows = {
        "Account": [{"Name": "Mine", "OwnerId": mine}, {"Name": "Hers", "OwnerId": other}],
        "Contact": [{"LastName": "Anyone"}],
        "Visit__c": [{"About__c": new_record_id(*to)} for to in (("001", 1), ("001", 2), ("003", 1))],
    }
    org = await small_org(schema, rows, access=access)
    text = "SELECT TYPEOF About__r WHEN Account THEN Name END FROM Visit__c"
    result = await run(database, org, text, Employee(mine, "clerk"), moment)
    assert [row["About__r"] for row in result.rows] == [{"Name": "Mine"}, None, {}]


async def test_subtotals_stand_after_what_they_sum_up(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = (
        "SELECT Priority, GROUPING(Priority) g, COUNT(Id) n FROM Case WHERE Status != 'Closed'"
        " GROUP BY ROLLUP(Priority)"
    )
    result = await run(database, shop, text, system, moment)
    assert [tuple(row.values()) for row in result.rows] == [("Low", 0, 2), (None, 0, 1), (None, 1, 3)]


async def test_values_are_shown_as_text(
    database: Database, shop: Org, system: System, moment: Moment
) -> None:
    text = "SELECT FORMAT(Hours), FORMAT(DueDate), FORMAT(ClosedDate) FROM Case WHERE Hours > 2"
    shown = (await run(database, shop, text, system, moment)).rows
    assert tuple(shown[0].values()) == ("6", "3/18/2026", "3/19/2026, 11:30 AM")
    assert tuple(shown[1].values()) == ("2.5", "2/28/2026", None)
    amounts = await run(database, shop, "SELECT FORMAT(SUM(AnnualRevenue)) FROM Account", system, moment)
    assert amounts.rows == ({"expr0": "$1,500.00"},)


def test_an_org_without_data_categories_says_so(org: Org, system: System, moment: Moment) -> None:
    tree = parse("SELECT Id FROM Case WITH DATA CATEGORY Region__c AT eu__c")
    with pytest.raises(InputError, match="the org has no data categories"):
        compile_query(org, tree, system, moment)


@pytest.mark.parametrize("pattern", ["acorn\\", "nowhere\\", "a%\\\\\\", "\\"])
async def test_a_pattern_never_fails_whatever_the_rows_are(
    database: Database, shop: Org, customer: Customer, moment: Moment, pattern: str
) -> None:
    """A failure would tell that some row, seen or not, begins like the pattern."""
    text = "SELECT Id FROM Account WHERE Name LIKE :pattern"
    assert not (await run(database, shop, text, customer, moment, binds={"pattern": pattern})).rows
