"""What is said in place of acting: courtesies, how something is done here, what can be done instead."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Thanks!", "You're welcome!"),
        ("thank you so much", "You're welcome!"),
        ("great, thanks a lot", "You're welcome!"),
        ("bye", "Goodbye!"),
        ("Good morning", "Hello!"),
        ("hi there", "Hello!"),
    ],
)
async def test_a_courtesy_is_answered_in_kind(understood: Understood, text: str, answer: str) -> None:
    decision = await understood(text)
    assert decision.kind == "greet"
    assert decision.text.startswith(answer)


@pytest.mark.parametrize("text", ["Who was good?", "Thanks. Which agents closed the most cases in May 2026?"])
async def test_what_is_more_than_a_courtesy_is_none(understood: Understood, text: str) -> None:
    assert (await understood(text)).kind != "greet"


@pytest.mark.parametrize(
    "text",
    [
        "How do I open a case?",
        "how can I raise a ticket",
        "How to log a new case?",
        "Where do I file a case?",
    ],
)
async def test_how_it_is_done_here(understood: Understood, text: str) -> None:
    decision = await understood(text, agent="service")
    assert decision.kind == "greet"
    assert decision.text.startswith("Tell me what it is about")


async def test_the_way_to_do_something_is_no_list_of_records(understood: Understood) -> None:
    """The analyst has no such action, and no document."""
    decision = await understood("How do I open a case?")
    assert decision.kind in ("unknown", "decline")


async def test_the_way_to_see_records_is_to_see_them(understood: Understood) -> None:
    decision = await understood("How do I find my orders?", agent="service")
    assert decision.reading
    assert decision.reading.action == "find_records"


async def test_what_cannot_be_changed_here_can_come_about_by_others(understood: Understood) -> None:
    decision = await understood("Cancel my order!", agent="service")
    assert decision.kind == "unknown"
    assert "say “Open a case: Cancel my order”" in decision.text
    assert "I can bring in a person" in decision.text


async def test_the_way_told_is_one(understood: Understood) -> None:
    decision = await understood("Open a case: Cancel my order", agent="service")
    assert decision.reading
    assert (decision.reading.action, decision.reading.arguments["subject"]) == (
        "create_case",
        "Cancel my order",
    )
