"""`understudy knowledge`: add, sync, sources, remove."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, cli: Cli) -> Any:
    made = tmp_path / "numbat"
    made.mkdir()
    (made / "a.md").write_text("# Numbat day\n\nNumbats eat termites.")
    (made / "b.pdf").write_bytes(b"%PDF-")
    yield made
    cli("knowledge", "remove", str(made))


def test_a_source_is_listed_followed_and_removed(cli: Cli, folder: Path) -> None:
    added = cli("knowledge", "add", str(folder), "--audience", "customers")
    assert added.output.startswith(
        "1 documents: 1 indexed in 1 passages, 0 unchanged; 0 removed 1 skipped: b.pdf: is"
    )
    (folder / "a.md").write_text("# Numbat night\n\nNumbats sleep.")
    assert "1 documents: 1 indexed" in cli("knowledge", "sync", str(folder)).output
    assert "b.pdf: is broken" in cli("knowledge", "sources", str(folder)).output
    listed = cli("knowledge", "sources").output
    assert "folder customers 1 1 20" in listed
    assert f"{folder} and its 1 documents are removed" in cli("knowledge", "remove", str(folder)).output
    assert str(folder) not in cli("knowledge", "sources").output


def test_a_source_is_known_by_the_end_of_its_path(cli: Cli, folder: Path) -> None:
    cli("knowledge", "add", str(folder))
    assert f"{folder} and its 1 documents are removed" in cli("knowledge", "remove", folder.name).output
    assert "there is no source" in cli("knowledge", "remove", folder.name).errors


def test_several_are_added_at_once_and_told_apart(cli: Cli, folder: Path) -> None:
    ran = cli("knowledge", "add", str(folder), str(folder / "a.md"))
    assert f"{folder}: 1 documents" in ran.output
    assert f"{folder}/a.md: 1 documents" in ran.output
    cli("knowledge", "remove", str(folder / "a.md"))


def test_a_sync_of_all_goes_on_after_one_that_is_gone_and_fails(cli: Cli, folder: Path) -> None:
    cli("knowledge", "index")
    cli("knowledge", "add", str(folder))
    moved = folder.rename(folder.with_name("elsewhere"))
    ran = cli("knowledge", "sync")
    moved.rename(folder)
    assert ran.code == 1
    assert f"there is no file or folder '{folder}'" in ran.errors
    assert "articles: 67 documents" in ran.output
    assert "1 of" in ran.errors


def test_records_are_a_source(cli: Cli) -> None:
    added = cli("knowledge", "add", "Product2.Description", "--audience", "public", "--title", "Item {Name}")
    assert added.code == 0, added.errors
    assert "all of public will read it, whoever may see the record" in added.errors
    assert "Product2.Description records public" in cli("knowledge", "sources").output
    assert "Item " in cli("knowledge", "search", "Which product is for potting?").output
    cli("knowledge", "remove", "Product2.Description")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "nowhere"], "there is no file or folder 'nowhere'"),
        (["add", "Case.Descriptio"], "Case has no field 'Descriptio'"),
        (["add", "http://127.0.0.1:9/"], "127.0.0.1, which is no public address"),
        (["add", "http://127.0.0.1:9/", "--most-pages", "0"], "--most-pages is 0"),
        (["sync", "nowhere"], "there is no source 'nowhere'"),
        (["remove", "nowhere"], "there is no source 'nowhere'"),
    ],
)
def test_what_is_wrong_is_told_and_not_remembered(cli: Cli, words: list[str], told: str) -> None:
    ran = cli("knowledge", *words)
    assert ran.code == 1
    assert told in ran.errors
    assert "127.0.0.1" not in cli("knowledge", "sources").output
