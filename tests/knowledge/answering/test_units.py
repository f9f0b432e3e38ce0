"""Sentences that can only be understood together."""

import pytest

from understudy.knowledge.answering.units import units_of
from understudy.knowledge.sentences import split_sentences


def told(text: str) -> list[str]:
    units = units_of(text, split_sentences(text))
    assert all(text.startswith(unit.text, unit.start) for unit in units)
    return [unit.text for unit in units]


@pytest.mark.parametrize(
    "second",
    [
        "It lasts two years.",
        "Then close the lid.",
        "This takes an hour.",
        "Defaults to 600.",
        "Returns the name.",
        "If not, call us.",
        "Otherwise it stays open.",
    ],
)
def test_what_points_back_belongs_to_the_sentence_before(second: str) -> None:
    assert told(f"Fill the tank. {second}") == [f"Fill the tank. {second}"]


@pytest.mark.parametrize(
    "second",
    [
        "Italy has it too.",
        "Refunds are paid at once.",
        "Tents carry a warranty.",
        "Theirs are green.",
        "Open it.",
    ],
)
def test_what_stands_alone_is_one_of_its_own(second: str) -> None:
    assert told(f"Fill the tank. {second}") == ["Fill the tank.", second]


def test_a_line_ends_what_belongs_together() -> None:
    assert told("Fill the tank.\nIt holds ten liters.") == ["Fill the tank.", "It holds ten liters."]


def test_a_row_of_a_table_is_one_of_its_own() -> None:
    text = "Plan | Price\nStarter | $9\nThis plan | $19"
    assert told(text) == text.split("\n")


def test_no_more_than_three_are_joined() -> None:
    text = "Fill the tank. It is green. It is large. It is heavy. It is old."
    assert told(text) == ["Fill the tank. It is green. It is large.", "It is heavy. It is old."]
