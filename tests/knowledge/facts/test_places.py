"""Where something is or happens."""

import pytest

from understudy.knowledge.facts.places import find_places


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Boats are collected at the lake station.", "lake station"),
        ("Training is held in Room 12.", "Room 12"),
    ],
)
def test_a_place_is_read_where_something_happens(text: str, name: str) -> None:
    assert [found.value.text for found in find_places(text)] == [name]
