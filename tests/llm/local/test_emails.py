"""Orders to draft an email: about what, for which purpose, to whom; and what is none."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.kit.ids import new_record_id
from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedRecord

Understood = Callable[..., Awaitable[Decision]]
CASE = new_record_id("500", 1)


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Draft an email about case 10001 apologising for the delay", "apologising for the delay"),
        ("Write an apology for the delay for case 10001", "apology for the delay"),
        (
            "Please compose a short message for case 10001 to say that it is solved",
            "to say that it is solved",
        ),
        ("Can you draft a reply to case 10001?", ""),
        ("Prepare an email asking the customer of case 10001 for a photo", "asking the customer for a photo"),
        ("For case 10001, draft a status update", "status update"),
        (f"Draft me an email on {CASE} with the status", "status"),
        ("Send an email about case 10001 to ask for the order number", "ask for the order number"),
    ],
)
async def test_the_record_and_the_purpose(understood: Understood, text: str, purpose: str) -> None:
    decision = await understood(text)
    assert decision.kind == "act"
    assert decision.reading is not None
    assert decision.reading.action == "draft_email"
    assert decision.reading.arguments["id"] == CASE
    assert "to" not in decision.reading.arguments
    assert purpose in decision.reading.arguments.get("purpose", "")
    assert purpose or "purpose" not in decision.reading.arguments


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Draft an email to Sunniva Grant about case 10001 with a status update", new_record_id("003", 3)),
        ("Write to ada@sea.example about case 10001 to give a status update", "ada@sea.example"),
        ("Email Maria Okafor about case 10001 with a status update", "Maria Okafor"),
    ],
)
async def test_who_it_goes_to(understood: Understood, text: str, to: str) -> None:
    decision = await understood(text)
    assert decision.reading is not None
    arguments = decision.reading.arguments
    assert (decision.reading.action, arguments["id"]) == ("draft_email", CASE)
    assert arguments["to"][:3] == to[:3] if to.startswith("003") else arguments["to"] == to
    assert "status update" in arguments["purpose"]


@pytest.mark.parametrize(
    "text",
    [
        "Show draft quotes",
        "Did we send an email to Harbor Light Nursery?",
        "Show me the last email of case 10001",
        "Who wrote the emails of case 10001?",
        "Write me a poem about rain.",
        "How many emails did we get this year?",
    ],
)
async def test_what_is_no_order_to_draft(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.reading is None or decision.reading.action != "draft_email"


async def test_without_a_record_it_asks(understood: Understood) -> None:
    decision = await understood("Draft an email saying sorry for the delay")
    assert (decision.kind, decision.text) == (
        "ask",
        "Which record is the email about? Tell me its name, number or id.",
    )


async def test_the_record_of_the_turn_before(understood: Understood) -> None:
    shown = Memory(talked=(RememberedRecord("Case", CASE, "A leak"),))
    decision = await understood("Now draft an email about it to say sorry for the delay", memory=shown)
    assert decision.reading is not None
    assert decision.reading.arguments["id"] == CASE


async def test_a_record_that_is_not_there(understood: Understood) -> None:
    decision = await understood("Draft an email about case 99999 saying sorry")
    assert (decision.kind, decision.text) == (
        "unknown",
        "I can't find “99999” among the records that you may see.",
    )


async def test_an_agent_that_drafts_nothing(understood: Understood) -> None:
    decision = await understood("Draft an email about case 10001", agent="service")
    assert decision.reading is None or decision.reading.action != "draft_email"
