"""What a question asks about, and for what kind of value."""

import pytest

from understudy.knowledge.answering.asked import kinds_in, read_question


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("How long may I stay?", "At most three weeks.", "At most $20."),
        ("How much time off do I get?", "Five days a year.", "It is $20."),
        ("How soon do you reply?", "By noon of the next day.", "You reply to us."),
        ("When do you ship?", "On Tuesdays.", "In a box."),
        ("When are reviews?", "In April and October.", "You may review it."),
        ("What are your opening hours?", "8 am to 5 pm.", "10 doors."),
        ("What does it cost?", "It costs $20.", "It lasts two weeks."),
        ("How many days do I have?", "There are 14 days.", "There are 14 rooms."),
        ("How many rooms are there?", "There are 14 rooms.", "There are many."),
        ("How heavy is it?", "It weighs 14 kg.", "It is of iron."),
        ("How often do you sync?", "Every 15 minutes.", "By the server."),
        ("Where are you?", "At 8 Ferry Street.", "For two weeks."),
        ("Which discount do I get?", "You get 15% off.", "You get none."),
    ],
)
def test_the_kind_of_value_that_is_asked_for(question: str, answer: str, other: str) -> None:
    kinds = read_question(question, {}).kinds
    assert kinds & kinds_in(answer)
    assert not kinds & kinds_in(other)


@pytest.mark.parametrize("question", ["Can I return it?", "Who approves it?", "Why does it leak?"])
def test_any_sentence_may_answer_what_asks_for_no_value(question: str) -> None:
    assert read_question(question, {}).kinds == frozenset()


def test_a_word_tells_as_much_as_it_is_rare_and_grammar_nothing() -> None:
    asked = read_question("How can the tent be mended?", {"tent": 0.2, "mended": 0.8})
    assert sorted(asked.words.values()) == ["mended", "tent"]
    assert sorted(asked.weights.values()) == [0.2, 0.8]
