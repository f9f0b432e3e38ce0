"""What a question asks for, and what tells it."""

import pytest

from understudy.knowledge.aspects import asked_for, tells


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("How long does paint dry?", "figure"),
        ("When do we leave?", "figure"),
        ("What does the ferry cost?", "figure"),
        ("Who steers?", "person"),
        ("Whom do I ask?", "person"),
        ("May I bring a dog?", None),
    ],
)
def test_what_is_asked_for(question: str, aspect: str | None) -> None:
    assert asked_for(question) == aspect


@pytest.mark.parametrize(
    ("text", "figure", "person"),
    [
        ("Paint dries in two days.", True, False),
        ("The keys are with Jo Lind.", False, True),
        ("Ask your manager.", False, True),
        ("Paint smells.", False, False),
    ],
)
def test_what_tells_it(text: str, figure: bool, person: bool) -> None:
    assert (tells(text, "figure"), tells(text, "person")) == (figure, person)
