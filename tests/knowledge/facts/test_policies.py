"""Yes and no, in whatever words."""

import pytest

from understudy.knowledge.facts.policies import find_policy


@pytest.mark.parametrize(
    ("low", "mode", "answer"),
    [
        ("guests may bring a dog.", "allow", "yes"),
        ("guests may not bring a dog.", "allow", "no"),
        ("dogs are welcome.", "allow", "yes"),
        ("dogs have to stay outside.", "allow", "no"),
        ("dogs are not normally allowed.", "allow", "no"),
        ("no dogs are allowed.", "allow", "no"),
        ("nobody may enter the engine room.", "allow", "no"),
        ("the engine room is off limits.", "allow", "no"),
        ("you can't pay by cheque.", "allow", "no"),
        ("towels must not be left there.", "allow", "no"),
        ("you must bring a towel.", "demand", "yes"),
        ("you do not need to bring a towel.", "demand", "no"),
        ("a towel is optional.", "demand", "no"),
        ("a towel is not optional.", "demand", "yes"),
        ("breakfast is included.", "include", "yes"),
        ("breakfast is not included.", "include", "no"),
        ("breakfast costs extra.", "include", "no"),
        ("the lift runs at night as well.", "be", "yes"),
        ("the lift never runs at night.", "be", "no"),
    ],
)
def test_what_a_sentence_says_yes_or_no_to(low: str, mode: str, answer: str) -> None:
    found = find_policy(low)
    assert found
    assert (found.value.unit, found.value.key) == (mode, answer)


def test_what_only_a_condition_denies_is_not_denied() -> None:
    found = find_policy("you can swim if the lake is not frozen.")
    assert found
    assert found.value.key == "yes"


def test_an_answer_answers_its_question() -> None:
    found = find_policy("no, not before noon.", "Do I need a ticket?")
    assert found
    assert (found.value.unit, found.value.key) == ("demand", "no")
