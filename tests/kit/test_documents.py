"""Declared files: every mistake has its line."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from understudy.kit.documents import read_document, read_text_document
from understudy.kit.errors import ConfigError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    size: int


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    parts: list[Inner] = []


def test_a_good_document_is_read() -> None:
    found = read_text_document("name: a\nparts:\n  - size: 3\n", Outer, source="x.yaml")
    assert found == Outer(name="a", parts=[Inner(size=3)])


@pytest.mark.parametrize(
    ("text", "line", "column", "told", "hint"),
    [
        ("name: a\nparts:\n  - size: big\n", 3, 5, "parts.0.size", None),
        ("nam: a\nname: b\n", 1, 1, "there is no such key", "did you mean 'name'?"),
        ("parts: []\n", 1, 1, "name: this key is required", None),
        ("name: [\n", 2, 1, "not valid YAML", None),
        ("", 1, None, "the document is empty", None),
    ],
)
def test_a_mistake_has_its_place(
    text: str, line: int, column: int | None, told: str, hint: str | None
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_text_document(text, Outer, source="x.yaml")
    error = caught.value
    assert error.place is not None
    assert (error.place.source, error.place.line, error.place.column) == ("x.yaml", line, column)
    assert told in error.message
    assert error.hint == hint


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError, match=r"also x\.yaml:3:5") as caught:
        read_text_document("nam: a\nparts:\n  - size: big\n", Outer, source="x.yaml")
    assert "this key is required" in caught.value.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        read_document(tmp_path / "nowhere.yaml", Outer)
