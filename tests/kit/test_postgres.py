"""The embedded server starts once, is shared, stops with its last program, and survives every kind of end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import psycopg
import pytest

from understudy.kit.errors import ConfigError
from understudy.kit.postgres import EmbeddedPostgres

_HOLD = """
import sys, time
from pathlib import Path
from understudy.kit.postgres import EmbeddedPostgres, exit_on_termination
exit_on_termination()
server = EmbeddedPostgres(Path(sys.argv[1]), durable=sys.argv[2] == "durable")
print(server.start(), flush=True)
if sys.argv[2] == "fail":
    raise RuntimeError("on purpose")
sys.stdin.read()
"""

Hold = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def hold(tmp_path: Path) -> Generator[Hold]:
    """Starts programs that keep the server of the test's workspace until their standard input is closed."""
    started: list[subprocess.Popen[str]] = []

    def start(how: str = "wait", workspace: Path = tmp_path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-W", "always", "-c", _HOLD, str(workspace), how]
        program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()
        program.communicate()
    last = EmbeddedPostgres(tmp_path, durable=False)
    last.start()
    last.stop()


def _url(program: "subprocess.Popen[str]") -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _stops(url: str) -> bool:
    deadline = time.monotonic() + 10
    while _answers(url) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not _answers(url)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_server_stops_with_a_program_told_to_end(hold: Hold, sign: signal.Signals):
    program = hold()
    url = _url(program)
    assert _answers(url)
    program.send_signal(sign)
    program.wait(10)
    assert not _answers(url)


@pytest.mark.parametrize(("how", "status"), [("wait", 0), ("fail", 1)])
def test_the_server_stops_at_exit_and_after_an_exception(hold: Hold, how: str, status: int):
    program = hold(how)
    url = _url(program)
    program.communicate()
    assert program.returncode == status
    assert not _answers(url)


def test_programs_share_a_server_until_the_last_leaves(hold: Hold):
    first = hold()
    url = _url(first)
    second = hold()
    assert _url(second) == url
    _, complaints = first.communicate()
    assert complaints == ""  # a server that it started and others use is not forgotten
    assert _answers(url)
    second.communicate()
    assert not _answers(url)


def test_programs_that_start_a_new_workspace_together_share_one_server(hold: Hold):
    programs = [hold() for _ in range(4)]
    urls = {_url(program) for program in programs}
    assert len(urls) == 1
    (url,) = urls
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE made (x int)")
    for program in programs:
        assert _answers(url)
        program.communicate()
    assert _stops(url)


def test_a_killed_program_is_no_longer_counted(hold: Hold):
    killed = hold()
    url = _url(killed)
    killed.kill()
    killed.wait(10)
    assert _answers(url)  # nobody was left to stop it
    program = hold()
    assert _url(program) == url
    program.communicate()
    assert not _answers(url)


def _postmaster_pid(workspace: Path) -> int:
    return int((workspace / "postgres" / "postmaster.pid").read_text().split()[0])


def test_a_crashed_server_is_mended_and_keeps_what_was_committed(hold: Hold, tmp_path: Path):
    program = hold("durable")
    url = _url(program)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (x int)")
    os.kill(_postmaster_pid(tmp_path), signal.SIGKILL)
    program.kill()
    program.wait(10)
    assert (tmp_path / "postgres" / "postmaster.pid").exists()
    url = _url(hold("durable"))
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_pid_file_that_names_a_stranger_is_mended(tmp_path: Path):
    server = EmbeddedPostgres(tmp_path, durable=False)
    server.start()
    lines = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
    server.stop()
    # A stranger that PostgreSQL's account could signal, as after the reuse of a pid.
    owner = (tmp_path / "postgres").stat()
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid, group=owner.st_gid) as stranger:
        stale = "\n".join([str(stranger.pid), *lines[1:]]) + "\n"
        (tmp_path / "postgres" / "postmaster.pid").write_text(stale)
        url = server.start()
        assert _answers(url)
        server.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_a_half_made_data_folder_is_made_anew(tmp_path: Path):
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(tmp_path, durable=False)
    assert _answers(server.start())
    server.stop()


@pytest.mark.parametrize("name", ["long-" + "x" * 120, "a space, a comma and ü"])
def test_any_path_will_do(tmp_path: Path, name: str):
    server = EmbeddedPostgres(tmp_path / name, durable=False)
    url = server.start()
    assert _answers(url)
    server.stop()
    assert not _answers(url)


def test_the_socket_is_private(tmp_path: Path):
    server = EmbeddedPostgres(tmp_path, durable=False)
    server.start()
    data = tmp_path / "postgres"
    lines = (data / "postmaster.pid").read_text().splitlines()
    assert Path(lines[4]).stat().st_mode & 0o077 == 0
    assert lines[5].strip() == ""  # no address is listened on
    server.stop()


def test_starting_and_stopping_again_in_one_program(tmp_path: Path):
    server = EmbeddedPostgres(tmp_path, durable=False)
    for _ in range(2):
        url = server.start()
        assert _answers(url)
        server.stop()
        server.stop()
        assert not _answers(url)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda data: (data / "PG_VERSION").write_text("16\n"), "is PostgreSQL 16"),
        (lambda data: os.chown(data, 12345, 12345), "belongs to another account"),
    ],
)
def test_data_that_cannot_be_used_is_refused(tmp_path: Path, spoil: Callable[[Path], object], error: str):
    if os.geteuid() != 0 and "account" in error:
        pytest.skip("only root can give a folder away")
    data = tmp_path / "postgres"
    data.mkdir()
    if os.geteuid() == 0:
        server = EmbeddedPostgres(tmp_path / "other", durable=False)
        server.start()
        server.stop()
        owner = (tmp_path / "other" / "postgres").stat()
        os.chown(data, owner.st_uid, owner.st_gid)
    spoil(data)
    with pytest.raises(ConfigError, match=error):
        EmbeddedPostgres(tmp_path).start()
