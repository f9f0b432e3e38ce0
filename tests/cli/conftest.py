"""The command `understudy` in this process, on the worker's database with the demo org as the current one.

`cli("org", "list")` gives the result: exit code, and output and errors with runs of white space made one, so
that a test does not depend on how wide the terminal is. Keywords: `input` (what is typed), `env`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from understudy.app import App
from understudy.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    output: str
    errors: str


Cli = Callable[..., Ran]


@pytest.fixture
def cli(demo_app: App, tmp_path: Path) -> Cli:
    """Runs a command; see this file's head."""
    settings = demo_app.settings
    assert settings.database_url
    environment = {
        "UNDERSTUDY_WORKSPACE": str(settings.workspace),
        "UNDERSTUDY_DATABASE_URL": settings.database_url,
        "UNDERSTUDY_AGENTS": str(tmp_path / "agents"),
        "UNDERSTUDY_DEFINITIONS": str(tmp_path / "definitions"),
        "COLUMNS": "160",
    }

    def run(*words: str, input: str | None = None, env: dict[str, str] | None = None) -> Ran:  # noqa: A002
        result = CliRunner().invoke(main, list(words), input=input, env={**environment, **(env or {})})
        return Ran(result.exit_code, " ".join(result.stdout.split()), " ".join(result.stderr.split()))

    assert run("org", "use", "demo").code == 0
    return run
