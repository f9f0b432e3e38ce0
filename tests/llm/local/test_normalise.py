"""Words, stems, spelling, typing errors and sentences."""

import pytest

from understudy.llm.local.normalise import (
    american,
    correct,
    correct_text,
    quoted,
    sentences,
    stem,
    stems,
    tokens,
)

FAMILIES = [
    "close closing closed closes closure closures",
    "transfer transfers transferred transferring",
    "handle handles handled handling",
    "resolve resolved resolution resolutions",
    "convert converting conversion conversions",
    "sell sold selling sale sales",
    "assign assigned assignment assignments",
    "escalate escalated escalation",
    "create created creation",
    "company companies",
    "policy policies",
    "status statuses",
    "win won winning",
    "approve approved approval",
    "ship shipped shipment",
    "reply replied replies",
    "organise organize organised",
    "subscribe subscription",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_words_of_one_family_share_a_stem(family: str) -> None:
    assert len({stem(american(word)) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["product production", "state status", "order owner", "case close", "lead lend", "part party"]
)
def test_words_that_only_look_alike_do_not(pair: str) -> None:
    assert len({stem(word) for word in pair.split()}) == 2


@pytest.mark.parametrize(
    ("british", "expected"),
    [
        ("favourite", "favorite"),
        ("organisation", "organization"),
        ("colour", "color"),
        ("cancelled", "canceled"),
        ("centre", "center"),
        ("catalogue", "catalog"),
        ("reorganised", "reorganized"),
        ("hour", "hour"),
        ("four", "four"),
        ("promise", "promise"),
        ("enterprise", "enterprise"),
        ("exercise", "exercise"),
        ("called", "called"),
        ("raised", "raised"),
    ],
)
def test_american_spelling(british: str, expected: str) -> None:
    assert american(british) == expected


def test_contractions_are_two_words_and_possessives_one() -> None:
    found = tokens("Who\u2019s Ada's dealer? I can't tell")
    assert [t.word for t in found] == ["who", "is", "ada", "dealer", "i", "can", "not", "tell"]
    assert [t.text for t in found][:3] == ["Who", "\u2019s", "Ada's"]


def test_stems_of_a_text() -> None:
    assert stems("Closed deals, by REGION!") == ("clos", "deal", "by", "region")


LEXICON = frozenset(
    ["agent", "transfer", "transfers", "quarter", "quarters", "opportunity", "fewest", "region", "handle"]
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("agnet", "agent"),
        ("transfres", "transfers"),
        ("oppurtunity", "opportunity"),
        ("fewst", "fewest"),
        ("regoin", "region"),
        ("quater", "quarter"),
        ("hadnle", "handle"),
        ("agent", "agent"),
        ("pump", "pump"),
        ("agt", "agt"),
        ("xyzzy", "xyzzy"),
    ],
)
def test_typing_errors(typed: str, meant: str) -> None:
    assert correct(typed, LEXICON) == meant


def test_a_known_word_is_right_and_a_tie_is_left() -> None:
    assert correct("handly", LEXICON, known={"handly"}) == "handly"
    assert correct("bine", {"mine", "wine"}) == "bine"


def test_of_two_as_near_the_one_that_begins_alike_is_meant() -> None:
    assert correct("lowst", {"lowest", "lost"}) == "lowest"


def test_a_corrected_text_leads_back_to_what_was_typed() -> None:
    text = "Whch agnet had the fewst transfres last quater? Ask Fewst about 'quater'."
    mended = correct_text(text, LEXICON)
    assert mended.text == "Whch agent had the fewest transfers last quarter? Ask Fewst about 'quater'."
    for word, typed in (
        ("agent", "agnet"),
        ("fewest", "fewst"),
        ("last quarter", "last quater"),
        ("Ask", "Ask"),
    ):
        start = mended.text.index(word)
        assert text[slice(*mended.original(start, start + len(word)))] == typed


def test_sentences_end_at_stops_but_not_at_abbreviations() -> None:
    text = "Where? Only the code (eg. KY). Pay $3.5k to Acme Inc. today! ok\nNext"
    assert [s.text for s in sentences(text)] == [
        "Where?",
        "Only the code (eg. KY).",
        "Pay $3.5k to Acme Inc. today!",
        "ok",
        "Next",
    ]


def test_quoted_text() -> None:
    text = "tasks 'Not Started' and \u201cIn Progress\u201d, Ada's too"
    assert [text[slice(*r)] for r in quoted(text)] == ["'Not Started'", "\u201cIn Progress\u201d"]
