"""Who does something."""

import pytest

from understudy.knowledge.facts.teams import find_teams, team_of_cell


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Invoices are approved by the finance team.", "finance team"),
        ("The Customer Care team handles refunds.", "Customer Care team"),
        ("Contact HR for this.", "HR"),
        ("Human resources decides on requests.", "Human resources"),
        ("Your line manager approves claims.", "line manager"),
        ("Requests go to the Claims Review Board.", "Claims Review Board"),
        ("Complaints go to Quality Assurance.", "Quality Assurance"),
        ("The Linen Room hands out towels.", "Linen Room"),
        ("The Fire Warden is Tom Berg.", "Tom Berg"),
        ("Ada Moss is the Fire Warden.", "Ada Moss"),
        ("The kitchen is run by Ada Moss.", "Ada Moss"),
        ("The Harbour Desk in Porthley takes care of berths.", "Harbour Desk"),
        ("Ana Ruiz, Head of Safety, is responsible for drills.", "Ana Ruiz"),
        ("Drills are planned by our Safety Officer, Ana Ruiz.", "Ana Ruiz"),
    ],
)
def test_a_team_or_person_is_read_where_something_is_done(text: str, name: str) -> None:
    assert [found.value.text for found in find_teams(text)] == [name]


def test_a_team_that_does_nothing_is_no_value() -> None:
    assert list(find_teams("Our team is friendly.")) == []


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Harbour Desk, Porthley", "Harbour Desk"),
        ("Ana Ruiz, Safety Officer", "Ana Ruiz"),
        ("by agreement", ""),
    ],
)
def test_a_cell_names_who_when_it_holds_nothing_else(cell: str, name: str) -> None:
    assert "".join(found.value.text for found in team_of_cell(cell)) == name
