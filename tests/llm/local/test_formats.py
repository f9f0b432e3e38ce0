"""The form asked for, and the characters it explains."""

import pytest

from understudy.llm.local.formats import find_form, find_forms

CASES = [
    # text, the clause, kind, noun, only
    (
        "Who sold most pumps? Return only the id of the dealer.",
        "Return only the id of the dealer.",
        "id",
        "dealer",
        True,
    ),
    ("Who sold most pumps? Just the name please", "Just the name please", "name", "", True),
    ("How many pumps leak? Give me only the number.", "Give me only the number.", "value", "", True),
    (
        "Where do pumps leak? Respond with only the two-letter code of the county (e.g. KY).",
        "Respond with only the two-letter code of the county (e.g. KY).",
        "abbreviation",
        "county",
        True,
    ),
    ("Which month was wet? only the month name", "only the month name", "month", "", True),
    ("Which pumps leak? Show them as a list", "as a list", "list", "", False),
    ("Who sold most pumps? answer with the id", "answer with the id", "id", "", False),
    (
        "Which pump leaks most? Return only the fault id of the most reported fault.",
        "Return only the fault id of the most reported fault.",
        "id",
        "fault",
        True,
    ),
    ("Which pump leaks most? Name only.", "Name only.", "name", "", True),
    ("Which pump leaks most (id only)", "id only", "id", "", True),
    ("Does it leak? Reply with yes or no.", "Reply with yes or no.", "yes_no", "", False),
    ("I only need the dealer's id. Who sold most?", "I only need the dealer's id", "id", "dealer", False),
    (
        "Which county is wet? Output the state code only.",
        "Output the state code only.",
        "abbreviation",
        "",
        True,
    ),
    ("Give me the name of the dealer with the wettest garden", "Give me the name of", "name", "", False),
]


@pytest.mark.parametrize(("text", "clause", "kind", "noun", "only"), CASES)
def test_a_form(text: str, clause: str, kind: str, noun: str, only: bool) -> None:
    found = find_form(text)
    assert found is not None
    assert (found.text.rstrip("."), found.value.kind, found.value.noun) == (clause.rstrip("."), kind, noun)
    assert found.value.only == only
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "Show only closed repairs",
        "Show me only wet gardens in Ohio",
        "What's the email of Ada?",
        "Who repaired it?",
        "show the number of repairs by month",
        "What is the name of the pump",
    ],
)
def test_a_question_is_no_form(text: str) -> None:
    assert find_form(text) is None


def test_brevity_alone_has_no_kind() -> None:
    found = find_forms("How many leak? No explanation, nothing else.")
    assert [f.value.kind for f in found] == [None, None]
