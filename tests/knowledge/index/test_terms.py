"""Words as the index knows them."""

import pytest

from understudy.knowledge.index.terms import count_words, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("The Heron's roof", ["the", "heron", "s", "roof"]),
        ("a well-known fact", ["a", "well", "known", "fact"]),
        ("Error IR-299!", ["error", "ir", "299", "ir-299"]),
        ("since 2.4.1", ["since", "2", "4", "1", "2.4.1"]),
        ("E4012", ["e4012"]),
        ("Straße, Café", ["strasse", "cafe"]),
        ("snake_case.py", ["snake", "case", "py"]),
        ("' | & ! :* \\", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_a_part_counts_as_often_as_is_said() -> None:
    assert count_words([("red hose", 2), ("The red pump", 1)]) == {"red": 3, "hose": 2, "the": 1, "pump": 1}
