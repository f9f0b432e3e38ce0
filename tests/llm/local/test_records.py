"""Wishes to see, find or count records become arguments of `find_records`, `get_record` and `query`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("question", "kind", "conditions", "others"),
    [
        ("List the five newest leads from Ohio.", "Lead", ["State = 'OH'"], {"limit": 5}),
        ("Which deals are worth more than 20000?", "Opportunity", ["Amount > 20000"], {}),
        (
            "Which opportunities close this month?",
            "Opportunity",
            ["CloseDate >= 2026-11-01", "CloseDate < 2026-12-01"],
            {},
        ),
        (
            "Which quotes were rejected in 2026?",
            "Quote",
            ["Status = 'Rejected'", "CreatedDate >= 2026-01-01", "CreatedDate < 2027-01-01"],
            {},
        ),
        (
            "Show me the three largest opportunities in the negotiation stage.",
            "Opportunity",
            ["StageName = 'Negotiation'"],
            {"limit": 3, "order_by": "Amount DESC NULLS LAST"},
        ),
        (
            "Show me the open cases of Harbor Light Nursery.",
            "Case",
            ["Status != 'Closed'", "'{account}'"],
            {},
        ),
    ],
)
async def test_records_are_listed(
    understood: Understood,
    demo_rows: Mapping[str, Any],
    question: str,
    kind: str,
    conditions: list[str],
    others: dict[str, Any],
) -> None:
    decision = await understood(question)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "find_records"
    arguments = decision.reading.arguments
    assert arguments["object"] == kind
    where = arguments["where"]
    assert all(each.format(account=demo_rows["Account"][0]["Id"]) in where for each in conditions), where
    assert where.count(" AND ") == len(conditions) - 1
    assert {key: arguments.get(key) for key in others} == others


@pytest.mark.parametrize(
    ("question", "kind", "number", "fields"),
    [
        ("What is the phone number of Maria Okafor?", "Contact", 0, ["Phone"]),
        ("Who owns Harbor Point Landscaping?", "Account", 1, ["Owner.Name"]),
        ("Give me the website of Harbor Light Nursery", "Account", 0, ["Website"]),
    ],
)
async def test_a_field_of_one_record(
    understood: Understood,
    demo_rows: Mapping[str, Any],
    question: str,
    kind: str,
    number: int,
    fields: list[str],
) -> None:
    decision = await understood(question)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "get_record"
    assert decision.reading.arguments["id"] == demo_rows[kind][number]["Id"]
    assert list(decision.reading.arguments["fields"]) == fields


async def test_a_bare_id_shows_the_record(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    for kind in ("Account", "Contact", "Opportunity", "Order"):
        record_id = demo_rows[kind][5]["Id"]
        decision = await understood(record_id)
        assert decision.reading is not None
        assert decision.reading.action == "get_record"
        assert decision.reading.arguments["id"] == record_id


@pytest.mark.parametrize(
    ("question", "soql"),
    [
        (
            "How many opportunities are in the Discovery stage?",
            "SELECT COUNT(Id) FROM Opportunity WHERE StageName = 'Discovery'",
        ),
        (
            "How many contacts does Harbor Light Nursery have?",
            "SELECT COUNT(Id) FROM Contact WHERE Account.Id = '001Un0000000001IAA'",
        ),
    ],
)
async def test_what_no_measure_counts_is_queried(understood: Understood, question: str, soql: str) -> None:
    decision = await understood(question)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert (decision.reading.action, decision.reading.arguments["soql"]) == ("query", soql)
