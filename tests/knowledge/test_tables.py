"""Which rows of a table answer."""

import pytest

from understudy.knowledge.sentences import split_sentences
from understudy.knowledge.tables import rows_for

FEES = "Member | Fee\nJunior Rower | $20\nSenior Rower | $45\nGuest | up to $60"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What does a senior pay?", [2]),
        ("What is the fee of a guest?", [3]),
        ("What is the fee?", [1, 2, 3]),
        ("What does a rower pay?", [1, 2, 3]),
        ("Who pays $50?", [3]),
    ],
)
def test_the_row_that_is_named_answers_and_else_the_whole_table(question: str, rows: list[int]) -> None:
    sentences = split_sentences(FEES)
    assert rows_for(question, sentences[1], sentences) == tuple(sentences[row] for row in rows)


def test_of_a_long_table_only_the_best_row_is_quoted() -> None:
    sentences = split_sentences("Boat | Seats\n" + "\n".join(f"Boat {n} | {n}" for n in range(20)))
    assert rows_for("Which boats are there?", sentences[4], sentences) == (sentences[4],)


def test_a_sentence_outside_a_table_brings_no_rows() -> None:
    sentences = split_sentences(f"{FEES}\nFees are due in May.")
    assert rows_for("When are fees due?", sentences[-1], sentences) == ()
