"""A question spelled as the documents spell."""

import pytest

from understudy.knowledge.answering.spelling import respell, words_of

KNOWN = words_of(["Receipts are needed.", "A receipt for each of the expenses, and accommodation."])


def test_short_words_are_none_to_be_told_from_a_slip() -> None:
    assert words_of(["Each of the Boats"]) == {"boats"}


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("Is a recipt needed?", "Is a receipt needed?"),
        ("Is a reciept needed?", "Is a receipt needed?"),
        ("wich expences?", "wich expenses?"),
        ("acomodation", "accommodation"),
        ("Are receipts needed?", "Are receipts needed?"),
        ("Is a leceipt needed?", "Is a leceipt needed?"),
        ("Is a rcpt needed?", "Is a rcpt needed?"),
        ("Is a recital given?", "Is a recital given?"),
    ],
)
def test_only_a_slip_is_mended(question: str, mended: str) -> None:
    told, read = respell(question, KNOWN)
    assert told == mended
    assert bool(read) == (question != mended)


def test_it_says_what_was_read_as_what() -> None:
    assert respell("Recipt and expences", KNOWN)[1] == {"Recipt": "receipt", "expences": "expenses"}
