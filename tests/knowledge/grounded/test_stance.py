"""Yes or no, must or may, clause by clause."""

import pytest

from understudy.knowledge.grounded.stance import clauses_of, opposed


@pytest.mark.parametrize(
    ("told", "known", "against"),
    [
        ("Pets are not allowed in rooms", "Pets are allowed in rooms", True),
        ("Pets are forbidden in rooms", "Pets are not allowed in rooms", False),
        ("You must book a table", "You may book a table", True),
        ("You have to book a table", "You must book a table", False),
        (
            "The pool is heated, but the sauna is not heated",
            "The sauna is not heated; the pool is heated",
            False,
        ),
        ("Dogs are not welcome here", "The garden opens in May", False),
        ("You pay later without interest", "You pay interest later", False),
    ],
)
def test_clauses_about_the_same_thing_are_compared(told: str, known: str, against: bool) -> None:
    assert bool(opposed(clauses_of(told), clauses_of(known))) == against
