"""Several questions in one message."""

import pytest

from understudy.knowledge.answering.parts import split_question

SEVERAL = {
    "How long is delivery and can I return it?": ["How long is delivery?", "can I return it?"],
    "What does it cost, and do you take cards?": ["What does it cost?", "do you take cards?"],
    "I have a boiler. Is it covered? And who pays the visit?": [
        "I have a boiler. Is it covered?",
        "And who pays the visit?",
    ],
    "Who signs the form; when is it due?": ["Who signs the form?", "when is it due?"],
    "Please tell me how to open it and how to lock it.": ["how to open it?", "how to lock it?"],
}
ONE = [
    "How do I clean and store the tent?",
    "Who decides and when?",
    "What do I do if the light blinks and what it says is wrong?",
    "The boiler leaks and is cold",
    "I have a boiler. It is cold. What now?",
    "Which of the two is louder?",
    "returns",
]


@pytest.mark.parametrize(("message", "parts"), SEVERAL.items(), ids=SEVERAL)
def test_each_question_is_a_part(message: str, parts: list[str]) -> None:
    assert [part.text for part in split_question(message)] == parts


@pytest.mark.parametrize("message", ONE)
def test_what_asks_one_thing_stays_whole(message: str) -> None:
    assert [part.text for part in split_question(message)] == [message]


def test_a_part_that_points_back_knows_to_what() -> None:
    first, second = split_question("How do I pair a wireless valve? And how long does it last?")
    assert first.explained == first.text
    assert second.explained == "pair wireless valve: And how long does it last?"


def test_a_message_of_very_many_questions_is_looked_up_as_a_whole() -> None:
    assert len(split_question("What is it? " * 5)) == 1
