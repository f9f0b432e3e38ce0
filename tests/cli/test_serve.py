"""`understudy serve` as a program of its own: it says where it is, answers, and stops when told to."""

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

from understudy.app import App

Cli = Callable[..., Any]


def test_the_demo_is_for_this_machine_only(cli: Cli) -> None:
    refused = cli("serve", "--demo", "--host", "0.0.0.0")
    assert refused.code == 1
    assert "lets everybody in" in refused.errors


def test_it_serves_until_it_is_told_to_stop(demo_app: App, tmp_path: Path) -> None:
    url = str(demo_app.settings.database_url)
    environment = {
        **os.environ,
        "UNDERSTUDY_DATABASE_URL": url,
        "UNDERSTUDY_WORKSPACE": str(demo_app.settings.workspace.absolute()),
    }
    program = [sys.executable, "-c", "from understudy.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(
        program, cwd=tmp_path, env=environment, text=True, stdout=subprocess.PIPE
    ) as serving:
        assert serving.stdout
        late = threading.Timer(60, serving.kill)
        late.start()
        said = serving.stdout.readline()
        late.cancel()
        place = re.search(r"serving url=(\S+) org=demo agents=\S*analyst", said)
        assert place, said
        assert httpx2.get(f"{place[1]}/readyz").json() == {"status": "ready", "org": "demo"}
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
