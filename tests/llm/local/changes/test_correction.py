"""Corrections of what was proposed: what is one, what it changes, and what is none."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.situation import RememberedFrame

Understood = Callable[..., Awaitable[Decision]]
CASE = RememberedFrame("create_case", {"subject": "A loud fan", "description": "It is loud."})
LEAD = RememberedFrame("update_record", {"id": "00QUn0000000042MAA", "values": {"Status": "Qualified"}})
PERSON = RememberedFrame("escalate", {"reason": "I want to talk to somebody"})


async def proposed_anew(understood: Understood, text: str, frame: RememberedFrame) -> dict[str, Any]:
    """What differs in the arguments of the new proposal."""
    decision = await understood(text, agent="service" if frame is PERSON else "sales", proposed=frame)
    assert decision.kind == "act"
    assert decision.reading
    assert decision.reading.action == frame.action
    told = decision.reading.arguments.items()
    return {name: value for name, value in told if frame.arguments.get(name) != value}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("no, high priority", {"values": {"Priority": "High"}}),
        ("make it high priority", {"values": {"Priority": "High"}}),
        ("Actually the priority should be low.", {"values": {"Priority": "Low"}}),
        ("medium", {"values": {"Priority": "Medium"}}),
        ("the subject should be: Fan rattles", {"subject": "Fan rattles"}),
        ("no, change the subject to Fan rattles at night instead", {"subject": "Fan rattles at night"}),
        ("no, it's about the pump instead", {"subject": "The pump"}),
        ("wait, regarding an invoice", {"subject": "An invoice"}),
    ],
)
async def test_a_case_proposed_anew(understood: Understood, text: str, changed: dict[str, Any]) -> None:
    assert await proposed_anew(understood, text, CASE) == changed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no, Contacted", {"Status": "Contacted"}),
        ("sorry, I meant Proposal", {"Status": "Proposal"}),
        ("set the phone to 608-555-0100", {"Status": "Qualified", "Phone": "608-555-0100"}),
    ],
)
async def test_a_change_proposed_anew(understood: Understood, text: str, value: dict[str, str]) -> None:
    assert await proposed_anew(understood, text, LEAD) == {"values": value}


async def test_a_reference_by_name(understood: Understood) -> None:
    changed = await proposed_anew(understood, "assign it to Delia Ortiz instead", LEAD)
    assert changed["values"].keys() == {"Status", "OwnerId"}


async def test_why_a_person_is_wanted(understood: Understood) -> None:
    changed = await proposed_anew(understood, "no, say it is about my invoice", PERSON)
    assert changed == {"reason": "My invoice"}


@pytest.mark.parametrize(
    "text",
    [
        "Show me the high priority cases",
        "Which cases have high priority?",
        "How many leads are Qualified?",
        "What is the phone number of Ortiz?",
    ],
)
async def test_a_question_is_none(understood: Understood, text: str) -> None:
    decision = await understood(text, agent="sales", proposed=LEAD)
    assert decision.reading is None or decision.reading.action != "update_record"


async def test_without_a_proposal_there_is_nothing_to_correct(understood: Understood) -> None:
    decision = await understood("no, high priority", agent="sales")
    assert decision.reading is None or decision.reading.action not in ("create_case", "update_record")
