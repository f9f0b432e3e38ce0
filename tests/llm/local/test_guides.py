"""Requests to hold tasks against a stage."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which tasks of {deal} don't fit its stage?", "misplaced"),
        ("Which tasks of the opportunity {deal} fit its stage?", "fitting"),
        ("Which tasks are out of step with the stage of {deal}?", "misplaced"),
        ("Are there tasks on {deal} that belong elsewhere?", "misplaced"),
        ("What in progress on {deal} is too early for its stage?", "misplaced"),
        ("Which activities of {deal} are right for where it is now?", "fitting"),
        ("Show tasks of {deal} that suit the current stage", "fitting"),
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


async def test_mine_are_only_mine(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    me = "005Un0000000009IAA"
    decision = await understood(
        f"Which of my tasks on {demo_rows['Opportunity'][0]['Id']} do not match its stage?", me=me
    )
    assert decision.reading is not None
    assert decision.reading.arguments["where"] == f"OwnerId = '{me}'"


@pytest.mark.parametrize("question", ["What stage is {deal} in?", "In which stage is {deal}?"])
async def test_to_ask_for_the_stage_is_no_check(
    understood: Understood, demo_rows: Mapping[str, Any], question: str
) -> None:
    deal = demo_rows["Opportunity"][0]
    decision = await understood(question.format(deal=deal["Name"]))
    assert decision.reading is not None
    assert decision.reading.action == "get_record"
    assert decision.reading.arguments == {"id": deal["Id"], "fields": ["StageName"]}
