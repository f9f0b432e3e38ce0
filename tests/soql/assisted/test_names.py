"""Labels, plurals and synonyms become API names; what is merely alike only when asked for."""

from dataclasses import replace

import pytest

from understudy.kit.ids import RecordId
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess, System
from understudy.org.standard import standard_schema
from understudy.soql.assisted.names import name_rightly
from understudy.soql.view import View

SCHEMA = standard_schema()
EVERY = View.full(SCHEMA)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SELECT Id FROM Deals", "SELECT Id FROM Opportunity"),
        (
            "SELECT worth FROM Deal WHERE Stage = 'Quote'",
            "SELECT Amount FROM Opportunity WHERE StageName = 'Quote'",
        ),
        ("SELECT Account FROM Case", "SELECT Account.Name FROM Case"),
        ("SELECT OwnerId.Name FROM Case", "SELECT Owner.Name FROM Case"),
        ("SELECT c.Owner.Name FROM Cases c", "SELECT c.Owner.Name FROM Case c"),
        ("SELECT Cases.Subject FROM Cases", "SELECT Cases.Subject FROM Case"),
        (
            "SELECT Name, (SELECT Id, Stage FROM Opportunity) FROM Company",
            "SELECT Name, (SELECT Id, StageName FROM Opportunities) FROM Account",
        ),
        (
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Deal WHERE worth > 5)",
            "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE Amount > 5)",
        ),
        (
            "SELECT Stage s, SUM(worth) total FROM Deal GROUP BY Stage ORDER BY total",
            "SELECT StageName s, SUM(Amount) total FROM Opportunity GROUP BY StageName ORDER BY total",
        ),
    ],
)
def test_what_people_call_it(written: str, meant: str) -> None:
    named = name_rightly(written, EVERY)
    assert named.text == meant
    assert named.changes or written == meant


def test_a_name_that_two_fields_go_by_is_left() -> None:
    case = SCHEMA.object("Case")
    assert case
    twice = tuple(
        replace(f, synonyms=("tangle",)) if f.name in ("Subject", "Status") else f for f in case.fields
    )
    view = View.full(replace(SCHEMA, objects=(replace(case, fields=twice),)))
    assert name_rightly("SELECT tangle FROM Case", view).changes == ()


def test_the_nearest_name_is_for_a_suggestion_only() -> None:
    text = "SELECT Sbject FROM Csae WHERE Ownr.Name = 'x'"
    assert name_rightly(text, EVERY).changes == ()
    near = name_rightly(text, EVERY, nearest=True)
    assert near.text == "SELECT Subject FROM Case WHERE Owner.Name = 'x'"


def test_a_right_query_keeps_its_text() -> None:
    text = "select  Id\nfrom Case -- all".replace(" -- all", "")
    assert name_rightly(text, EVERY).text is text


def test_a_hidden_name_is_nobodys() -> None:
    hiding = ObjectAccess(readable=True, hidden_fields=frozenset({"amount"}))
    policy = AccessPolicy(profiles={"standard": {"opportunity": hiding}})
    seller = View(SCHEMA, policy, Employee(RecordId("005000000000001AAA"), "standard"))
    assert name_rightly("SELECT worth FROM Opportunity", seller).changes == ()
    assert name_rightly("SELECT Id FROM Company", seller).changes == ()
    assert name_rightly("SELECT Amont FROM Opportunity", seller, nearest=True).text != "Amount"


def test_the_system_is_no_exception() -> None:
    assert name_rightly("SELECT Id FROM Deals", View(SCHEMA, AccessPolicy(), System("a test"))).changes
