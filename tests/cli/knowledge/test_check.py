"""`understudy knowledge check`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from understudy.cli.main import main

Cli = Callable[..., Any]
TABLE = "| What | Price |\n|---|---|\n| Locker | $7 a day |"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNDERSTUDY_WORKSPACE", str(Path.cwd() / ".understudy"))
    made = tmp_path / "docs"
    made.mkdir()
    return made


def test_the_report_for_programs_has_the_sentences_as_they_stand_in_the_files(folder: Path) -> None:
    write(
        folder,
        {
            "a.md": "---\naudience: public\nupdated: 2024-01-01\n---\nA locker is **$5**\na day. [B](b.md)",
            "b.md": f"---\naudience: nobody\n---\n{TABLE}\n\n[A](a.md)",
            "c.md": "Nothing of note.",
        },
    )
    told = folder / "report.json"
    result = CliRunner().invoke(
        main, ["knowledge", "check", str(folder), "--today", "2026-06-15", "--json", str(told)]
    )
    assert result.exit_code == 0, result.output
    report = json.loads(told.read_text(encoding="utf-8"))
    (conflict,) = report["conflicts"]
    assert (conflict["a"], conflict["b"]) == ("a.md", "b.md")
    assert conflict["a_sentence"] == "A locker is **$5**\na day."
    assert conflict["b_sentence"] == "Locker | $7 a day"
    assert (report["stale"], report["orphans"], report["duplicates"]) == (["a.md"], ["c.md"], [])
    assert "there is no audience 'nobody'" in result.output
    assert "(for public)" in result.output


def test_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    result = CliRunner().invoke(main, ["knowledge", "check", str(folder / "gone")])
    assert result.exit_code == 1
    assert "there is no file or folder" in result.output


def test_an_orgs_documents_go_by_their_titles(cli: Cli) -> None:
    cli("knowledge", "index")
    told = cli("knowledge", "check", "--today", "2026-11-20").output
    assert "Pay in instalments: For orders above $2,500" in told
    assert "Update a Tally by memory card: last updated on" in told
    assert "ka0" not in told
