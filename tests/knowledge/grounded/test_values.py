"""What a sentence says to the letter."""

import pytest

from understudy.knowledge.grounded.values import against, equal, names_of, values_of


def values(text: str) -> list[tuple[str, str]]:
    return [(value.kind, value.text) for value in values_of(text)]


def test_figures_days_and_contacts_are_read_once_each() -> None:
    text = "Write to me@a.example by 3 May 2026 or pay $20 within 14 days."
    assert [kind for kind, _ in values(text)] == ["email", "date", "money", "duration"]


@pytest.mark.parametrize(
    ("told", "known", "same", "other"),
    [
        ("two weeks", "14 days", True, False),
        ("3 weeks", "14 days", False, True),
        ("at least 5 days", "up to 5 days", False, True),
        ("at most twice a week", "at least twice a week", False, True),
        ("on 4 May", "on 4 May 2026", True, False),
        ("$20", "20%", False, False),
    ],
)
def test_two_values_say_the_same_or_not(told: str, known: str, same: bool, other: bool) -> None:
    (one,), (two,) = values_of(f"It is {told}"), values_of(f"It is {known}")
    assert (equal(one, two), against(one, two)) == (same, other)


def test_names_stand_within_a_sentence_or_are_known() -> None:
    assert names_of("Ask Ingrid Solberg about part GH-130.") == ["Ingrid Solberg", "GH-130"]
    assert names_of("Larch is free.") == []
    assert names_of("Larch is free.", {"Larch"}) == ["Larch"]
