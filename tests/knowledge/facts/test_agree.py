"""Whether two values can both be right."""

import pytest

from understudy.knowledge.facts.agree import disagree
from understudy.knowledge.facts.amounts import find_amounts


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("14 days", "two weeks", False),
        ("24 months", "2 years", False),
        ("30 days", "one month", False),
        ("within 14 days", "within 30 days", True),
        ("14 days", "within 30 days", True),
        ("5 working days", "7 days", False),
        ("5 working days", "20 days", True),
        ("1 to 3 days", "up to 3 days", False),
        ("1 to 3 days", "up to 2 days", True),
        ("3 to 5 days", "2 to 4 days", True),
        ("20 to 30 minutes", "about 25 minutes", False),
        ("it usually takes 4 days", "at most 10 days", False),
        ("at least 4 days", "10 days", False),
        ("at least 4 days", "2 days", True),
        ("at least 4 days", "at most 10 days", False),
        ("$1,000", "1k usd", False),
        ("$5", "5 euros", False),
        ("$5 per month", "$50 per year", False),
        ("$5", "free of charge", True),
        ("10 users", "12 users", True),
        ("10 users", "12 projects", False),
        ("10 users", "unlimited users", True),
        ("100 requests", "102 requests", True),
        ("2 kg", "2000 g", False),
    ],
)
def test_two_amounts(one: str, other: str, apart: bool) -> None:
    a, b = (find_amounts(text)[0].value for text in (one, other))
    assert disagree(a, b) is disagree(b, a) is apart
