"""Questions for a number become arguments of `measure`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.org.demo.ledger import Row

Understood = Callable[..., Awaitable[Decision]]
YEAR_2025 = ("2025-01-01", "2026-01-01")
THIS_YEAR = ("2026-01-01", "2027-01-01")

# The question, the measure, the window's days, and every other argument that is not left to its default.
# In a filter an id is written as the record's name.
CASES: list[tuple[str, str, tuple[str, str] | None, dict[str, Any]]] = [
    (
        "Who had the lowest handle time in the second quarter of 2026?",
        "handle_time",
        ("2026-04-01", "2026-07-01"),
        {"group_by": "agent", "rank": "lowest"},
    ),
    (
        "Which three agents closed the most cases last month?",
        "cases_closed",
        ("2026-10-01", "2026-11-01"),
        {"group_by": "agent", "rank": "highest", "limit": 3},
    ),
    (
        "Who handled more than 20 cases this year?",
        "cases_handled",
        THIS_YEAR,
        {"group_by": "agent", "value": {"low": 20.0, "low_strict": True}},
    ),
    (
        "Which agent has the second highest number of transfers this year?",
        "transfer_count",
        THIS_YEAR,
        {"group_by": "agent", "rank": "highest", "position": 2},
    ),
    ("How many cases did we close in 2025?", "cases_closed", YEAR_2025, {}),
    ("How many cases were resolved this year?", "cases_closed", THIS_YEAR, {}),
    ("How many cases did we open this year?", "case_volume", THIS_YEAR, {}),
    ("How many cases were opened per month in 2025?", "case_volume", YEAR_2025, {"group_by": "month"}),
    (
        "How many cases were opened by priority this year?",
        "case_volume",
        THIS_YEAR,
        {"group_by": "Case.Priority"},
    ),
    (
        "How many cases from Texas were opened this year?",
        "case_volume",
        THIS_YEAR,
        {"filters": {"state": ["TX"]}},
    ),
    (
        "What share of leads did each rep convert last quarter?",
        "conversion_rate",
        ("2026-07-01", "2026-10-01"),
        {"group_by": "agent"},
    ),
    (
        "Sales of the Rill Drip Kit in 2025",
        "sales_amount",
        YEAR_2025,
        {"filters": {"product": ["Rill Drip Kit"]}},
    ),
    (
        "How many cases of Harbor Light Nursery are open?",
        "open_cases",
        None,
        {"filters": {"account": ["Harbor Light Nursery"]}},
    ),
    (
        "How long is our sales cycle for deals of Delia Ortiz?",
        "sales_cycle",
        None,
        {"filters": {"agent": ["Delia Ortiz"]}},
    ),
    (
        "Which product brought in more than $10,000 in 2025?",
        "sales_amount",
        YEAR_2025,
        {"group_by": "product", "value": {"low": 10_000.0, "low_strict": True}},
    ),
]


@pytest.fixture(scope="module")
def names(demo_rows: Mapping[str, list[Row]]) -> dict[str, str]:
    """What people call a record, by its id."""
    called = {str(u["Id"]): f"{u['FirstName']} {u['LastName']}" for u in demo_rows["User"]}
    return called | {str(r["Id"]): str(r["Name"]) for k in ("Account", "Product2") for r in demo_rows[k]}


def window_of(arguments: Mapping[str, Any]) -> tuple[str, str] | None:
    start, end = arguments.get("window_start"), arguments.get("window_end")
    return (start[:10], end[:10]) if start and end else None


@pytest.mark.parametrize(("question", "measure", "window", "others"), CASES)
async def test_a_question_for_a_number(
    understood: Understood,
    names: dict[str, str],
    question: str,
    measure: str,
    window: tuple[str, str] | None,
    others: dict[str, Any],
) -> None:
    decision = await understood(question)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "measure"
    arguments = dict(decision.reading.arguments)
    assert arguments.pop("definition") == measure
    assert window_of(arguments) == window
    filters = {f["by"]: [names.get(v, v) for v in f["values"]] for f in arguments.pop("filters", ())}
    told = {key: value for key, value in arguments.items() if value is not None and "window" not in key}
    if filters:
        told["filters"] = filters
    assert told == others


async def test_what_is_mine_is_filtered_by_me(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    me = demo_rows["User"][9]["Id"]
    decision = await understood("How many of my cases were opened this year?", me=me)
    assert decision.reading is not None
    filters = decision.reading.arguments["filters"]
    assert [(f["by"], list(f["values"])) for f in filters] == [("agent", [me])]


async def test_an_id_is_a_filter(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    product = demo_rows["Product2"][3]["Id"]
    decision = await understood(f"How many cases were opened for the product {product} in 2025?")
    assert decision.reading is not None
    (wanted,) = decision.reading.arguments["filters"]
    assert (wanted["by"], list(wanted["values"])) == ("product", [product])
