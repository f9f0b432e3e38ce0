"""Requests to route a record, and to hold tasks against a stage."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]
CASE = "## Case subject: Puddle in the shed\n## Case description: A hose joint of our Rill Drip Kit drips."
OUR_CASE = {
    "subject": "Puddle in the shed",
    "description": "A hose joint of our Rill Drip Kit drips.",
}


@pytest.mark.parametrize(
    ("question", "context", "action", "arguments"),
    [
        ("Who should get a lead from Ohio?", "", "route_lead", {"region": "OH"}),
        ("Which rep takes the new lead?", "## Lead's region: TX", "route_lead", {"region": "TX"}),
        ("Route this lead. The lead's region: CA", "", "route_lead", {"region": "CA"}),
        ("Find the best agent for this case.", CASE, "route_case", OUR_CASE),
        (f"To whom should we assign this ticket?\n{CASE}", "", "route_case", OUR_CASE),
        (
            "Assign the case 500Un0000000001IAA to the right agent.",
            "",
            "route_case",
            {"case_id": "500Un0000000001IAA"},
        ),
    ],
)
async def test_what_is_to_be_routed(
    understood: Understood, question: str, context: str, action: str, arguments: dict[str, str]
) -> None:
    decision = await understood(question, context=context)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == action
    told = {key: value for key, value in decision.reading.arguments.items() if value}
    assert told == arguments


async def test_what_is_missing_is_asked_for(understood: Understood) -> None:
    decision = await understood("Who should take the new lead?")
    assert (decision.kind, decision.text) == ("ask", "To route this lead I need its region.")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which tasks of {deal} don't fit its stage?", "misplaced"),
        ("Which tasks of the opportunity {deal} fit its stage?", "fitting"),
        ("Which tasks are out of step with the stage of {deal}?", "misplaced"),
    ],
)
async def test_tasks_against_the_stage(
    understood: Understood, demo_rows: Mapping[str, Any], question: str, wanted: str
) -> None:
    deal = demo_rows["Opportunity"][0]
    decision = await understood(question.format(deal=deal["Name"]))
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "check_activities"
    assert decision.reading.arguments["record_id"] == deal["Id"]
    assert decision.reading.arguments["wanted"] == wanted


async def test_the_status_of_the_tasks_is_a_condition(
    understood: Understood, demo_rows: Mapping[str, Any]
) -> None:
    deal = demo_rows["Opportunity"][0]["Id"]
    decision = await understood(f"Which not started tasks of {deal} do not match its stage?")
    assert decision.reading is not None
    assert decision.reading.arguments["where"] == "Status = 'Not Started'"


async def test_which_opportunity_is_asked_for(understood: Understood) -> None:
    decision = await understood("Which tasks don't belong to the stage?")
    assert decision.kind == "ask"
    assert decision.text.startswith("Which opportunity do you mean?")
