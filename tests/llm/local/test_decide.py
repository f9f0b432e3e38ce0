"""Act, ask, decline or say 'I don't know'."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.kit.ids import new_record_id
from understudy.llm.local.decide import Decision
from understudy.org.permissions import Customer

Understood = Callable[..., Awaitable[Decision]]
HARBOR = ("Harbor Light Nursery (Account)", "Harbor Point Landscaping (Account)")


@pytest.mark.parametrize(
    "text",
    [
        "What will the weather be like in Madison tomorrow?",
        "Tell me a joke.",
        "Write me a poem about rain.",
        "asdf qwer zxcv",
        "Who won the football last night?",
    ],
)
async def test_what_nothing_here_can_know(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.kind == "unknown"
    assert decision.text.startswith("I don't know how to answer that.")
    assert decision.confidence < 0.5


@pytest.mark.parametrize(
    "text", ["Delete all cases.", "Please close the case 500Un0000000001IAA", "Update the lead"]
)
async def test_what_would_change_something(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.kind == "unknown"
    assert decision.text.startswith("I can't change records here.")


async def test_a_name_that_fits_two_is_asked_back(understood: Understood) -> None:
    decision = await understood("How many cases did Harbor open this year?")
    assert (decision.kind, decision.choices) == ("ask", HARBOR)
    assert decision.text == "Which Harbor do you mean?"


async def test_a_name_that_is_not_seen_is_not_offered(understood: Understood) -> None:
    """A customer learns of no other account by half a name."""
    maria = Customer(new_record_id("003", 1), new_record_id("001", 1))
    decision = await understood(
        "Show me the orders of Harbor", agent="service", actor=maria, me=maria.contact_id
    )
    assert "Harbor Point Landscaping (Account)" not in decision.choices
    assert "Harbor Point" not in decision.text


async def test_a_measure_that_the_agent_has_not_is_declined(understood: Understood) -> None:
    decision = await understood("Who is your best selling agent this year?", agent="service")
    assert decision.kind == "decline"
    assert "sales amount" not in decision.text  # nor does a customer learn what is measured


@pytest.mark.parametrize("text", ["How many cases do I have?", "Which of my deals are in negotiation?"])
async def test_mine_is_asked_back_when_nobody_in_particular_asks(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.kind == "ask"
    assert decision.text == "Whose do you mean? I don't know who you are."
    assert (await understood(text, me="005Un0000000009IAA")).kind == "act"


async def test_it_is_surer_of_a_clear_question(understood: Understood) -> None:
    clear = await understood("Who had the lowest handle time in May 2026?")
    vague = await understood("Who was good?")
    assert clear.confidence > 0.9 > vague.confidence
