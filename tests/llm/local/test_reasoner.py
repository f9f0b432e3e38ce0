"""The whole of understanding: typing errors, hands of all kinds, the same answer every time."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


def told(decision: Decision) -> tuple[str, dict[str, Any]]:
    assert decision.reading is not None
    return decision.reading.action, {
        k: v for k, v in decision.reading.arguments.items() if v and k != "window_label"
    }


@pytest.mark.parametrize(
    "hand",
    [
        "Who had the lowest handle time in May 2026?",
        "who had the lowest handle time in may 2026",
        "WHO HAD THE LOWEST HANDLE TIME IN MAY 2026?",
        "Who had the lowst handel time in May 2026?",
        "Hi there! Could you tell me who had the lowest handle time in May 2026? Thanks a lot.",
        "In May 2026, who had the lowest handle time?",
        "I'd like to know which agent had the lowest average handle time in May 2026.",
        "lowest handle time by agent, May 2026",
    ],
)
async def test_one_question_in_many_hands(understood: Understood, hand: str) -> None:
    decision = await understood(hand)
    assert decision.kind == "act"
    action, arguments = told(decision)
    assert action == "measure"
    assert arguments["definition"] == "handle_time"
    assert (arguments["group_by"], arguments["rank"]) == ("agent", "lowest")
    assert arguments["window_start"].startswith("2026-05-01")
    assert arguments["window_end"].startswith("2026-06-01")


async def test_a_name_survives_a_typing_error(understood: Understood, demo_rows: Mapping[str, Any]) -> None:
    decision = await understood("How many cases did Harbor Light Nursry open in 2026?")
    _, arguments = told(decision)
    (wanted,) = arguments["filters"]
    assert list(wanted["values"]) == [demo_rows["Account"][0]["Id"]]


async def test_the_same_question_is_understood_the_same(understood: Understood) -> None:
    question = "Which product had the most cases over the past three months?"
    first = await understood(question)
    assert [told(await understood(question)) for _ in range(3)] == [told(first)] * 3


async def test_values_stated_beside_a_label_stay_as_they_are(understood: Understood) -> None:
    decision = await understood("Who takes this case?\n- Case subject: Teh Sluise vavle drips")
    assert told(decision)[1]["subject"] == "Teh Sluise vavle drips"


@pytest.mark.parametrize(
    "text", ["?", "...", "🙂", "a" * 2_000, "SELECT Id FROM Case; DROP TABLE Case", "''\"\\"]
)
async def test_any_text_ends_in_a_decision(understood: Understood, text: str) -> None:
    assert (await understood(text)).kind in ("act", "ask", "decline", "unknown")
