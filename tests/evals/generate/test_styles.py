"""Ways to say the same: what is meant stays, and names and values stay letter by letter."""

from random import Random

import pytest

from understudy.evals.generate.draft import Phrase
from understudy.evals.generate.styles import STYLES, said_in

PHRASE = Phrase(
    "Show me the opportunities of the account Clay & Sons, please.",
    "opportunities Clay & Sons",
    ("Clay & Sons",),
    {"opportunities": "mandates", "account": "studio"},
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(20))
def test_names_stay_whatever_the_style(style: str, seed: int) -> None:
    said = said_in(style, PHRASE, Random(seed))
    assert said
    assert "Clay & Sons" in said


@pytest.mark.parametrize("style", STYLES)
def test_the_same_chance_says_the_same(style: str) -> None:
    assert said_in(style, PHRASE, Random(7)) == said_in(style, PHRASE, Random(7))


def test_what_cannot_be_said_in_a_style_is_not() -> None:
    plain = Phrase("Who is there?")
    assert said_in("terse", plain, Random(1)) is None
    assert said_in("other_words", plain, Random(1)) is None
    assert said_in("plain", plain, Random(1)) == "Who is there?"


def test_other_words_are_those_that_are_given() -> None:
    told = "Show me the mandates of the studio Clay & Sons, please."
    assert said_in("other_words", PHRASE, Random(1)) == told
    phrase = Phrase("List an order of a case.", others={"order": "purchase", "case": "incident"})
    assert said_in("other_words", phrase, Random(1)) == "List a purchase of an incident."


def test_a_typing_mistake_is_one_slip() -> None:
    for seed in range(20):
        said = said_in("typos", PHRASE, Random(seed)) or ""
        assert abs(len(said) - len(PHRASE.whole)) <= 1
        different = [word for word in said.split() if word not in PHRASE.whole.split()]
        assert len(different) == 1


def test_dictation_has_no_marks_and_no_capitals_but_in_names() -> None:
    said = said_in("dictated", PHRASE, Random(3)) or ""
    assert not set(said) & set(".,?!")
    assert said.replace("Clay & Sons", "") == said.replace("Clay & Sons", "").lower()
