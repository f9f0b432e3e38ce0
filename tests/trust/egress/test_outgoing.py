"""What may leave of a reply, piece by piece, and how much is looked at for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.trust.egress import outgoing
from understudy.trust.egress.outgoing import Outgoing
from understudy.trust.egress.targets import Targets

_SIGNS = ["[", "]", "(", ")", "!", "<", ">", "a", "word", " ", "\n\n", "&#58;", ";", "https://evil.example/x"]


def _passed(text: str, size: int) -> str:
    passing = Outgoing(Targets, lambda _taken: None)
    pieces = [passing.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join([*pieces, passing.flush()])


@given(st.lists(st.sampled_from(_SIGNS), max_size=25).map("".join), st.integers(1, 7))
def test_no_address_leaves_however_the_text_is_cut(text: str, size: int):
    assert "evil.example/x" not in _passed(text, size)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("one two", "one "),
        ("one [two](https://a.example) thr", "one two "),
        ("one [two three", "one "),
        ("a < b and", "a < b "),
        ("a <b and", "a "),
        ("a & b c", "a & b "),
    ],
)
def test_what_can_change_no_more_leaves_at_a_blank(text: str, left: str):
    assert Outgoing(Targets, lambda _taken: None).feed(text) == left


@pytest.mark.parametrize("text", ["[" + "a" * 4000, "&" * 4000, "<a" * 2000, "[" * 4000, "a" * 4000])
def test_nothing_is_looked_at_over_and_over(text: str, monkeypatch: pytest.MonkeyPatch):
    tries = 0
    given_up = outgoing._given_up

    def counted(held: str, start: int) -> object:
        nonlocal tries
        tries += len(held) - start
        return given_up(held, start)

    monkeypatch.setattr(outgoing, "_given_up", counted)
    assert _passed(text, 4) == text
    assert tries <= 2 * len(text)
