"""Words typed in haste, and words that say "now"."""

import pytest

from understudy.llm.local.normalise import correct_text
from understudy.llm.local.shorthand import find_nows


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whos on it rn", "who's on it right now"),
        ("weve none atm", "we've none at the moment"),
        ("whats that pls", "what's that please"),
        ("Dr Rn is here", "Dr Rn is here"),
    ],
)
def test_shorthand_is_written_out(typed: str, meant: str) -> None:
    corrected = correct_text(typed, frozenset(), frozenset())
    assert corrected.text == meant
    assert corrected.typed == typed


def test_now_is_found_and_right_is_not() -> None:
    text = "is it right that they are idle right now?"
    assert [text[start:end] for start, end in find_nows(text)] == ["right now"]
