"""Where sentences begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.knowledge.sentences import split_sentences

CASES = {
    "One. Two? Three!": ["One.", "Two?", "Three!"],
    "It costs $4.50 a lb. today. Buy e.g. Apples. Done.": [
        "It costs $4.50 a lb. today.",
        "Buy e.g. Apples.",
        "Done.",
    ],
    "1. Open it. Look.\n2. Close it.": ["1. Open it.", "Look.", "2. Close it."],
    "He said “Go.” Then left.": ["He said “Go.”", "Then left."],
    "": [],
    "  ": [],
}


@pytest.mark.parametrize(("text", "sentences"), CASES.items(), ids=CASES)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == sentences


def test_a_row_knows_the_first_of_its_table() -> None:
    found = split_sentences("Size | Price\nS | $1\nM | $2\nAll in stock.\nA | B")
    assert [(s.text, s.lead) for s in found] == [
        ("Size | Price", ""),
        ("S | $1", "Size | Price"),
        ("M | $2", "Size | Price"),
        ("All in stock.", ""),
        ("A | B", ""),
    ]


@given(st.text(alphabet="aB1. !?\n|'\"", max_size=200))
def test_every_sentence_stands_where_it_says_and_no_word_is_lost(text: str) -> None:
    found = split_sentences(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert "".join("".join(each.text for each in found).split()) == "".join(text.split())


def test_a_text_without_full_stops_is_cut() -> None:
    assert [len(s.text.split()) for s in split_sentences("word " * 250)] == [120, 120, 10]
