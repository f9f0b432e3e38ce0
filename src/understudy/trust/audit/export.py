"""A copy of the log as lines of JSON, which can be verified without the database and without us."""

import json
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from datetime import UTC, datetime
from typing import Any

from understudy.kit.errors import InputError
from understudy.trust.audit.entry import Body, Entry

__all__ = ["as_line", "from_lines"]


def as_line(entry: Entry) -> str:
    """The entry as one line."""
    body = {"body": entry.body.text, "salt": entry.body.salt.hex()} if entry.body else {}
    head = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": entry.kind,
        "org": entry.org,
        "agent": entry.agent,
    }
    links = {name: getattr(entry, name).hex() for name in ("commitment", "previous", "digest", "seal")}
    return json.dumps({**head, **body, **links, "key": entry.key}, separators=(",", ":"))


async def from_lines(lines: AsyncIterable[str]) -> AsyncGenerator[Entry]:
    """The entries of an exported log.

    Raises: InputError with the line that is none.
    """
    number = 0
    async for line in lines:
        number += 1
        if not line.strip():
            continue
        try:
            yield _entry(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"line {number} is no entry of an audit log: {error!r}") from error


def _entry(told: Mapping[str, Any]) -> Entry:
    body = Body(told["body"], bytes.fromhex(told["salt"])) if "body" in told else None
    return Entry(
        seq=told["seq"],
        at=datetime.fromisoformat(told["at"]),
        kind=told["kind"],
        org=told["org"],
        agent=told["agent"],
        body=body,
        commitment=bytes.fromhex(told["commitment"]),
        previous=bytes.fromhex(told["previous"]),
        digest=bytes.fromhex(told["digest"]),
        key=told["key"],
        seal=bytes.fromhex(told["seal"]),
    )
