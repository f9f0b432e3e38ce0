"""Whom the embedded server runs as and what that account must reach: PostgreSQL refuses to run as root."""

import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from understudy.kit.errors import ConfigError

__all__ = ["Account", "let_reach", "server_account", "socket_folder"]

_NAME = "pgserver"
_SOCKET_PATH_LIMIT = 100
"""Bytes in a Unix socket's path: 108 on Linux, 104 on macOS, less the suffix PostgreSQL puts to its lock."""


@dataclass(frozen=True, slots=True)
class Account:
    """A system account by number."""

    uid: int
    gid: int


def server_account() -> Account | None:
    """The account to run the server as; None when it is our own. Made, as a system account, if missing."""
    if os.geteuid() != 0:
        return None
    found = _find()
    if found is None:
        command = [
            "useradd",
            "--system",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            _NAME,
        ]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            # Another program may have made it in the meantime.
            if _find() is None:
                raise ConfigError(
                    f"PostgreSQL will not run as root and the account {_NAME!r} cannot be made: {error}",
                    hint="run as an ordinary user, or set UNDERSTUDY_DATABASE_URL",
                ) from error
        found = _find()
    return found


def _find() -> Account | None:
    try:
        entry = pwd.getpwnam(_NAME)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def let_reach(account: Account, workspace: Path, programs: Path) -> None:
    """Let the account pass through the folders above its data and read PostgreSQL's own files.

    Passing through (x) is granted, looking around (r) is not.
    """
    for target in (workspace, programs):
        for folder in (target, *target.parents):
            _grant(folder, account, stat.S_IXOTH)
    # An installation under a strict umask leaves the wheel's files to root alone.
    if not (programs / "share/postgresql/postgres.bki").stat().st_mode & stat.S_IROTH:
        for path in programs.rglob("*"):
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            _grant(path, account, stat.S_IROTH | (stat.S_IXOTH if executable else 0))


def _grant(path: Path, account: Account, wanted: int) -> None:
    found = path.stat()
    if found.st_uid != account.uid and found.st_mode & wanted != wanted:
        path.chmod(stat.S_IMODE(found.st_mode) | wanted)


def socket_folder(data: Path, account: Account | None, port: int) -> Path:
    """Where the server's socket goes: the data folder, which only its account may enter.

    A workspace whose path is too long for a socket, or has a comma (which would part several hosts), gets
    a folder of its own under the temporary one, which likewise only the account may enter.

    Raises: ConfigError if someone else has put a folder there.
    """
    path = os.fsencode(data / f".s.PGSQL.{port}")
    if len(path) <= _SOCKET_PATH_LIMIT and not set(path) & set(b',"'):
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    root = os.environ.get("XDG_RUNTIME_DIR") if account is None else None
    folder = Path(root or tempfile.gettempdir()) / f"understudy-{name}"
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise ConfigError(
                f"{str(folder)!r}, where the database's socket should go, belongs to someone else",
                hint="use a workspace with a shorter path",
            ) from None
    return folder
