"""Kill -9 of a worker and of the database's server during a batch: it goes on, and each case counts once.

Real processes, which take long to start: only with `--batch-cases 1000`, or as many as one likes.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from understudy.app import open_app
from understudy.kit.config import Settings
from understudy.kit.postmaster import Postmaster
from understudy.org.demo import generate_demo
from understudy.org.demo.load import load_demo

UNDERSTUDY = str(Path(sys.executable).with_name("understudy"))
COUNTED = "SELECT count(*), count(passed), count(*) FILTER (WHERE passed) FROM understudy.eval_result"
CASE = "  - {{name: case {0}, say: How many cases were opened in week {0} of 2026?, expect: {{kind: reply}}}}"


async def demo_in(workspace: Path) -> None:
    settings = Settings(workspace)
    async with open_app(settings) as app:
        await load_demo(app.database, generate_demo())
        await app.database.execute("UPDATE understudy.org SET is_current = true")


def counted(workspace: Path) -> tuple[int, ...]:
    """Results, those that were judged, those that passed; nothing while the server is away."""
    found = Postmaster.read(workspace / "postgres")
    if found is None:
        return (0, 0, 0)
    try:
        url = f"postgresql://postgres@/understudy?host={found.socket_dir}&port=5432"
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute(COUNTED).fetchone() or (0, 0, 0)
    except psycopg.OperationalError:
        return (0, 0, 0)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(600):
        while not holds():  # noqa: ASYNC110 - only the database tells
            await asyncio.sleep(0.5)


async def test_each_case_counts_once(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cases = int(str(request.config.getoption("batch_cases")))
    if not cases:
        pytest.skip("takes minutes: --batch-cases 1000")
    workspace, suite = tmp_path / "workspace", tmp_path / "many.yaml"
    await demo_in(workspace)
    lines = "\n".join(CASE.format(number) for number in range(cases))
    suite.write_text(f"name: many\nagent: analyst\ndate: 2026-11-20\ncases:\n{lines}\n")
    environment = {**os.environ, "UNDERSTUDY_WORKSPACE": str(workspace)}

    def begun(*words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [UNDERSTUDY, *words], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL
        )

    workers = [begun("worker", "--at-once", "8") for _ in range(2)]
    run = begun("eval", "run", str(suite), "--worker-only", "--gate", "0")
    try:
        await until(lambda: counted(workspace)[0] >= cases // 5)
        workers[0].kill()
        await until(lambda: counted(workspace)[0] >= cases * 2 // 5)
        server = Postmaster.read(workspace / "postgres")
        assert server
        os.kill(server.pid, signal.SIGKILL)
        await until(lambda: run.poll() is not None)
        assert run.returncode == 0
        assert counted(workspace)[:2] == (cases, cases)
    finally:
        for process in (*workers, run):
            process.kill()
            process.wait()
