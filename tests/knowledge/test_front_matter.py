from datetime import date

import pytest

from understudy.kit.errors import InputError, Place
from understudy.knowledge.front_matter import Head, read_audience, split_head

WHOLE = """---
title: The hose
summary: All about it.
audience: public
url: https://hose.example/guide
owner: ada@hose.example
updated: 2026-03-01
reviewed: "2026-05-02"
valid_from: 2026-02-28 10:00:00
---
Text.
"""


def test_what_a_document_says_about_itself_is_read_and_cut_off() -> None:
    head, text = split_head(WHOLE, "employees")
    assert text == "Text.\n"
    assert head == Head(
        "public",
        "The hose",
        "All about it.",
        "https://hose.example/guide",
        "ada@hose.example",
        date(2026, 3, 1),
        date(2026, 5, 2),
        date(2026, 2, 28),
        labelled=True,
    )


def test_a_document_that_says_nothing_has_the_audience_it_is_given() -> None:
    assert split_head("Text.", "customers") == (Head("customers"), "Text.")
    assert split_head("---\n- a list\n---\nText.", "public")[0] == Head("public")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("updated: yesterday", "updated: 'yesterday' is no day"),
        ("reviewed: 2026-02-31", "YAML"),
        ("audience: everybody", "there is no audience 'everybody'"),
        ("title: [", "not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(head: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as raised:
        split_head(f"---\n{head}\n---\nx", "public", Place("a.md"))
    assert "a.md" in str(raised.value)


def test_an_audience_goes_by_its_other_names_but_is_never_guessed() -> None:
    assert read_audience("internal", "public") == "employees"
    with pytest.raises(InputError, match="there is no audience"):
        read_audience("publik", "employees")
