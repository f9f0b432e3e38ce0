"""The command as a program of its own: from an empty workspace to an answer, and nothing is left running."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from understudy.app import App

Cli = Callable[..., Any]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An org in two CSV files, with the names of the standard objects."""
    folder = tmp_path / "shop"
    folder.mkdir()
    users = ["Id,FirstName,LastName", "005000000000001AAA,Ada,Byron", "005000000000002AAA,Bo,Diaz"]
    cases = ["Id,Subject,Status,OwnerId,CreatedDate"]
    for number in range(5):
        owner = "005000000000001AAA" if number < 3 else "005000000000002AAA"
        cases.append(f"50000000000001{number}AAA,Leak {number},New,{owner},2026-05-0{number + 1}T12:00:00Z")
    (folder / "User.csv").write_text("\n".join(users) + "\n")
    (folder / "Case.csv").write_text("\n".join(cases) + "\n")
    return folder


def test_from_nothing_to_an_answer_and_the_database_stops(demo_app: App, shop: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    given = {key: value for key, value in os.environ.items() if not key.startswith("UNDERSTUDY_")}
    # The encoder that other tests have built, so that this one need not.
    workspace.mkdir()
    (workspace / "cache").symlink_to(demo_app.settings.workspace / "cache")
    assert demo_app.encoder

    def understudy(*words: str) -> str:
        command = [sys.executable, "-c", "from understudy.cli import main; main()", *words]
        env = {**given, "UNDERSTUDY_WORKSPACE": str(workspace)}
        ran = subprocess.run(
            command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert not list(workspace.rglob("postmaster.pid")), "the database is still running"
        return ran.stdout

    understudy("org", "import", str(shop))
    answer = understudy("ask", "analyst", "Who has the most open cases?", "--date", "2026-06-01")
    assert "Ada Byron has the highest open cases" in answer
    assert "3 cases" in answer


@pytest.mark.parametrize(
    "words", [(), ("org",), ("definitions",), ("agent",), ("bench",), ("--help",), ("ask", "--help")]
)
def test_help_is_given(cli: Cli, words: tuple[str, ...]) -> None:
    ran = cli(*words)
    assert ran.code in (0, 2)
    assert "Usage:" in ran.output + ran.errors


def test_an_unknown_setting_is_refused(cli: Cli) -> None:
    ran = cli("agent", "list", env={"UNDERSTUDY_AGENT": "agents"})
    assert ran.code == 1
    assert "the environment variable UNDERSTUDY_AGENT is not a setting" in ran.errors
    assert "did you mean UNDERSTUDY_AGENTS?" in ran.errors
