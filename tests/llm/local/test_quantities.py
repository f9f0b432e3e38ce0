"""Comparisons: operator, number, unit and noun."""

import pytest

from understudy.llm.local.quantities import Comparison, find_quantities

CASES = [
    # text, operator, number, unit, noun
    ("reps with more than three visits", "gt", 3, "count", "visits"),
    ("over 3", "gt", 3, "count", ""),
    ("dealers having above nine repairs", "gt", 9, "count", "repairs"),
    ("stores that made upwards of 40 returns", "ge", 40, "count", "returns"),
    ("at least four pumps", "ge", 4, "count", "pumps"),
    ("no fewer than five tickets", "ge", 5, "count", "tickets"),
    ("a minimum of 3 visits", "ge", 3, "count", "visits"),
    ("at minimum 4 visits", "ge", 4, "count", "visits"),
    ("fewer than 5 visits", "lt", 5, "count", "visits"),
    ("under 10 quotes", "lt", 10, "count", "quotes"),
    ("up to 7 visits", "le", 7, "count", "visits"),
    ("no more than two escalations", "le", 2, "count", "escalations"),
    ("at most half a dozen visits", "le", 6, "count", "visits"),
    ("exactly two visits", "eq", 2, "count", "visits"),
    ("only one visit", "eq", 1, "count", "visit"),
    ("more than zero visits", "gt", 0, "count", "visits"),
    ("more than one visit", "gt", 1, "count", "visit"),
    ("over 2 site inspections", "gt", 2, "count", "site inspections"),
    ("more than 2 repaired pump who", "gt", 2, "count", "repaired pump"),
    ("3 or more visits", "ge", 3, "count", "visits"),
    ("4+ visits", "ge", 4, "count", "visits"),
    ("5 visits or fewer", "le", 5, "count", "visits"),
    (">= 4 visits", "ge", 4, "count", "visits"),
    ("more than a dozen visits", "gt", 12, "count", "visits"),
    ("over 2000 visits", "gt", 2000, "count", "visits"),
    ("multiple visits", "ge", 2, "count", "visits"),
    ("shops with 0 returns", "eq", 0, "count", "returns"),
    ("shops with several returns", "ge", 3, "count", "returns"),
    ("shops with no returns", "eq", 0, "count", "returns"),
    ("called more than once", "gt", 1, "count", "times"),
    ("called at least three times", "ge", 3, "count", "times"),
    ("did not repair more than 5 pumps", "le", 5, "count", "pumps"),
    ("hasn't made fewer than 2 visits", "ge", 2, "count", "visits"),
    ("fee above $10,000", "gt", 10_000, "money", "fee"),
    ("gardens worth more than 50k", "gt", 50_000, "money", "gardens worth"),
    ("a rebate over 20%", "gt", 20, "percent", "rebate"),
    ("win rate below 30 percent", "lt", 30, "percent", "win rate"),
    ("a 15% rebate or more", "ge", 15, "percent", "rebate"),
    ("repairs that took longer than 3 days", "gt", 3, "day", "took"),
    ("repaired within 5 days", "le", 5, "day", "repaired"),
    ("whose fee is greater than or equal to $5k", "ge", 5000, "money", "fee"),
    ("orders of at least 100 units", "ge", 100, "count", "units"),
]


@pytest.mark.parametrize(("text", "op", "number", "unit", "noun"), CASES)
def test_a_bound(text: str, op: str, number: float, unit: str, noun: str) -> None:
    (found,) = find_quantities(text)
    value = found.value
    assert (value.op, value.low, value.unit, value.noun) == (op, number, unit, noun)
    assert text[found.start : found.end] == found.text
    if value.noun_range:
        assert text[slice(*value.noun_range)] == noun


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 3 and 7 visits", 3, 7),
        ("3-7 visits", 3, 7),
        ("from two to nine visits", 2, 9),
        ("between $10k and $50k", 1e4, 5e4),
    ],
)
def test_between(text: str, low: float, high: float) -> None:
    (found,) = find_quantities(text)
    assert (found.value.op, found.value.low, found.value.high) == ("between", low, high)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("any visits", "any"),
        ("if they made any", "any"),
        ("who sold at all", "any"),
        ("3 dealers with most visits", "bare"),
        ("more than 3 dealers", "stated"),
    ],
)
def test_form(text: str, form: str) -> None:
    assert find_quantities(text)[0].value.form == form


@pytest.mark.parametrize(
    "text",
    [
        "more than three months ago",
        "the top 5 dealers",
        "in 2021",
        "before 2021",
        "case 12 is open",
        "most of them",
        "is there any month when",
        "no longer open",
        "no idea",
        "at the latest",
        "the last resort",
        "under review",
    ],
)
def test_what_sets_no_bound(text: str) -> None:
    assert find_quantities(text) == []


def test_what_is_taken_is_not_read() -> None:
    text = "sold over the past 3 weeks, over 3 weeks old"
    assert [q.text for q in find_quantities(text, [(5, 26)])] == ["over 3 weeks"]


def test_a_noun_said_once_belongs_to_both_bounds() -> None:
    first, second = find_quantities("at least 2 but fewer than 5 visits")
    assert (first.value.op, first.value.noun, second.value.op, second.value.noun) == (
        "ge",
        "visits",
        "lt",
        "visits",
    )


@pytest.mark.parametrize(
    ("op", "inside", "outside"), [("gt", 4, 3), ("ge", 3, 2), ("lt", 2, 3), ("le", 3, 4), ("eq", 3, 4)]
)
def test_holds(op: str, inside: float, outside: float) -> None:
    bound = Comparison(op, 3)  # pyright: ignore[reportArgumentType]
    assert bound.holds(inside)
    assert not bound.holds(outside)


def test_between_includes_both_ends() -> None:
    assert [Comparison("between", 2, 4).holds(n) for n in (1, 2, 4, 5)] == [False, True, True, False]
