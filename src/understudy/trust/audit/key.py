"""The key that seals the log: it lies beside the database, so who can write there cannot forge entries."""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from understudy.kit.errors import ConfigError

__all__ = ["AuditKey", "load_key"]

_NAME = "audit.key"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class AuditKey:
    """A key and the name that entries sealed with it carry."""

    secret: bytes

    @property
    def name(self) -> str:
        """Tells which key it is, and nothing of it."""
        return hashlib.sha256(b"understudy audit key" + self.secret).hexdigest()[:12]

    def digest(self, text: str) -> str:
        """Tells whether two texts are the same, and nothing of them to who has not the key."""
        return hmac.new(self.secret, b"text" + text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[
            :32
        ]

    def __repr__(self) -> str:
        return f"AuditKey({self.name})"


def load_key(workspace: Path) -> AuditKey:
    """The workspace's key, made when there is none.

    Raises: ConfigError when its file is not a key.
    """
    path = workspace / _NAME
    workspace.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        _make(path)
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise ConfigError(f"the audit log's key {str(path)!r} cannot be read: {error}") from error
    if len(secret) != _BYTES:
        raise ConfigError(
            f"the audit log's key {str(path)!r} is damaged: it has {len(secret)} bytes instead of {_BYTES}",
            hint="put the file back from a copy; with another key what was sealed cannot be proved any more",
        )
    return AuditKey(secret)


def _make(path: Path) -> None:
    """Whole or not at all, though others do the same at this moment."""
    if path.exists():
        return
    draft = path.with_name(f"{_NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(_BYTES) + "\n")
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
