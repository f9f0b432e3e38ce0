"""An entry of the audit log, and how each is chained to the one before it. Values, no I/O.

An entry has a head, which stays, and a body, which can be erased: the chain holds only a salted digest of
the body, so nothing of it can be guessed from what is left. What seals an entry is a key that is not in the
database.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

__all__ = ["GENESIS", "KINDS", "Body", "Entry", "Event", "Kind", "chained", "commitment", "sealed", "told"]

Kind = Literal[
    "model_call",
    "action",
    "approval",
    "denial",
    "mask",
    "policy",
    "erasure",
    "retention",
    "export",
]
KINDS: tuple[Kind, ...] = Kind.__args__
GENESIS = bytes(32)
"""What the first entry follows."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, to be logged.

    `subject` is what it was done with: an action, a model, a rule. `who` says for whom, as `kind:id`;
    `details` holds JSON: digests and counts rather than texts. Both stand in the body and can be erased.
    """

    kind: Kind
    subject: str
    who: str = ""
    org: str = ""
    agent: str = ""
    session: str = ""
    trace: str = ""
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Body:
    """What an entry tells that can be erased: its text, and the salt without which no digest tells it."""

    text: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept. `body` is None once it was erased; `key` names the key that sealed it."""

    seq: int
    at: datetime
    kind: str
    org: str
    agent: str
    body: Body | None
    commitment: bytes
    previous: bytes
    digest: bytes
    key: str
    seal: bytes


def told(event: Event) -> str:
    """The text of an event's body; the same for the same event."""
    said = {
        "subject": event.subject,
        "who": event.who,
        "session": event.session,
        "trace": event.trace,
        "details": event.details,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), default=str, ensure_ascii=False)


def commitment(body: Body) -> bytes:
    """What stands for the body in the chain."""
    return hashlib.sha256(body.salt + body.text.encode()).digest()


def chained(
    seq: int, at: datetime, kind: str, org: str, agent: str, committed: bytes, previous: bytes
) -> bytes:
    """The digest of an entry: of its head, its body's commitment and the entry before it."""
    head = [seq, at.astimezone(UTC).isoformat(timespec="microseconds"), kind, org, agent]
    said = [*head, committed.hex(), previous.hex()]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).digest()


def sealed(key: bytes, digest: bytes) -> bytes:
    """What only who has the key can make of a digest."""
    return hmac.digest(key, digest, "sha256")
