"""Highlights and snippets: what is marked, what is cut out, and that the rest is harmless HTML."""

import pytest

from understudy.soql.sosl.marks import Marker
from understudy.soql.sosl.parse import parse_search
from understudy.soql.sosl.words import plain


def marker(text: str) -> Marker:
    find = plain(parse_search(f"FIND {{{text}}}").find)  # pyright: ignore[reportArgumentType]
    assert find
    return Marker(find)


@pytest.mark.parametrize(
    ("sought", "text", "marked"),
    [
        ("oak", "Oak and oaks", "<mark>Oak</mark> and oaks"),
        ("oak elm", "elm, oak", "<mark>elm</mark>, <mark>oak</mark>"),
        ('"oak elm"', "elm oak elm", "elm <mark>oak</mark> <mark>elm</mark>"),
        ('"oak elm"', "oak, ash, elm", None),
        ("oak*", "oak", None),
        ("oak AND NOT elm", "oak elm", "<mark>oak</mark> elm"),
        ("muller", "Café Müller <1>", "Café <mark>Müller</mark> &lt;1&gt;"),
        ("京都", "東京都", "東<mark>京</mark><mark>都</mark>"),
    ],
)
def test_what_was_found_is_marked(sought: str, text: str, marked: str | None):
    assert marker(sought).highlight(text) == marked


def test_a_snippet_shows_where_most_was_found():
    texts = [
        "an oak here " + "and nothing more " * 9,
        "far away " * 20 + "oak by elm by oak " + "and on " * 20,
    ]
    snippet = marker("oak elm").snippet(texts, 60)
    assert snippet is not None
    assert "<mark>oak</mark> by <mark>elm</mark> by <mark>oak</mark>" in snippet
    assert snippet.startswith("... ")
    assert snippet.endswith(" ...")
    assert len(snippet) < 60 + len("... ...") + 3 * len("<mark></mark>") + 1


def test_without_a_find_there_is_no_snippet():
    assert marker("oak*").snippet(["an oak"], 60) is None
