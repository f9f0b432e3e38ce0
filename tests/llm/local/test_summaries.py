"""Wishes to have a record summed up, in many words; and what is none."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.kit.ids import new_record_id
from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedRecord

Understood = Callable[..., Awaitable[Decision]]
HARBOR, CASE = new_record_id("001", 1), new_record_id("500", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Summarise Harbor Light Nursery",
        "summarize the account harbor light nursery please",
        "Could you sum Harbor Light Nursery up for me?",
        "Brief us on Harbor Light Nursery.",
        "Fill me in on the customer Harbor Light Nursery",
        "What's going on with Harbor Light Nursery?",
        "What is the whole story behind Harbor Light Nursery?",
        "How are things going with Harbor Light Nursery?",
        "Run me through Harbor Light Nursery before my call",
        "What do I need to know about Harbor Light Nursery?",
        "I need a quick rundown on Harbor Light Nursery",
    ],
)
async def test_a_record_by_name(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert (decision.reading.action, decision.reading.arguments) == ("summarise_record", {"id": HARBOR})


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("Summarise case 10001", CASE),
        ("What has happened with ticket 10001 so far?", CASE),
        (f"Catch me up on {CASE}", CASE),
        ("Recap the case Wren Cold Frame arrived damaged", None),
    ],
)
async def test_a_record_by_number_id_and_subject(
    understood: Understood, text: str, record: str | None
) -> None:
    decision = await understood(text)
    assert decision.reading is not None
    assert decision.reading.action == "summarise_record"
    assert record is None or decision.reading.arguments == {"id": record}


@pytest.mark.parametrize(
    "text",
    [
        "Summarise sales by month",
        "Show me the status of case 10001",
        "How many cases did Harbor Light Nursery open this year?",
        "Which agent is up for a raise?",
        "Give me the contacts of Harbor Light Nursery",
    ],
)
async def test_what_is_no_wish_for_a_summary(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.reading is None or decision.reading.action != "summarise_record"


async def test_the_record_of_the_turn_before(understood: Understood) -> None:
    shown = Memory(talked=(RememberedRecord("Case", CASE, "A leak"),))
    for text in ("Sum it up", "Summarise this case", "What happened with that?"):
        decision = await understood(text, memory=shown)
        assert decision.reading is not None
        assert (decision.kind, decision.reading.arguments) == ("act", {"id": CASE})
    other = await understood("Summarise this account", memory=shown)
    assert other.kind == "ask"


async def test_without_a_record_it_asks(understood: Understood) -> None:
    decision = await understood("Summarise the case, please")
    assert (decision.kind, decision.text) == (
        "ask",
        "Which record shall I sum up? Tell me its name, number or id.",
    )


async def test_a_name_that_fits_several_is_asked_back(understood: Understood) -> None:
    decision = await understood("Summarise Maria Okafor")
    assert decision.kind == "ask"
    assert set(decision.choices) == {"Maria Okafor (Contact)", "Maria Okafor (Lead)"}
    lead = await understood("Summarise the lead Maria Okafor")
    assert lead.kind == "act"


async def test_a_record_that_is_not_there(understood: Understood) -> None:
    for text in ("Summarise case 99999", "Brief me on the account Foo Bar Gardens"):
        decision = await understood(text)
        assert decision.kind == "unknown"
        assert decision.text.startswith("I can't find")


async def test_an_agent_that_sums_nothing_up(understood: Understood) -> None:
    decision = await understood("Summarise the vacation policy", agent="employee")
    assert decision.reading is None or decision.reading.action == "answer_from_knowledge"
