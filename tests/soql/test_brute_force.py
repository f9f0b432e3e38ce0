"""The evaluator in plain Python, held against queries whose answers are plain to see."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.soql.brute_calendar import side_of
from tests.soql.brute_force import Tables, answer
from tests.soql.conftest import A1, K2, ROWS, SCHEMA

from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.soql.parse import parse

MOMENT = Moment(datetime(2026, 3, 18, 14, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"), 2)
VISITS = [{"Id": new_record_id("a01", n), **row} for n, row in enumerate(ROWS["Visit__c"], start=1)]
TABLES = Tables(SCHEMA, {**ROWS, "Visit__c": VISITS})

ANSWERS = [
    ("SELECT name FROM User WHERE FirstName = null", [{"Name": "Cordier"}], "a joined text"),
    ("SELECT COUNT() FROM Case WHERE Priority != 'HIGH'", [{"count": 3}], "a null differs"),
    ("SELECT a.Name n FROM Contact c, c.Account a WHERE a.Name != null LIMIT 1", [{"n": "Acorn Mills"}], ""),
    ("SELECT About__r.Type FROM Visit__c WHERE About__c = '" + K2 + "'", [{"About__r.Type": "Contact"}], ""),
    (
        "SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Id = '" + A1[:15] + "'",
        [{"Name": "Acorn Mills", "Contacts": ({"LastName": "Nilsson"},)}],
        "children, and a short id",
    ),
    (
        "SELECT IsPartner p, COUNT(Id) n FROM Account GROUP BY ROLLUP(IsPartner)",
        [{"p": False, "n": 2}, {"p": True, "n": 1}, {"p": None, "n": 1}, {"p": None, "n": 4}],
        "a total below the groups, one of which has no value",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [row[:2] for row in ANSWERS])
def test_answer_is(text: str, expected: list[dict[str, object]]) -> None:
    assert answer(parse(text), TABLES, MOMENT) == expected


def test_what_is_not_seen_is_not_there() -> None:
    def sees(object_name: str, row: dict[str, object]) -> bool:
        return object_name != "Account" or row["Id"] != A1

    tree = parse("SELECT LastName, Account.Name FROM Contact WHERE Account.Name = null")
    rows = answer(tree, TABLES, MOMENT, sees=sees)
    assert [row["LastName"] for row in rows] == ["Nilsson", "Ambrose Smith"]


SIDES = [
    ("2026-03-15", "THIS_WEEK", None, 0, "a week begins on Sunday"),
    ("2026-03-14", "THIS_WEEK", None, -1, ""),
    ("2026-02-01", "THIS_FISCAL_YEAR", None, 0, "the year begins in February"),
    ("2026-01-31", "THIS_FISCAL_YEAR", None, -1, ""),
    ("2026-03-18", "LAST_N_DAYS", 1, 0, "today is one of the last days"),
    ("2026-03-18", "LAST_N_WEEKS", 1, 1, "this week is none of the last weeks"),
    ("2026-03-18", "NEXT_90_DAYS", None, -1, "today is none of the next days"),
    ("2026-06-16", "NEXT_90_DAYS", None, 0, ""),
    ("2026-06-17", "NEXT_90_DAYS", None, 1, ""),
]


@pytest.mark.parametrize(("day", "literal", "n", "expected"), [row[:4] for row in SIDES])
def test_side_of_a_literal(day: str, literal: str, n: int | None, expected: int) -> None:
    assert side_of(datetime.fromisoformat(day).date(), literal, n, MOMENT) == expected
