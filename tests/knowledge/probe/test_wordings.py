"""The same question asked otherwise."""

from random import Random

import pytest
from rapidfuzz.distance import OSA

from understudy.knowledge.probe.wordings import reworded

QUESTION = "How do I return faulty goods without the invoice?"


def test_as_written_stays() -> None:
    assert reworded(QUESTION, "as written", Random(1)) == QUESTION


def test_other_words_are_those_of_people() -> None:
    told = reworded(QUESTION, "other words", Random(1))
    assert told == "How to send back defective items without the bill?"


def test_key_words_are_what_is_left_without_the_grammar() -> None:
    assert reworded(QUESTION, "key words", Random(1)) == "return faulty goods invoice"


@pytest.mark.parametrize("seed", range(30))
def test_a_typing_mistake_is_one_slip_in_one_word_that_says_something(seed: int) -> None:
    told = reworded(QUESTION, "typing mistake", Random(seed))
    pairs = [(was, now) for was, now in zip(QUESTION.split(), told.split(), strict=True) if was != now]
    ((was, now),) = pairs
    assert OSA.distance(was, now) == 1
    assert was[0] == now[0]
    assert was.strip("?") in ("return", "faulty", "goods", "invoice")
    assert told == reworded(QUESTION, "typing mistake", Random(seed))


def test_what_has_no_long_word_has_no_mistake() -> None:
    assert reworded("Is it on?", "typing mistake", Random(1)) == "Is it on?"
