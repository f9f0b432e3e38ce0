"""An exported log verifies by itself, and shows what was done to the file."""

from collections.abc import AsyncGenerator, Sequence

import pytest

from understudy.kit.errors import InputError
from understudy.trust.audit import store
from understudy.trust.audit.export import as_line, from_lines
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.verify import verify_entries


async def one_by_one(lines: Sequence[str]) -> AsyncGenerator[str]:
    for line in lines:
        yield line


async def test_what_is_written_can_be_verified(log: AuditLog) -> None:
    await log.erase("demo", ["contact:0031"], [], "asked")
    async with log.database.snapshot() as connection:
        head = await store.read_head(connection)
        lines = [as_line(entry) async for entry in store.entries(connection)]
    report = await verify_entries(from_lines(one_by_one(lines)), head, log.key, [])
    assert (report.ok, report.entries) == (True, len(lines))
    changed = [line.replace("subject 20", "subject 21") for line in lines]
    report = await verify_entries(from_lines(one_by_one(changed)), head, log.key, [])
    assert [str(fault) for fault in report.faults] == ["entry 21: body edited"]


async def test_a_line_that_is_no_entry_is_told(log: AuditLog) -> None:
    lines = from_lines(one_by_one(["", '{"seq": 1}']))
    with pytest.raises(InputError, match="line 2 is no entry"):
        await verify_entries(lines, None, log.key, [])
