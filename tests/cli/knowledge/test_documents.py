"""`understudy knowledge`: add, index, search."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

MARIA = "maria.okafor@harborlightnursery.example"
Cli = Callable[..., Any]


def test_documents_are_added_found_by_whom_they_are_for_and_let_go(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "handbook"
    folder.mkdir()
    (folder / "party.md").write_text("# Quokka party\n\nThe quokka party is on the roof.")
    (folder / "open.md").write_text("---\naudience: public\n---\n# Quokka day\n\nQuokkas are shown to all.")
    added = cli("knowledge", "add", str(folder))
    assert added.output == "2 documents: 2 indexed in 2 passages, 0 unchanged; 0 removed", added.errors
    mine = cli("knowledge", "search", "quokka").output
    assert "Quokka party" in mine
    assert "Quokka day" in mine
    theirs = cli("knowledge", "search", "quokka", "--as", MARIA).output
    assert "Quokka party" not in theirs
    assert "Quokka day" in theirs
    (folder / "party.md").unlink()
    (folder / "open.md").write_text("---\naudience: employees\n---\n# Quokka day\n\nNobody is shown.")
    assert "1 indexed in 1 passages, 0 unchanged; 1 removed" in cli("knowledge", "add", str(folder)).output
    assert "Quokka" not in cli("knowledge", "search", "quokka", "--as", MARIA).output


def test_articles_are_indexed_once(cli: Cli) -> None:
    cli("knowledge", "index")
    again = cli("knowledge", "index")
    assert again.output == "67 documents: 0 indexed in 0 passages, 67 unchanged; 0 removed"


def test_a_wrong_audience_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.")
    ran = cli("knowledge", "add", str(tmp_path), "--audience", "world")
    assert ran.code == 1
    assert "there is no audience 'world'" in ran.errors
    assert "public, customers, employees" in ran.errors
