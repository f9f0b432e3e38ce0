"""Teams, places and versions."""

import pytest

from understudy.knowledge.facts.names import find_places, find_teams, find_versions
from understudy.llm.local.spans import longest_first, plain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Invoices are approved by the finance team.", "finance team"),
        ("The Customer Care team handles refunds.", "Customer Care team"),
        ("Contact HR for this.", "HR"),
        ("Human resources decides on requests.", "Human resources"),
        ("Your line manager approves claims.", "line manager"),
        ("Boats are collected at the lake station.", "lake station"),
        ("Training is held in Room 12.", "Room 12"),
    ],
)
def test_a_team_or_place_is_read_where_something_is_done(text: str, name: str) -> None:
    assert [found.value.text for found in longest_first([*find_teams(text), *find_places(text)])] == [name]


def test_a_team_that_does_nothing_is_no_value() -> None:
    assert list(find_teams("Our team is friendly.")) == []


@pytest.mark.parametrize(
    ("text", "unit", "key"),
    [
        ("Requires Android 12 or later", "android", "12"),
        ("from version 4.0 on", "version", "4"),
        ("Python 3.11", "python", "3.11"),
    ],
)
def test_a_version_is_read(text: str, unit: str, key: str) -> None:
    (found,) = find_versions(plain(text))
    assert (found.value.unit, found.value.key) == (unit, key)
