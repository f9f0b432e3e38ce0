"""A rank or a count of what nothing here is called says so; other words left over do no harm."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("said", "noun"),
    [
        ("which product had the most returns last quarter?", "returns"),
        ("agent with the most absences", "absences"),
    ],
)
async def test_nothing_is_called_so(understood: Understood, said: str, noun: str) -> None:
    decision = await understood(said)
    assert decision.kind == "unknown"
    assert f"no data on “{noun}”" in decision.text


@pytest.mark.parametrize(
    "said", ["who had the most open tickets?", "which product had the most cases?", "who won the most deals?"]
)
async def test_what_is_known_is_counted(understood: Understood, said: str) -> None:
    assert (await understood(said)).kind == "act"
