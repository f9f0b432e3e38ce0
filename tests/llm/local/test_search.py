"""Wishes to look for words; and questions that only sound like one."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("text", "words", "objects"),
    [
        ("Which cases mention mould?", "mould", ("Case",)),
        ('Search for "cold frame" in cases.', "cold frame", ("Case",)),
        ("search for drip line", "drip line", ()),
        ("Which emails contain the word goodwill?", "goodwill", ("EmailMessage",)),
        ("Show me anything mentioning sensor battery", "sensor battery", ()),
        ("Look for anything about frozen valves in emails", "frozen valves", ("EmailMessage",)),
        ("Are there any cases that talk about leaking valves?", "leaking valves", ("Case",)),
        ('Search for "open cases" in emails', "open cases", ("EmailMessage",)),
    ],
)
async def test_words_in_any_field(
    understood: Understood, text: str, words: str, objects: tuple[str, ...]
) -> None:
    decision = await understood(text)
    assert decision.reading is not None
    assert (decision.kind, decision.reading.action) == ("act", "search")
    assert decision.reading.arguments == {"words": words, "objects": objects}


@pytest.mark.parametrize(
    "text",
    [
        "Search for open cases from last week",
        "Which orders contain more than 3 products?",
        "Find everything about the opportunities in negotiation",
        "Which cases came in last week?",
    ],
)
async def test_what_the_org_has_words_for_is_no_search(understood: Understood, text: str) -> None:
    decision = await understood(text)
    assert decision.reading is None or decision.reading.action != "search"
