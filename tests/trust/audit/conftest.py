"""A log of some sixty entries of many kinds, in a database that forgets them after the test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from understudy.kit.db import Database
from understudy.trust.audit.entry import KINDS, Event
from understudy.trust.audit.log import AuditLog

ENTRIES = 60


@pytest.fixture
async def log(database: Database, tmp_path: Path) -> AsyncGenerator[AuditLog]:
    """The log, with its entries; see this file's head."""
    async with database.sandbox() as sandbox:
        log = AuditLog.open(sandbox, tmp_path)
        await sandbox.execute("DELETE FROM understudy.audit_entry")
        await sandbox.execute(
            "UPDATE understudy.audit_head SET seq = 0, digest = decode(repeat('00', 32), 'hex')"
        )
        for batch in range(0, ENTRIES, 6):
            await log.append([event(batch + place) for place in range(6)])
        yield log


def event(number: int) -> Event:
    """The event of that number."""
    kind = ("model_call", "action", "approval", "denial", "mask", "policy")[number % 6]
    assert kind in KINDS
    return Event(
        kind,
        f"subject {number}",
        who=f"contact:003{number % 5}",
        org="demo" if number % 2 else "other",
        agent="service",
        session=f"s{number // 6}",
        trace=f"{number:032x}",
        details={"digest": f"{number * 7919:x}", "count": number, "address": f"p{number % 5}@example.com"},
    )
