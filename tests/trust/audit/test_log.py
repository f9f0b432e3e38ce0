"""Entries follow one another, whoever appends, and a transaction that fails leaves none."""

import asyncio
from pathlib import Path

import pytest
from tests.trust.audit.conftest import event

from understudy.kit.db import Database
from understudy.trust.audit import store
from understudy.trust.audit.anchor import read_anchor
from understudy.trust.audit.log import AuditLog


async def test_many_who_append_at_once_make_one_chain(database: Database, tmp_path: Path) -> None:
    log = AuditLog.open(database, tmp_path)
    before = await database.fetch_one("SELECT seq FROM understudy.audit_head")
    assert before
    await asyncio.gather(*(log.append([event(n), event(n + 1)]) for n in range(12)))
    rows = await database.fetch(
        "SELECT seq, previous = lag(digest) OVER (ORDER BY seq) FROM understudy.audit_entry"
        " WHERE seq >= %s ORDER BY seq",
        (before[0],),
    )
    numbers = [row[0] for row in rows if row[0] > before[0]]
    assert numbers == [*range(before[0] + 1, before[0] + 25)]
    assert all(row[1] for row in rows[1:])
    anchor = read_anchor(tmp_path)
    assert anchor
    assert anchor.seq == numbers[-1]


async def test_nothing_to_log_asks_nothing(log: AuditLog) -> None:
    assert await log.append([]) is None


async def test_it_is_part_of_the_transaction_it_is_given(log: AuditLog, tmp_path: Path) -> None:
    known = read_anchor(tmp_path)

    async def fail() -> None:
        async with log.database.transaction() as connection:
            await log.append([event(60)], connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    found = await store.newest(log.database, store.Wanted(), 1)
    assert known
    assert (found[0].seq, read_anchor(tmp_path)) == (known.seq, known)


async def test_entries_are_found_by_what_they_tell(log: AuditLog) -> None:
    found = await store.newest(log.database, store.Wanted(who="contact:0032", org="demo"), 100)
    assert [entry.seq - 1 for entry in found] == [57, 47, 37, 27, 17, 7]
    assert not await store.newest(log.database, store.Wanted(session="none"), 100)
