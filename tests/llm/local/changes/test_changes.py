"""Orders to change something: what is one, what it asks for, and what is none."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedFrame, RememberedRecord

Understood = Callable[..., Awaitable[Decision]]
DEAL = "Summit Nursery - Summer Watering 2026"


def acted(decision: Decision) -> tuple[str, dict[str, Any]]:
    assert decision.kind == "act"
    assert decision.reading
    return decision.reading.action, decision.reading.arguments


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"Move {DEAL} to Discovery", {"StageName": "Discovery"}),
        (f"please set the amount of {DEAL} to $4,500", {"Amount": 4500.0}),
        (f"Can you change the close date of {DEAL} to 2027-02-01?", {"CloseDate": "2027-02-01"}),
        (f"I need you to put the probability of {DEAL} at 40%", {"Probability": 40.0}),
        (f"Thanks. Now update the stage of {DEAL} to negotiaton.", {"StageName": "Negotiation"}),
    ],
)
async def test_a_change_of_a_field(understood: Understood, text: str, values: dict[str, Any]) -> None:
    action, arguments = acted(await understood(text, agent="sales"))
    assert (action, arguments["values"]) == ("update_record", values)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("Dec 20", "2026-12-20"),
        ("January 5", "2027-01-05"),
        ("5 March", "2027-03-05"),
        ("Nov 20", "2026-11-20"),
        ("next Friday", "2026-11-27"),
        ("last Friday", "2026-11-13"),
        ("March 5, 2026", "2026-03-05"),
    ],
)
async def test_a_day_without_a_year_lies_ahead(understood: Understood, told: str, day: str) -> None:
    _, arguments = acted(await understood(f"Push the close date of {DEAL} to {told}", agent="sales"))
    assert arguments["values"] == {"CloseDate": day}


async def test_an_order_ends_with_its_clause(understood: Understood) -> None:
    _, arguments = acted(
        await understood("You can close 11156, I have sorted it out myself.", agent="service")
    )
    assert arguments["values"] == {"Status": "Closed"}


async def test_a_record_given_to_somebody(understood: Understood) -> None:
    action, arguments = acted(await understood(f"Assign {DEAL} to Gunnar Eklund", agent="sales"))
    assert action == "update_record"
    assert list(arguments["values"]) == ["OwnerId"]
    assert arguments["values"]["OwnerId"].startswith("005")


async def test_a_verb_that_says_the_value(understood: Understood) -> None:
    _, arguments = acted(await understood("Close case 11156", agent="service"))
    assert arguments["values"] == {"Status": "Closed"}


async def test_the_record_that_was_spoken_of(understood: Understood) -> None:
    shown = RememberedRecord("Opportunity", "006Un0000000001IAA", "A deal")
    memory = Memory(RememberedFrame("get_record", {"id": shown.id}), talked=(shown,))
    _, arguments = acted(await understood("Change its amount to 900", agent="sales", memory=memory))
    assert arguments == {"id": "006Un0000000001IAA", "values": {"Amount": 900.0}}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Change the amount to 900", "Which opportunity do you mean?"),
        ("Set the stage of Blue Moon Circus - Big Tent 2026 to Quote", "I can't find “Blue Moon Circus"),
    ],
)
async def test_a_record_that_is_not_known_is_asked_for(understood: Understood, text: str, asked: str) -> None:
    decision = await understood(text, agent="sales")
    assert decision.kind in ("ask", "unknown")
    assert decision.text.startswith(asked)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Open a case about a dripping hose", "A dripping hose"),
        ("My pump hums. Please raise a ticket.", "My pump hums"),
        ("I'd like to file a complaint: nobody answers the phone!", "Nobody answers the phone"),
        ("hello, could you create a new support case regarding order delays", "Order delays"),
    ],
)
async def test_a_new_case(understood: Understood, text: str, subject: str) -> None:
    action, arguments = acted(await understood(text, agent="service"))
    assert (action, arguments["subject"]) == ("create_case", subject)
    assert arguments["description"] == text


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a human?",
        "get me your manager",
        "I would rather speak with somebody",
        "please connect me with an agent",
        "escalate this",
    ],
)
async def test_a_wish_for_a_person(understood: Understood, text: str) -> None:
    action, _ = acted(await understood(text, agent="service"))
    assert action == "escalate"


@pytest.mark.parametrize(
    "text",
    [
        "How many cases did we open last month?",
        "Which agent closed most cases in May?",
        "Show me the open cases of Harbor Light Nursery",
        "Who should I give this lead to?",
        "What is the close date of Summit Nursery - Summer Watering 2026?",
        "Which deals moved to Negotiation?",
    ],
)
async def test_questions_are_no_orders(understood: Understood, text: str) -> None:
    decision = await understood(text, agent="sales")
    action = decision.reading.action if decision.reading else None
    assert action not in ("create_case", "update_record", "escalate")
