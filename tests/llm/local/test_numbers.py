"""Numbers in digits and in words."""

import pytest

from understudy.llm.local.numbers import find_numbers

CASES = [
    ("we sold 12 pumps", "12", 12, "cardinal"),
    ("1,200 units", "1,200", 1200, "cardinal"),
    ("about 3.5k hits", "3.5k", 3500, "cardinal"),
    ("twenty-one boxes", "twenty-one", 21, "cardinal"),
    ("twenty one boxes", "twenty one", 21, "cardinal"),
    ("half a dozen pumps", "half a dozen", 6, "cardinal"),
    ("a couple of pumps", "a couple of", 2, "cardinal"),
    ("two dozen pumps", "two dozen", 24, "cardinal"),
    ("two and a half pallets", "two and a half", 2.5, "cardinal"),
    ("a million and a half clicks", "a million and a half", 1_500_000, "cardinal"),
    ("two hundred and five thousand rows", "two hundred and five thousand", 205_000, "cardinal"),
    ("one hundred and twenty-three rows", "one hundred and twenty-three", 123, "cardinal"),
    ("zero complaints", "zero", 0, "cardinal"),
    ("a few pumps", "a few", 3, "cardinal"),
    ("$2 million in fees", "$2 million", 2_000_000, "money"),
    ("fees of $2.5m", "$2.5m", 2_500_000, "money"),
    ("50k dollars", "50k dollars", 50_000, "money"),
    ("€300 each", "€300", 300, "money"),
    ("12.5% off", "12.5%", 12.5, "percent"),
    ("ten percent off", "ten percent", 10, "percent"),
    ("the third pump", "third", 3, "ordinal"),
    ("the 22nd pump", "22nd", 22, "ordinal"),
    ("the twenty-first pump", "twenty-first", 21, "ordinal"),
]


@pytest.mark.parametrize(("text", "words", "value", "kind"), CASES)
def test_a_number_and_where_it_stands(text: str, words: str, value: float, kind: str) -> None:
    (found,) = find_numbers(text)
    assert (found.text, found.value.value, found.value.kind) == (words, value, kind)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(
    "text", ["an engineer", "001Un0000000001IAA", "someone often", "version v2", "hundreds of"]
)
def test_what_is_no_number(text: str) -> None:
    assert find_numbers(text) == []


def test_two_numbers_joined_by_and_stay_two() -> None:
    assert [n.value.value for n in find_numbers("between three and seven thousand")] == [3, 7000]


def test_what_is_vague_says_so() -> None:
    assert find_numbers("several pumps")[0].value.vague
    assert find_numbers("$9")[0].value.currency == "USD"
