"""The row whose range holds a number of the question."""

import pytest

from understudy.knowledge.answering.ranges import row_for
from understudy.knowledge.sentences import split_sentences

SHARE = "Loan | Who signs\nup to 10% | the clerk\nabove 10% up to 20% | the lead\nabove 20% | the head"
MONEY = "Role | May pay\nClerk | up to $200\nLead | up to $1,000\nHead | above $1,000"
AGES = "Fare | Age\nChild | under 12\nTeen | from 12 up to 17\nAdult | at least 18"
PLAIN = "Boat | Seats\nHeron | 12\nTeal | 4"


@pytest.mark.parametrize(
    ("table", "question", "row"),
    [
        (SHARE, "Who signs for 18%?", "above 10% up to 20% | the lead"),
        (SHARE, "Who signs for 10 percent?", "up to 10% | the clerk"),
        (SHARE, "And for 20.5 %?", "above 20% | the head"),
        (SHARE, "Who signs?", None),
        (SHARE, "Who signs for $18?", None),
        (SHARE, "Who signed 18 loans?", None),
        (MONEY, "Who may pay $150?", "Clerk | up to $200"),
        (MONEY, "Who may pay 800 dollars?", "Lead | up to $1,000"),
        (MONEY, "Who may pay $1,000.50?", "Head | above $1,000"),
        (AGES, "What is the fare at 12?", "Teen | from 12 up to 17"),
        (AGES, "What is the fare at 11?", "Child | under 12"),
        (AGES, "What is the fare at 90?", "Adult | at least 18"),
        (PLAIN, "Which boat has 4 seats?", None),
        ("Loans up to 10% need a clerk.", "Who signs for 5%?", None),
    ],
)
def test_the_narrowest_range_of_the_same_unit_is_taken(table: str, question: str, row: str | None) -> None:
    found = row_for(question, split_sentences(table))
    assert (found.text if found else None) == row
