"""A state said of what was counted narrows it, and comes back from nothing but the declared words."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.local.followup.states import is_opposite
from understudy.llm.situation import Memory, RememberedFrame

Understood = Callable[..., Awaitable[Decision]]
WINDOW = {"window_start": "2026-10-01T00:00:00-05:00", "window_end": "2026-11-01T00:00:00-05:00"}
CLOSED = {"by": "Case.Status", "values": ["Closed"]}


def remembered(**arguments: Any) -> Memory:
    frame = RememberedFrame("measure", {**WINDOW, **arguments})
    return Memory(last=frame, subject=frame, began=frame)


def bare(decision: Decision) -> list[Mapping[str, Any]]:
    """The filters without their labels."""
    assert decision.reading is not None
    found = decision.reading.arguments.get("filters", ())
    return [{key: value for key, value in each.items() if key != "label"} for each in found]


@pytest.mark.parametrize(
    ("said", "filters"),
    [
        ("only closed ones", [CLOSED]),
        ("just the open ones", [{**CLOSED, "negated": True}]),
        ("and the closed?", [CLOSED]),
        ("without the closed ones", [{**CLOSED, "negated": True}]),
        ("not the open ones", [CLOSED]),
        ("escalated only", [{"by": "Case.Status", "values": ["Escalated"]}]),
        ("phone only", [{"by": "Case.Origin", "values": ["Phone"]}]),
        ("leave out the ones by phone", [{"by": "Case.Origin", "values": ["Phone"], "negated": True}]),
        ("skip low priority", [{"by": "Case.Priority", "values": ["Low"], "negated": True}]),
    ],
)
async def test_a_state_narrows_what_was_counted(
    understood: Understood, said: str, filters: list[Mapping[str, Any]]
) -> None:
    memory = remembered(definition="case_volume", group_by="state")
    decision = await understood(said, memory=memory)
    assert decision.kind == "act"
    assert decision.left_out == ()
    assert bare(decision) == filters
    assert decision.reading is not None
    kept = {"definition": "case_volume", "group_by": "state", **WINDOW}
    assert kept.items() <= decision.reading.arguments.items()


@pytest.mark.parametrize(
    ("definition", "said", "other"),
    [
        ("cases_closed", "and the open ones?", "open_cases"),
        ("deals_won", "and the lost ones?", "deals_lost"),
        ("open_cases", "the closed ones too", "case_volume"),
    ],
    ids=["the opposite", "one of two words", "both are all"],
)
async def test_the_opposite_of_what_was_counted_is_another_measure(
    understood: Understood, definition: str, said: str, other: str
) -> None:
    decision = await understood(said, memory=remembered(definition=definition, group_by="agent"))
    assert decision.reading is not None
    assert decision.reading.definition == other
    assert decision.reading.arguments["group_by"] == "agent"
    assert bare(decision) == []


async def test_a_state_of_two_conditions_goes_as_a_whole(understood: Understood) -> None:
    where = "StageName = 'Closed' AND Probability = 0"
    frame = RememberedFrame("query", {"soql": f"SELECT COUNT(Id) FROM Opportunity WHERE {where}"})
    decision = await understood("and the open ones?", memory=Memory(frame, frame, frame))
    assert decision.reading is not None
    soql = "SELECT COUNT(Id) FROM Opportunity WHERE StageName != 'Closed'"
    assert decision.reading.arguments["soql"] == soql


@pytest.mark.parametrize(
    ("first", "second", "opposite"),
    [
        ("Status = 'Closed'", "Status != 'Closed'", True),
        ("IsOpen__c = true", "IsOpen__c = false", True),
        ("IsOpen__c = true", "IsOpen__c != false", False),
        ("Status = 'Closed'", "Status = 'New'", False),
        ("Status = 'Closed'", "Stage != 'Closed'", False),
        ("Status = 'Closed'", "Status != 'Closed' AND Priority = 'High'", False),
    ],
)
def test_opposites(first: str, second: str, *, opposite: bool) -> None:
    assert is_opposite(first, second) == opposite


async def test_what_no_measure_counts_is_counted_among_the_records(understood: Understood) -> None:
    decision = await understood("and denied?", memory=remembered(definition="quotes_accepted"))
    assert decision.reading is not None
    assert "COUNT(Id) FROM Quote" in decision.reading.arguments["soql"]
    assert "Status = 'Denied'" in decision.reading.arguments["soql"]
    assert "Accepted" not in decision.reading.arguments["soql"]


@pytest.mark.parametrize("said", ["as a share", "what percentage is that?", "in percent"])
async def test_a_count_is_told_as_a_share(understood: Understood, said: str) -> None:
    decision = await understood(said, memory=remembered(definition="case_volume", filters=[CLOSED]))
    assert decision.reading is not None
    arguments = decision.reading.arguments
    assert (arguments["definition"], arguments["share"], arguments["filters"]) == (
        "case_volume",
        True,
        [CLOSED],
    )


async def test_last_years_are_those_of_last_year(understood: Understood) -> None:
    decision = await understood("only last year's", memory=remembered(definition="case_volume"))
    assert decision.reading is not None
    assert decision.reading.arguments["window_start"].startswith("2025-01-01")
