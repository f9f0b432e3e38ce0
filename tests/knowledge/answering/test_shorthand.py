"""Abbreviations spelled out."""

import pytest

from understudy.knowledge.answering.shorthand import spelled_out


@pytest.mark.parametrize(
    ("question", "long"),
    [
        ("wfh rules?", "working from home rules?"),
        ("Who tells HR?", "Who tells human resources?"),
        ("qty per order", "quantity per order"),
        ("Can I use 2FA and SSO?", "Can I use two-factor authentication and single sign-on?"),
        ("Is hr@firm.example right?", "Is hr@firm.example right?"),
        ("Where is docs.zip?", "Where is docs.zip?"),
    ],
)
def test_what_is_short_is_spelled_out(question: str, long: str) -> None:
    assert spelled_out(question) == long
