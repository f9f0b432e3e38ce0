"""Directions, counts and places."""

import pytest

from understudy.llm.local.superlatives import find_superlatives

CASES = [
    # text, kind, count, position, dimension
    ("the longest repair", "more", None, None, "duration"),
    ("the slowest workshop", "more", None, None, "duration"),
    ("quickest repair", "less", None, None, "duration"),
    ("most quickly repaired", "less", None, None, "duration"),
    ("took the most time to repair", "more", None, None, "duration"),
    ("least amount of time", "less", None, None, "duration"),
    ("highest fee", "more", None, None, None),
    ("lowest fee", "less", None, None, None),
    ("fewest visits", "less", None, None, None),
    ("least visits", "less", None, None, None),
    ("maximum fee", "more", None, None, None),
    ("minimum fee", "less", None, None, None),
    ("best workshop", "good", None, None, None),
    ("the poorest workshop", "bad", None, None, None),
    ("top-performing workshop", "good", None, None, None),
    ("top-selling pump", "good", None, None, None),
    ("the leading dealer", "good", None, None, None),
    ("least successful dealer", "bad", None, None, None),
    ("most effective dealer", "good", None, None, None),
    ("least efficient dealer", "bad", None, None, None),
    ("top five dealers", "good", 5, None, None),
    ("bottom 3 dealers", "bad", 3, None, None),
    ("worst three dealers", "bad", 3, None, None),
    ("the 3 best dealers", "good", 3, None, None),
    ("ten biggest gardens", "more", 10, None, "amount"),
    ("second highest fee", "more", None, 2, None),
    ("the 3rd longest repair", "more", None, 3, "duration"),
    ("second-best dealer", "good", None, 2, None),
    ("the runner-up", "good", None, 2, None),
    ("in third place", "good", None, 3, None),
    ("in 6th place", "good", None, 6, None),
    ("who came second", "good", None, 2, None),
    ("who ranks third by fees", "good", None, 3, None),
    ("who finished last", "bad", None, 1, None),
    ("dealer number two", "good", None, 2, None),
    ("the cheapest pump", "less", None, None, "price"),
    ("most expensive repair", "more", None, None, "price"),
    ("the most fast repair", "less", None, None, "duration"),
    ("oldest pump", "less", None, None, "time"),
    ("most recent visit", "more", None, None, "time"),
    ("the predominant fault", "more", None, None, "frequency"),
    ("most common fault", "more", None, None, "frequency"),
    ("most frequently reported fault", "more", None, None, "frequency"),
    ("least frequent fault", "less", None, None, "frequency"),
    ("smallest garden", "less", None, None, "amount"),
    ("number one dealer", "good", None, None, None),
]


@pytest.mark.parametrize(("text", "kind", "count", "position", "dimension"), CASES)
def test_a_superlative(
    text: str, kind: str, count: int | None, position: int | None, dimension: str | None
) -> None:
    (found,) = find_superlatives(text)
    value = found.value
    assert (value.kind, value.count, value.position, value.dimension) == (kind, count, position, dimension)
    assert value.form == "superlative"


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("rank dealers by fee", "good", "ranking"),
        ("in descending order", "more", "ranking"),
        ("from lowest to highest", "less", "ranking"),
        ("worst first", "bad", "ranking"),
        ("is Ada or Bob faster", "less", "comparative"),
        ("a fee significantly higher than in other months", "more", "outlier"),
        ("visits far exceeded those of other months", "more", "outlier"),
        ("noticeably fewer than usual", "less", "outlier"),
        ("which month stands out", "more", "outlier"),
    ],
)
def test_other_forms(text: str, kind: str, form: str) -> None:
    (found,) = find_superlatives(text)
    assert (found.value.kind, found.value.form) == (kind, form)


def test_an_outlier_may_come_in_two_pieces() -> None:
    first, second = find_superlatives(
        "did we get substantially more visits for Hose 3 than in the other months"
    )
    assert (first.text, second.text) == ("substantially more", "than in the other months")
    assert first.value.form == second.value.form == "outlier"


@pytest.mark.parametrize(
    "text",
    [
        "at most 5 visits",
        "at least 3 visits",
        "most of the pumps",
        "best practices",
        "best regards",
        "a maximum of 5",
        "the record type",
        "trailing 12 months",
        "last but not least",
        "Garden Peak Tools sold it",
        "from the Orbit Max",
    ],
)
def test_what_is_no_superlative(text: str) -> None:
    assert find_superlatives(text) == []


def test_adjectives_that_may_be_nothing_more_are_weak() -> None:
    assert find_superlatives("the primary contact")[0].value.weak
    assert not find_superlatives("the top dealer")[0].value.weak
