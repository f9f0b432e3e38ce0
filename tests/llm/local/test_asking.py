"""The sentence that asks is read alone where the rest says only why, and not where it says of what."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("How many tickets are open? The auditors ring me in 20.", "How many tickets are open?"),
        ("Which product sold best in May 2026? It is for my boss.", "Which product sold best in May 2026?"),
        ("I'm in a rush, how many tickets are open?", "how many tickets are open?"),
        ("The printer is broken again. Show me the quotes in review.", "Show me the quotes in review."),
    ],
)
async def test_what_only_says_why_is_left_aside(understood: Understood, said: str, plain: str) -> None:
    decision, alone = await understood(said), await understood(plain)
    assert decision.kind == alone.kind == "act"
    assert decision.reading is not None
    assert alone.reading is not None
    assert decision.reading.arguments == alone.reading.arguments


async def test_what_limits_the_question_stays(understood: Understood) -> None:
    decision = await understood("Only Ohio matters to us. How many cases were there in May 2026?")
    assert decision.reading is not None
    assert "OH" in str(decision.reading.arguments)


async def test_what_the_question_refers_to_stays(understood: Understood) -> None:
    decision = await understood("A lead has just come in, who should get it?")
    assert decision.kind == "ask"
    assert "region" in decision.text
