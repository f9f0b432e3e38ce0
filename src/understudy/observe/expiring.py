"""Conversations and traces are let go of once they are as old as the operator says."""

from collections.abc import Mapping
from datetime import datetime

from understudy.kit.db import Database
from understudy.observe.store import delete_before
from understudy.trust.audit.entry import Event
from understudy.trust.audit.log import AuditLog

__all__ = ["expire_conversations"]


async def expire_conversations(database: Database, log: AuditLog, day: datetime) -> Mapping[str, int]:
    """Delete conversations, traces, settled approvals and counts of use to which nobody has added since that
    day; how many of each. All or nothing; the audit log, which has an age of its own, says so.
    """
    async with database.transaction() as connection:
        deleted = await delete_before(connection, day)
        if any(deleted.values()):
            event = Event("retention", f"conversations and traces before {day.date()}", details=deleted)
            await log.append([event], connection)
    return deleted
