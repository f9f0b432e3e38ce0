"""Names cut short, owners, capitals for emphasis: one candidate is taken, several are asked about."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.local.reading import likely
from understudy.llm.situation import NameMatch

Understood = Callable[..., Awaitable[Decision]]


def test_what_is_named_after_another_record_is_not_meant() -> None:
    names = ["Pearl Quay", "Refit of Pearl Quay", "Pearl Quay - Moorings", "Pearl Quays"]
    found = likely([NameMatch("Boat__c", name, name, "pearl", 0.9) for name in names])
    assert [match.name for match in found] == ["Pearl Quay", "Pearl Quays"]


async def test_the_only_candidate_is_taken_and_told(understood: Understood) -> None:
    decision = await understood("open tickets of Thistledown")
    assert decision.kind == "act"
    assert decision.reading is not None
    assert "Thistledown Botanical Garden" in decision.reading.about


async def test_several_candidates_are_asked_about(understood: Understood) -> None:
    decision = await understood("open tickets of Harbor")
    assert decision.kind == "ask"
    assert len(decision.choices) > 1


@pytest.mark.parametrize("said", ["Marguerite's open tickets", "show me Marguerite's open tickets"])
async def test_the_owner_of_what_follows(understood: Understood, said: str) -> None:
    decision = await understood(said)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert "Marguerite Tull" in decision.reading.about
    assert decision.left_out == ()


async def test_capitals_for_emphasis_name_nothing(understood: Understood) -> None:
    decision = await understood("It is SIX MONTHS late, how many tickets are open?")
    assert decision.kind == "act"


async def test_a_name_that_is_none_is_told(understood: Understood) -> None:
    decision = await understood("open tickets of Gribble Wobbleton")
    assert decision.kind == "unknown"
    assert "Gribble Wobbleton" in decision.text


async def test_a_bare_number_is_the_record(understood: Understood) -> None:
    decision = await understood("any news on 11050??")
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "get_record"
