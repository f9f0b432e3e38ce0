"""`understudy demo`: the questions, the site that stays until it is told to stop, and the proof."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from understudy.app import App
from understudy.cli.demo import _has_display, _place
from understudy.cli.serve import HERE, listen

Cli = Callable[..., Any]


def test_it_asks_its_eight_questions(cli: Cli) -> None:
    ran = cli("demo", "--no-serve")
    assert ran.code == 0, ran.errors
    assert "agents: analyst, " in ran.output
    for number in range(1, 9):
        assert f" {number}. " in ran.output
    assert ran.output.count("took ") == 1
    assert "In a terminal:" in ran.output
    assert "In the browser:" not in ran.output


def test_it_stays_until_it_is_told_to_stop(demo_app: App, tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")},
        "UNDERSTUDY_DATABASE_URL": str(demo_app.settings.database_url),
        "UNDERSTUDY_WORKSPACE": str(demo_app.settings.workspace.absolute()),
    }
    program = [sys.executable, "-c", "from understudy.cli import main; main()", "demo"]
    with subprocess.Popen(
        program, cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE
    ) as serving:
        assert serving.stdout
        late = threading.Timer(120, serving.kill)
        late.start()
        said = ""
        while "Ctrl-C" not in said and (line := serving.stdout.readline()):
            said += line
        place = re.search(r"In the browser: (http://\S+)", said)
        assert place, said
        assert "Caroline Mbatha" in said
        assert "Rosalind Achebe" in httpx2.get(f"{place[1]}/login").text
        serving.send_signal(signal.SIGINT)
        assert serving.stdout.read().strip() == "stopped"
        assert serving.wait(20) == 0
        late.cancel()


def test_another_port_is_taken_when_the_usual_one_is_busy() -> None:
    with _place() as first, _place() as second:
        assert first.getsockname()[1] != second.getsockname()[1]


@pytest.mark.parametrize(
    ("environment", "opens"), [({}, sys.platform == "darwin"), ({"DISPLAY": ":0"}, True)]
)
def test_a_browser_opens_only_where_there_is_a_display(environment: dict[str, str], opens: bool) -> None:
    assert _has_display(environment) is opens


def test_a_result_is_written_by_the_check_only(cli: Cli, tmp_path: Path) -> None:
    refused = cli("demo", "--json", str(tmp_path / "proof.json"))
    assert refused.code == 1
    assert "only with --check" in refused.errors


def test_a_busy_port_is_told(cli: Cli) -> None:
    with listen(HERE, 0) as busy:
        refused = cli("serve", "--port", str(busy.getsockname()[1]))
    assert refused.code == 1
    assert "0 takes a free one" in refused.errors
