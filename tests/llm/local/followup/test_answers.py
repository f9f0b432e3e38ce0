"""Answers to a question asked back: by words, by number, and not everything short is one."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.llm.local.decide import Decision
from understudy.llm.local.followup.answers import chosen
from understudy.llm.situation import AskedBack, Memory

CHOICES = ("Harbor Light Nursery (Account)", "Harbor Point Landscaping (Account)", "Ximena Demir (Lead)")
Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Harbor Point", 1),
        ("the Light one", 0),
        ("Harbor Light Nursery (Account)", 0),
        ("2", 1),
        ("number three", 2),
        ("the first", 0),
        ("the last one please", 2),
        ("I mean the lead", 2),
        ("Harbor", None),
        ("9", None),
        ("the account", None),
        ("How many cases are open?", None),
        ("", None),
    ],
)
def test_a_choice_is_told_by_its_words_or_its_number(said: str, place: int | None) -> None:
    assert chosen(said, CHOICES) == place


@pytest.mark.parametrize(
    ("asked", "choices", "answer", "expected"),
    [
        ("How many cases did Harbor open in 2025?", CHOICES[:2], "the second", {"definition": "case_volume"}),
        ("Who should take this lead?", (), "It is in Ohio.", {"region": "OH"}),
        ("How many cases were opened during the fair?", (), "in May 2026", {"definition": "case_volume"}),
    ],
)
async def test_the_question_is_answered_with_what_was_asked_back(
    understood: Understood, asked: str, choices: tuple[str, ...], answer: str, expected: dict[str, str]
) -> None:
    decision = await understood(answer, memory=Memory(asked=AskedBack(asked, choices)))
    assert decision.kind == "act"
    assert decision.reading is not None
    assert expected.items() <= decision.reading.arguments.items()


async def test_a_new_question_is_no_answer(understood: Understood) -> None:
    ask = "How many accounts are in Texas?"
    memory = Memory(asked=AskedBack("How many cases did Harbor open in 2025?", CHOICES[:2]))
    alone, after = await understood(ask), await understood(ask, memory=memory)
    assert alone.reading == after.reading
