"""Requests to route a record."""

from collections.abc import Awaitable, Callable

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
        ("To which salesperson does a lead out of Ohio go?", "", "route_lead", {"region": "OH"}),
        ("Lead in, state CA: who calls?", "", "route_lead", {"region": "CA"}),
        ("Our prospect's region is OK. Whose is it, who works it?", "", "route_lead", {"region": "OK"}),
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
    "question",
    [
        "How long does it take to close a case on average?",
        "On average, how many hours does it take to resolve a case opened in August?",
        "Which product took third place by cases in 2025?",
        "Who owns the lead Nadia Amundsen?",
    ],
)
async def test_what_is_no_wish_to_route(understood: Understood, question: str) -> None:
    decision = await understood(question)
    assert decision.reading is not None
    assert not decision.reading.action.startswith("route_")
