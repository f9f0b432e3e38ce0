"""Documents from texts and files."""

from pathlib import Path

import pytest

from understudy.kit.errors import InputError
from understudy.knowledge.documents import read_files, read_text
from understudy.knowledge.front_matter import Head, read_audience

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


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_markdown_file_is_read_with_its_head_and_sections(tmp_path: Path) -> None:
    (document,) = read_files(write(tmp_path, {"a.md": GUIDE}) / "a.md", "employees")
    assert (document.key, document.title, document.summary) == ("a.md", "The hose", "All about it")
    assert (document.audience, document.url) == ("public", "https://hose.example/guide")
    assert {s.path: document.text[s.start : s.end] for s in document.sections} == {
        (): "Before all else.",
        ("Care",): "Rinse it.",
        ("Care", "Winter"): "Drain it.\nHang it up.",
        ("Sale",): "Length | Price\n10 ft | $20",
    }


def test_a_folder_is_read_at_any_depth_and_only_what_can_be_read(tmp_path: Path) -> None:
    write(tmp_path, {"b/c.html": "<title>C</title><p>c", "a.md": "# A\n\na", "x.png": "no"})
    found = read_files(tmp_path, "customers")
    assert [(d.key, d.title, d.text, d.audience) for d in found] == [
        ("a.md", "A", "a", "customers"),
        ("b/c.html", "C", "c", "customers"),
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"x.png": ""}, "nothing to read"),
        ({"a.md": "---\naudience: everybody\n---\nx"}, "there is no audience 'everybody'"),
        ({"a.md": "---\na: [\n---\nx"}, "not YAML"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_files(write(tmp_path, files), "employees")


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file or folder"):
        read_files(tmp_path / "gone", "employees")


def test_html_is_known_by_its_tags() -> None:
    assert read_text("<p>Use <b>two</b>.</p>", "k", Head("public")).text == "Use two."
    assert read_text("If a < b and **c**.", "k", Head("public")).text == "If a < b and c."


def test_an_audience_is_never_guessed() -> None:
    assert read_audience(None, "employees") == "employees"
    assert read_audience(" Public ", "employees") == "public"
    with pytest.raises(InputError):
        read_audience("publik", "employees")


def test_links_become_keys_of_the_same_source_or_addresses(tmp_path: Path) -> None:
    text = "[up](../pay.md#how) [by](care.md) [out](https://a.example/x#y) [mail](mailto:a@b.ex) [top](#top)"
    (document,) = read_files(write(tmp_path, {"help/a.md": text, "help/b.html": "x"}), "public")[:1]
    assert document.links == ("pay.md", "help/care.md", "https://a.example/x")


def test_a_link_in_the_navigation_is_a_link(tmp_path: Path) -> None:
    html = "<nav><a href='b.html'>B</a></nav><main>Text.</main>"
    (document,) = read_files(write(tmp_path, {"a.html": html}), "public")
    assert (document.links, document.text) == (("b.html",), "Text.")
