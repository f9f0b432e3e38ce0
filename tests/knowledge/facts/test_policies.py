"""Yes and no, in whatever words."""

import pytest

from understudy.knowledge.facts.policies import find_policy, without_answers


@pytest.mark.parametrize(
    ("low", "mode", "answer"),
    [
        ("guests may bring a dog.", "allow", "yes"),
        ("guests may not bring a dog.", "allow", "no"),
        ("dogs are welcome.", "allow", "yes"),
        ("dogs have to stay outside.", "allow", "no"),
        ("dogs are not normally allowed.", "allow", "no"),
        ("no dogs are allowed.", "allow", "no"),
        ("dogs are not admitted.", "allow", "no"),
        ("the garden is closed to dogs.", "allow", "no"),
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


def test_what_only_says_yes_or_no_is_no_part_of_what_it_is_said_to() -> None:
    assert without_answers("dogs are not allowed here.").split() == ["dogs", "are", "here."]
    assert "ship" in without_answers("we do not ship to islands.")


def test_an_answer_answers_its_question() -> None:
    found = find_policy("no, not before noon.", "Do I need a ticket?")
    assert found
    assert (found.value.unit, found.value.key) == ("demand", "no")
