"""A word that names a declared subset is used or asked about, never lost; the same word as a verb is none."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("whos got the fewest open cases atm", {"definition": "open_cases", "rank": "lowest"}),
        ("which rep has the most tickets open?", {"definition": "open_cases", "rank": "highest"}),
        ("which seller has got the most open deals at present?", {"definition": "open_opportunities"}),
        ("how many tickets are open?", {"definition": "open_cases"}),
        ("how many cases did we open in 2025?", {"definition": "case_volume"}),
        ("how many opps did we win in 2025?", {"definition": "deals_won"}),
        ("who lost the fewest deals this year?", {"definition": "deals_lost", "rank": "lowest"}),
        ("win rate by rep this quarter", {"definition": "win_rate", "group_by": "agent"}),
        ("Which rep takes deals from open to won the fastest this year?", {"definition": "sales_cycle"}),
    ],
)
async def test_a_subset_is_used(understood: Understood, said: str, expected: dict[str, str]) -> None:
    decision = await understood(said)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert expected.items() <= decision.reading.arguments.items()
    assert decision.left_out == ()


async def test_all_records_are_not_taken_for_some(understood: Understood) -> None:
    decision = await understood("how many leads came in during May 2026?")
    assert decision.reading is not None
    assert "IsConverted" not in str(decision.reading.arguments)
    assert decision.reading.definition != "open_leads"


@pytest.mark.parametrize(
    "said", ["how many opps did we shelve in 2025?", "which handler has the most tickets open?"]
)
async def test_a_word_that_limits_is_never_dropped(understood: Understood, said: str) -> None:
    assert (await understood(said)).kind in ("ask", "unknown")


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("which deals did we win last quarter?", "Probability = 100 AND CloseDate >= 2026-07-01"),
        ("list the deals we lost in October 2026", "Probability = 0 AND CloseDate >= 2026-10-01"),
        ("show the lost opportunities created in May 2026", "Probability = 0 AND CreatedDate >= 2026-05-01"),
    ],
    ids=["a deed", "a state", "another date"],
)
async def test_a_subset_is_dated_as_its_measure_is(understood: Understood, said: str, where: str) -> None:
    decision = await understood(said)
    assert decision.reading is not None
    assert f"StageName = 'Closed' AND {where}" in decision.reading.arguments["where"]
