"""A company writes a measure in a few lines of YAML and asks for it at once: no code is touched.

The three files in `definitions/` are not shipped. What is right is worked out here from the demo rows.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import mean, median
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.actions.shown import shown_number
from understudy.agents.outcome import Reply
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.kit.config import Settings
from understudy.org.demo.load import DEMO_NAME

DEFINITIONS = Path(__file__).parent / "definitions"
HOME = ZoneInfo("America/Chicago")
Rows = Mapping[str, list[dict[str, Any]]]
Groups = dict[str, Decimal]
Rank = Literal["highest", "lowest"] | None
Ask = Callable[..., Awaitable[Turn]]
EVER = (date(2000, 1, 1), date(2100, 1, 1))
YEAR_2025 = (date(2025, 1, 1), date(2026, 1, 1))
YEAR_2026 = (date(2026, 1, 1), date(2027, 1, 1))
LOWEST_DISCOUNT = "Which rep had the lowest average quote discount in the first half of 2026?"
FIRST_HALF_2026 = (date(2026, 1, 1), date(2026, 7, 1))


def inside(at: date, window: tuple[date, date]) -> bool:
    day = at.astimezone(HOME).date() if isinstance(at, datetime) else at
    return window[0] <= day < window[1]


def by_id(rows: Rows, kind: str) -> dict[str, dict[str, Any]]:
    return {row["Id"]: row for row in rows[kind]}


def grouped(pairs: Iterable[tuple[str | None, Decimal]]) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = defaultdict(list)
    for key, value in pairs:
        if key is not None:
            found[key].append(value)
    return found


def discounts(rows: Rows, by: str, window: tuple[date, date]) -> Groups:
    quotes, deals, users = by_id(rows, "Quote"), by_id(rows, "Opportunity"), by_id(rows, "User")
    products = by_id(rows, "Product2")

    def key(line: dict[str, Any]) -> str:
        if by == "product":
            return products[line["Product2Id"]]["Name"]
        user = users[deals[quotes[line["QuoteId"]]["OpportunityId"]]["OwnerId"]]
        return f"{user['FirstName']} {user['LastName']}"

    lines = [line for line in rows["QuoteLineItem"] if inside(quotes[line["QuoteId"]]["CreatedDate"], window)]
    found = grouped((key(line), Decimal(line["Discount"])) for line in lines)
    return {name: mean(values) for name, values in found.items()}


def escalated(rows: Rows, by: str, window: tuple[date, date]) -> Groups:
    accounts, items, products = by_id(rows, "Account"), by_id(rows, "OrderItem"), by_id(rows, "Product2")

    def key(case: dict[str, Any]) -> str | None:
        match by:
            case "product":
                return products[items[case["OrderItemId__c"]]["Product2Id"]]["Name"]
            case "state":
                return accounts[case["AccountId"]]["ShippingState"]
            case _:
                return "all"

    cases = [case for case in rows["Case"] if inside(case["CreatedDate"], window)]
    found = grouped((key(case), Decimal(100 * (case["Status"] == "Escalated"))) for case in cases)
    return {name: mean(values) for name, values in found.items()}


def days_to_first_case(rows: Rows, by: str, window: tuple[date, date]) -> Groups:
    items, accounts = by_id(rows, "OrderItem"), by_id(rows, "Account")
    first: dict[str, datetime] = {}
    for case in rows["Case"]:
        order = items[case["OrderItemId__c"]]["OrderId"]
        first[order] = min(first.get(order, case["CreatedDate"]), case["CreatedDate"])
    found = grouped(
        (
            accounts[order["AccountId"]]["ShippingState"] if by == "state" else "all",
            Decimal((first[order["Id"]].astimezone(HOME).date() - order["EffectiveDate"]).days),
        )
        for order in rows["Order"]
        if order["Id"] in first and inside(order["EffectiveDate"], window)
    )
    return {name: median(values) for name, values in found.items()}


RIGHT: dict[str, tuple[Callable[..., Groups], str]] = {
    "quote_discount": (discounts, "agent"),
    "escalation_share": (escalated, "product"),
    "days_to_first_case": (days_to_first_case, "state"),
}
CASES: list[tuple[str, str, tuple[date, date], Rank]] = [
    ("quote_discount", "What is the average quote discount by agent?", EVER, None),
    ("quote_discount", "Who gave the largest discounts on quotes in 2025?", YEAR_2025, "highest"),
    ("quote_discount", LOWEST_DISCOUNT, FIRST_HALF_2026, "lowest"),
    ("escalation_share", "What share of cases was escalated, by product?", EVER, None),
    ("escalation_share", "Which product has the highest escalation rate this year?", YEAR_2026, "highest"),
    ("escalation_share", "How often are cases escalated for each product in 2026?", YEAR_2026, None),
    ("days_to_first_case", "Median days from order to first case by state", EVER, None),
    (
        "days_to_first_case",
        "Longest time from order to first case in 2025: which state?",
        YEAR_2025,
        "highest",
    ),
    ("days_to_first_case", "In which state is the time until the first case shortest?", EVER, "lowest"),
]


@pytest.fixture(scope="module")
async def stage(demo_app: App) -> Stage:
    """The demo org with the three definitions beside the shipped ones."""
    settings = Settings(
        workspace=demo_app.settings.workspace,
        database_url=demo_app.settings.database_url,
        definitions_dir=DEFINITIONS,
    )
    return await App(settings, demo_app.database).stage(DEMO_NAME)


@pytest.mark.parametrize(("definition", "question", "window", "rank"), CASES)
async def test_a_new_measure_is_understood_and_right(
    ask: Ask,
    stage: Stage,
    demo_rows: Rows,
    definition: str,
    question: str,
    window: tuple[date, date],
    rank: Rank,
) -> None:
    outcome = (await ask(question, stage=stage)).outcome
    assert isinstance(outcome, Reply)
    (step,) = outcome.evidence.steps
    assert step.arguments["definition"] == definition
    unit = stage.library.measures[definition].unit
    right, by = RIGHT[definition]
    groups = right(demo_rows, by, window)
    if rank:
        best = max(groups.values()) if rank == "highest" else min(groups.values())
        groups = {name: value for name, value in groups.items() if value == best}
        assert all(name in outcome.text for name in groups)
    told = {item.label: item.shown for item in step.finding.items[: step.finding.asked]}
    assert told == {name: shown_number(value, unit) for name, value in groups.items()}


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What was the escalation rate in 2026?", escalated),
        ("How many days pass between an order and the first case about it?", days_to_first_case),
    ],
)
async def test_a_new_measure_in_total(
    ask: Ask, stage: Stage, demo_rows: Rows, question: str, right: Callable[..., Groups]
) -> None:
    outcome = (await ask(question, stage=stage)).outcome
    assert isinstance(outcome, Reply)
    (step,) = outcome.evidence.steps
    window = YEAR_2026 if "2026" in question else EVER
    unit = stage.library.measures[step.arguments["definition"]].unit
    expected = shown_number(right(demo_rows, "all", window)["all"], unit)
    assert outcome.answers == (expected,)
    assert expected in outcome.text


async def test_without_the_files_the_measures_are_not_known(ask: Ask) -> None:
    played = await ask(LOWEST_DISCOUNT)
    assert all(step.arguments.get("definition") != "quote_discount" for step in played.outcome.evidence.steps)
