"""Persons, where it is told what they are."""

import pytest

from understudy.knowledge.facts.persons import find_persons


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Ruiz is our Safety Officer.", "ana ruiz"),
        ("The safety officer is Ana Ruiz.", "ana ruiz"),
        ("Safety Officer: Ana Ruiz", "ana ruiz"),
        ("Ask Dr. Ana Ruiz.", "ana ruiz"),
        ("The night shift is led by Ana Ruiz.", "ana ruiz"),
        ("Ana Ruiz, Head of Safety", "ana ruiz"),
    ],
)
def test_a_person_is_known_by_the_name_alone(text: str, name: str) -> None:
    ((found, _),) = find_persons(text)
    assert (found.value.unit, found.value.key) == ("person", name)


@pytest.mark.parametrize("text", ["The finance team is our Safety Committee.", "Boats lie at Alder Hall."])
def test_what_has_no_persons_name_is_none(text: str) -> None:
    assert list(find_persons(text)) == []
