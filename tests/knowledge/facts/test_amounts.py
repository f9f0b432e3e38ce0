"""Numbers with what they measure."""

from math import inf

import pytest

from understudy.knowledge.facts.amounts import find_amounts


@pytest.mark.parametrize(
    ("text", "kind", "low", "high", "unit", "bound"),
    [
        ("within 30 days of delivery", "duration", 30, 30, "", "most"),
        ("a 14-day window", "duration", 14, 14, "", "exact"),
        ("delivered within a week", "duration", 7, 7, "", "most"),
        ("takes 3-5 business days", "duration", 3, 5, "working", "range"),
        ("between 3 and 5 working days", "duration", 3, 5, "working", "range"),
        ("two years", "duration", 730.5, 730.5, "", "exact"),
        ("it costs $9.99 per month", "money", 9.99, 9.99, "USD/month", "exact"),
        ("15 euros per user per month", "money", 15, 15, "EUR/month/user", "exact"),
        ("1k usd", "money", 1000, 1000, "USD", "exact"),
        ("a restocking fee of 15%", "percent", 15, 15, "", "exact"),
        ("up to 10 users", "count", 10, 10, "user", "most"),
        ("5 gb of storage", "count", 5e9, 5e9, "byte", "exact"),
        ("unlimited projects", "count", inf, inf, "project", "most"),
        ("twice a year", "frequency", 2, 2, "", "exact"),
        ("the minimum order is $50", "money", 50, 50, "USD", "least"),
        ("the heaviest parcel weighs 25 kg", "count", 25_000, 25_000, "gram", "most"),
        ("no less than 30 days ahead", "duration", 30, 30, "", "least"),
        ("spread over five months", "duration", 5 * 30.4375, 5 * 30.4375, "", "exact"),
        ("only one dog", "count", 1, 1, "dog", "exact"),
        ("18 or older", "count", 18, 18, "", "least"),
        ("free of charge", "money", 0, 0, "", "exact"),
    ],
)
def test_an_amount_is_read(text: str, kind: str, low: float, high: float, unit: str, bound: str) -> None:
    (found,) = find_amounts(text)
    value = found.value
    assert (value.kind, value.low, value.high, value.unit, value.bound) == (kind, low, high, unit, bound)
    assert text[found.start : found.end] == value.text


@pytest.mark.parametrize(
    "text", ["one of them", "the reviews for 2026", "see step 3", "on page 12", "a dog", "order #17"]
)
def test_what_numbers_something_is_no_amount(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize("text", ["about 5 days", "it usually takes 5 days", "roughly 5 days"])
def test_about_so_much_is_loose(text: str) -> None:
    (found,) = find_amounts(text)
    assert found.value.loose
