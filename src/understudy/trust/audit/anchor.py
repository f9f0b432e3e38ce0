"""How far the log has been seen from here: kept beside the database, so that a cut at its end is noticed."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from understudy.kit.errors import InputError

__all__ = ["Anchor", "keep_anchor", "read_anchor"]

_NAME = "audit.anchor"
_FORM = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """An entry that is known to be in the log: its number and digest. Its text is `number:digest`."""

    seq: int
    digest: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """The anchor that a text tells.

        Raises: InputError when it tells none.
        """
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise InputError(f"{text.strip()!r} is no anchor", hint="as `understudy audit anchor` prints it")
        return cls(int(found[1]), bytes.fromhex(found[2]))

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest.hex()}"


def read_anchor(workspace: Path) -> Anchor | None:
    """The newest entry that was written or verified from this workspace.

    Raises: InputError when its file is damaged.
    """
    path = workspace / _NAME
    try:
        return Anchor.parse(path.read_text())
    except FileNotFoundError:
        return None
    except (InputError, UnicodeDecodeError) as error:
        raise InputError(f"the file {str(path)!r} is damaged: it holds no anchor") from error


def keep_anchor(workspace: Path, anchor: Anchor) -> None:
    """Remember the entry if none later is known."""
    try:
        known = read_anchor(workspace)
    except InputError:  # verifying tells of it; here nothing may be lost
        return
    if known is not None and known.seq >= anchor.seq:
        return
    draft = workspace / f"{_NAME}.{os.getpid()}.{secrets.token_hex(4)}"
    draft.write_text(f"{anchor}\n")
    draft.replace(workspace / _NAME)
