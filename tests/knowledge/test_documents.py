"""Documents from texts."""

from datetime import date

import pytest

from understudy.kit.errors import InputError
from understudy.knowledge.documents import read_html, read_markdown, read_text
from understudy.knowledge.front_matter import Head, read_audience, split_head

GUIDE = """---
title: The hose
summary: All about it
audience: public
url: https://hose.example/guide
---
Before all else.

# Care

Rinse *it*.

## Winter

- Drain it.
- Hang it up.

# Sale

| Length | Price |
|---|---|
| 10 ft | $20 |
"""


def test_markdown_is_read_with_its_sections() -> None:
    head, body = split_head(GUIDE, "employees")
    document = read_markdown(body, "a.md", head)
    assert (document.key, document.title, document.summary) == ("a.md", "The hose", "All about it")
    assert (document.audience, document.url) == ("public", "https://hose.example/guide")
    assert {s.path: document.text[s.start : s.end] for s in document.sections} == {
        (): "Before all else.",
        ("Care",): "Rinse it.",
        ("Care", "Winter"): "Drain it.\nHang it up.",
        ("Sale",): "Length | Price\n10 ft | $20",
    }


def test_html_is_known_by_its_tags() -> None:
    assert read_text("<p>Use <b>two</b>.</p>", "k", Head("public")).text == "Use two."
    assert read_text("If a < b and **c**.", "k", Head("public")).text == "If a < b and c."


def test_an_audience_is_never_guessed() -> None:
    assert read_audience(None, "employees") == "employees"
    assert read_audience(" Public ", "employees") == "public"
    with pytest.raises(InputError):
        read_audience("publik", "employees")


def test_links_become_keys_of_the_same_source_or_addresses() -> None:
    text = "[up](../pay.md#how) [by](care.md) [out](https://a.example/x#y) [mail](mailto:a@b.ex) [top](#top)"
    document = read_markdown(text, "help/a.md", Head("public"))
    assert document.links == ("pay.md", "help/care.md", "https://a.example/x")


def test_links_of_a_page_of_a_website_are_addresses() -> None:
    html = "<a href='b.html'>B</a> <a href='/c?d=1#e'>C</a> <a href='http://[bad'>bad</a>"
    document = read_html(html, "https://a.example/help/a.html", Head("public"))
    assert document.links == ("https://a.example/help/b.html", "https://a.example/c?d=1")


def test_a_link_in_the_navigation_is_a_link() -> None:
    document = read_html("<nav><a href='b.html'>B</a></nav><main>Text.</main>", "a.html", Head("public"))
    assert (document.links, document.text) == (("b.html",), "Text.")


def test_a_page_says_who_changed_it_and_when() -> None:
    html = (
        "<meta name=author content=Ada><meta property='article:modified_time' content='2026-03-02T10:00Z'>x"
    )
    document = read_html(html, "a.html", Head("public"))
    assert (document.owner, document.updated) == ("Ada", date(2026, 3, 2))
    assert read_html(html, "a.html", Head("public", owner="Eve")).owner == "Eve"


def test_a_head_is_filled_from_another_where_it_is_open() -> None:
    mine, theirs = Head("public", "Mine", updated=date(2026, 1, 2)), Head("employees", "Theirs", owner="Ada")
    assert mine.filled(theirs) == Head("public", "Mine", owner="Ada", updated=date(2026, 1, 2))
