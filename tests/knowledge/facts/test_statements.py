"""What a document states, and under what."""

from collections.abc import Callable

import pytest

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.statements import read_statements

PAGE = """---
title: Lockers
---
Lockers are free.

## How long may I keep one?

A locker is yours for a term.

## Change log

Lockers cost $5.

## Rules

We do not store:

- bicycles
- food
"""


def test_a_statement_stands_under_title_heading_and_the_line_that_begins_its_list(
    documents: Callable[..., list[Document]],
) -> None:
    (document,) = documents({"lockers.md": PAGE})
    found = {each.text: each for each in read_statements(document)}
    assert found["A locker is yours for a term."].above == ("Lockers", "How long may I keep one?")
    assert found["A locker is yours for a term."].question == "How long may I keep one?"
    assert found["food"].above == ("Lockers", "Rules", "We do not store:")
    assert "Lockers cost $5." not in found
    assert all(document.text[each.start :].startswith(each.text) for each in found.values())


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("A tent costs $8.", True),
        ("For example, a tent costs $8.", False),
        ("A tent costs more, for example $8.", False),
        ("The fee was $8 until 2023.", False),
        ("We used to charge $8.", False),
        ("Other shops charge $8.", False),
        ("It is not $8 but more.", False),
        ('A guest wrote: "I paid at least $8 for it."', False),
    ],
)
def test_what_is_said_of_the_past_of_others_or_as_an_example_is_not_claimed(
    text: str, claimed: bool, documents: Callable[..., list[Document]]
) -> None:
    (document,) = documents({"a.md": text})
    (statement,) = read_statements(document)
    assert statement.is_silent(text.index("$")) is not claimed


def test_the_day_from_which_a_statement_holds_is_read(documents: Callable[..., list[Document]]) -> None:
    (document,) = documents({"a.md": "From 1 September 2026 a tent costs $8."})
    (statement,) = read_statements(document)
    assert str(statement.valid_from) == "2026-09-01"


@pytest.mark.parametrize(
    "heads",
    [("1.2", "1.10"), ("v1.2", "v1.10"), ("Version 2", "Version 3"), ("1.2 (May 2026)", "1.3 (June 2026)")],
)
def test_of_several_releases_only_the_newest_holds(
    heads: tuple[str, str], documents: Callable[..., list[Document]]
) -> None:
    old, new = heads
    (document,) = documents({"log.md": f"# Log\n\n## {new}\n\nIt costs $6.\n\n## {old}\n\nIt costs $5.\n"})
    assert [each.text for each in read_statements(document)] == ["It costs $6."]


def test_the_number_of_a_section_is_no_release(documents: Callable[..., list[Document]]) -> None:
    page = "# Handbook\n\n## 2.1 Leave\n\nLeave is 20 days.\n\n## 3.4 Pay\n\nPay day is Friday.\n"
    (document,) = documents({"handbook.md": page})
    assert [each.text for each in read_statements(document)] == ["Leave is 20 days.", "Pay day is Friday."]
