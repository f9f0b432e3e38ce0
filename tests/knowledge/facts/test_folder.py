"""A folder of anybody's documents."""

from datetime import date
from pathlib import Path

import pytest

from understudy.kit.errors import InputError
from understudy.knowledge.facts.folder import as_written, read_folder


def test_an_odd_head_is_told_and_the_page_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\naudience: everybody\nupdated: last spring\nowner: Ann\n---\nText.")
    (tmp_path / "b.md").write_text("---\ntitle: [\nupdated: 2026-01-02\n---\nText.")
    (tmp_path / "c.md").write_bytes(b"Caf\xe9")
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    found = read_folder(tmp_path)
    a, b, c = found.documents
    assert (a.audience, a.updated, a.owner, a.text) == ("employees", None, "Ann", "Text.")
    assert (b.updated, b.text, c.text) == (date(2026, 1, 2), "Text.", "Café")
    assert [warning.split(":")[0] for warning in found.warnings] == ["a.md", "a.md", "b.md", "c.md"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        read_folder(tmp_path)
    with pytest.raises(InputError, match="there is no file or folder"):
        read_folder(tmp_path / "gone")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Returns within **14\ndays** of [delivery](d.md).", "Returns within 14 days of delivery."),
        ("| Plan | Price |\n|---|---|\n| Basic  | $5 |", "Basic | $5"),
        ("<p>Caf&eacute;s &amp; bars close at 5.</p>", "bars close at 5."),
    ],
)
def test_a_sentence_is_found_as_it_stands_in_the_file(written: str, read: str) -> None:
    found = as_written(read, written)
    assert found in written
    assert found.split()[0].strip("*").startswith(read.split(maxsplit=1)[0])


def test_a_sentence_that_is_not_there_stays_as_it_was_read() -> None:
    assert as_written("Something else.", "Text.") == "Something else."
