"""Whatever is done to the log behind its back is found: a thousand ways of it with `--audit-tampers 1000`."""

import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from psycopg import sql
from tests.trust.audit.conftest import ENTRIES, event

from understudy.kit.db import Database
from understudy.trust.audit import store
from understudy.trust.audit.anchor import read_anchor
from understudy.trust.audit.entry import Entry, Event, chained, sealed
from understudy.trust.audit.key import AuditKey
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.verify import Report, verify

Tamper = Callable[[Database, random.Random], Awaitable[None]]


async def verified(log: AuditLog, workspace: Path) -> Report:
    anchor = read_anchor(workspace)
    return await verify(log.database, log.key, [anchor] if anchor else [])


async def test_a_log_that_nobody_touched_holds(log: AuditLog, tmp_path: Path) -> None:
    report = await verified(log, tmp_path)
    assert report.ok
    assert (report.entries, report.first, report.foreign, report.erased) == (ENTRIES, 1, 0, 0)


async def test_what_else_was_let_go_of_is_no_cut_of_the_log(log: AuditLog, tmp_path: Path) -> None:
    await log.append([Event("retention", "conversations before 2026-01-01", details={"spans": 3})])
    assert (await verified(log, tmp_path)).ok


async def edit_head(database: Database, chance: random.Random) -> None:
    changed = chance.choice([b"kind = 'action '", b"org = 'demo2'", b"agent = 'sales'"])
    await database.execute(
        b"UPDATE understudy.audit_entry SET " + changed + b" WHERE seq = %s", (chance.randint(1, ENTRIES),)
    )


async def edit_time(database: Database, chance: random.Random) -> None:
    moved = timedelta(microseconds=chance.choice([1, -1, 10**6, 10**10]))
    await database.execute(
        "UPDATE understudy.audit_entry SET at = at + %s WHERE seq = %s", (moved, chance.randint(1, ENTRIES))
    )


async def edit_body(database: Database, chance: random.Random) -> None:
    """One character of a body."""
    seq = chance.randint(1, ENTRIES)
    row = await database.fetch_one("SELECT body FROM understudy.audit_entry WHERE seq = %s", (seq,))
    assert row
    text = row[0]
    at = chance.randrange(len(text))
    changed = text[:at] + chance.choice([c for c in "abc0 \"'" if c != text[at]]) + text[at + 1 :]
    await database.execute("UPDATE understudy.audit_entry SET body = %s WHERE seq = %s", (changed, seq))


async def take_body(database: Database, chance: random.Random) -> None:
    await database.execute(
        "UPDATE understudy.audit_entry SET body = NULL, salt = NULL WHERE seq = %s",
        (chance.randint(1, ENTRIES),),
    )


async def edit_link(database: Database, chance: random.Random) -> None:
    """One bit of a link."""
    column = chance.choice(["commitment", "previous", "digest", "seal"])
    seq, bit = chance.randint(1, ENTRIES), chance.randrange(256)
    changed = sql.SQL(
        "UPDATE understudy.audit_entry SET {0} = set_bit({0}, %(bit)s, 1 - get_bit({0}, %(bit)s))"
        " WHERE seq = %(seq)s"
    )
    await database.execute(changed.format(sql.Identifier(column)), {"bit": bit, "seq": seq})


async def delete_some(database: Database, chance: random.Random) -> None:
    first = chance.randint(1, ENTRIES)
    last = min(ENTRIES, first + chance.choice([0, 0, 1, 5]))
    await database.execute("DELETE FROM understudy.audit_entry WHERE seq BETWEEN %s AND %s", (first, last))


async def delete_and_close_up(database: Database, chance: random.Random) -> None:
    """Delete one and number those after it anew."""
    seq = chance.randint(1, ENTRIES - 1)
    await database.execute("DELETE FROM understudy.audit_entry WHERE seq = %s", (seq,))
    for number in range(seq + 1, ENTRIES + 1):
        await database.execute("UPDATE understudy.audit_entry SET seq = seq - 1 WHERE seq = %s", (number,))
    await database.execute("UPDATE understudy.audit_head SET seq = seq - 1")


async def exchange(database: Database, chance: random.Random) -> None:
    """Give two entries each other's numbers."""
    one, other = chance.sample(range(1, ENTRIES + 1), 2)
    for before, after in ((one, 10**6), (other, one), (10**6, other)):
        await database.execute("UPDATE understudy.audit_entry SET seq = %s WHERE seq = %s", (after, before))


async def exchange_bodies(database: Database, chance: random.Random) -> None:
    one, other = chance.sample(range(1, ENTRIES + 1), 2)
    await database.execute(
        "UPDATE understudy.audit_entry mine SET body = theirs.body, salt = theirs.salt"
        " FROM understudy.audit_entry theirs"
        " WHERE (mine.seq, theirs.seq) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))",
        {"a": one, "b": other},
    )


async def cut_the_end(database: Database, chance: random.Random) -> None:
    """Delete the newest and set the head back, as if they had never been."""
    last = chance.randint(0, ENTRIES - 1)
    await database.execute("DELETE FROM understudy.audit_entry WHERE seq > %s", (last,))
    if chance.random() < 0.8 and last:
        await database.execute(
            "UPDATE understudy.audit_head SET (seq, digest) ="
            " (SELECT seq, digest FROM understudy.audit_entry ORDER BY seq DESC LIMIT 1)"
        )


async def cut_the_beginning(database: Database, chance: random.Random) -> None:
    await database.execute(
        "DELETE FROM understudy.audit_entry WHERE seq <= %s", (chance.randint(1, ENTRIES - 1),)
    )


async def forge(database: Database, chance: random.Random) -> None:
    """Write the log anew from one entry on, as a chain that holds, sealed with a key that was made up."""
    since = chance.randint(1, ENTRIES)
    async with database.snapshot() as connection:
        kept = [entry async for entry in store.entries(connection)]
    previous, made = kept[since - 1].previous, list[Entry]()
    for entry in kept[since - 1 :]:
        agent = "sales" if entry.seq == since else entry.agent
        digest = chained(entry.seq, entry.at, entry.kind, entry.org, agent, entry.commitment, previous)
        seal = sealed(b"made up", digest)
        made.append(replace(entry, agent=agent, previous=previous, digest=digest, seal=seal))
        previous = digest
    await database.execute("DELETE FROM understudy.audit_entry WHERE seq >= %s", (since,))
    async with database.transaction() as connection:
        await store.insert(connection, made)
    await database.execute("UPDATE understudy.audit_head SET digest = %s", (previous,))


async def forge_under_another_name(database: Database, chance: random.Random) -> None:
    """As `forge`, and call the made-up key another one than the log's."""
    await forge(database, chance)
    await database.execute("UPDATE understudy.audit_entry SET key = 'another'")


TAMPERS: tuple[Tamper, ...] = (
    edit_head,
    edit_time,
    edit_body,
    take_body,
    edit_link,
    delete_some,
    delete_and_close_up,
    exchange,
    exchange_bodies,
    cut_the_end,
    cut_the_beginning,
    forge,
    forge_under_another_name,
)


async def test_everything_that_is_done_to_it_is_found(
    log: AuditLog, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    missed: list[str] = []
    for seed in range(int(str(pytestconfig.getoption("audit_tampers")))):
        chance = random.Random(seed)
        tamper = TAMPERS[seed % len(TAMPERS)]
        async with put_back(log.database):
            await tamper(log.database, chance)
            if (await verified(log, tmp_path)).ok:
                missed.append(f"{tamper.__name__}, seed {seed}")
    assert missed == []
    assert (await verified(log, tmp_path)).ok


@asynccontextmanager
async def put_back(database: Database) -> AsyncGenerator[None]:
    """Whatever is done to the log is undone at the end."""
    for name in ("entry", "head"):
        kept, table = sql.Identifier(f"kept_{name}"), sql.Identifier("understudy", f"audit_{name}")
        await database.execute(sql.SQL("CREATE TEMPORARY TABLE {} AS TABLE {}").format(kept, table))
    yield
    for name in ("entry", "head"):
        kept, table = sql.Identifier(f"kept_{name}"), sql.Identifier("understudy", f"audit_{name}")
        await database.execute(sql.SQL("DELETE FROM {}").format(table))
        await database.execute(sql.SQL("INSERT INTO {} TABLE {}").format(table, kept))
        await database.execute(sql.SQL("DROP TABLE {}").format(kept))


async def test_what_was_erased_rightly_is_no_fault(log: AuditLog, tmp_path: Path) -> None:
    erased = await log.erase("demo", ["contact:0031"], ["P3@example.com"], "asked by the person")
    expected = [n for n in range(ENTRIES) if n % 2 and n % 5 in (1, 3)]
    report = await verified(log, tmp_path)
    assert (report.ok, report.erased, erased) == (True, len(expected), len(expected))
    left = await log.database.fetch("SELECT seq, body FROM understudy.audit_entry WHERE org = 'demo'")
    assert {row[0] - 1 for row in left if row[1] is None} == set(expected)
    assert not any("p3@example.com" in (row[1] or "") for row in left)


async def test_an_erasure_cannot_be_undone_unseen(log: AuditLog, tmp_path: Path) -> None:
    await log.erase("demo", ["contact:0031"], [], "asked by the person")
    await log.database.execute("UPDATE understudy.audit_entry SET body = '{}', salt = '' WHERE seq = 12")
    report = await verified(log, tmp_path)
    assert [str(fault) for fault in report.faults] == ["entry 12: body edited"]


async def test_what_grew_old_goes_and_the_rest_holds(log: AuditLog, tmp_path: Path) -> None:
    await log.append([event(60)])
    assert await log.forget_before(datetime.now(UTC) - timedelta(days=1)) == 0
    deleted = await log.forget_before(datetime.now(UTC))
    assert deleted == ENTRIES
    report = await verified(log, tmp_path)
    assert (report.ok, report.first, report.entries) == (True, ENTRIES + 1, 2)
    await log.database.execute("DELETE FROM understudy.audit_entry WHERE seq = %s", (ENTRIES + 1,))
    assert not (await verified(log, tmp_path)).ok


async def test_what_another_key_sealed_is_said(log: AuditLog, tmp_path: Path) -> None:
    other = AuditLog.open(log.database, tmp_path / "another")
    await other.append([event(60)])
    anchor = read_anchor(tmp_path)
    assert anchor
    report = await verify(log.database, log.key, [anchor])
    assert [str(fault) for fault in report.faults] == ["entry 61: sealed with an unknown key"]
    report = await verify(log.database, log.key, [anchor], others=[other.key.name])
    assert (report.ok, report.foreign) == (True, 1)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("kind", ["retention", "erasure"])
async def test_who_has_no_key_cannot_explain_away_what_is_gone(
    log: AuditLog, tmp_path: Path, kind: Literal["retention", "erasure"], named: bool
) -> None:
    """A forged entry that says that what is missing was taken out rightly."""
    anchor = read_anchor(tmp_path)
    assert anchor
    gone = {"until": anchor.seq, "digest": anchor.digest.hex(), "entries": [[1, anchor.seq]]}
    forger = AuditLog(log.database, tmp_path / "forger", AuditKey(b"made up"))
    forger.workspace.mkdir()
    await forger.append([Event(kind, "taken out", details=gone)])
    if kind == "retention":
        await log.database.execute("DELETE FROM understudy.audit_entry WHERE seq <= %s", (anchor.seq,))
    else:
        await log.database.execute(
            "UPDATE understudy.audit_entry SET body = NULL, salt = NULL WHERE seq <= %s", (anchor.seq,)
        )
    others = [forger.key.name] if named else []
    assert not (await verify(log.database, log.key, [anchor], others=others)).ok


@pytest.mark.parametrize("body", ["x", "[]", '{"details":[]}', '{"details":{"entries":[1]}}'])
async def test_a_body_that_is_none_is_told(log: AuditLog, tmp_path: Path, body: str) -> None:
    await log.erase("demo", ["contact:0031"], [], "asked by the person")
    await log.database.execute("UPDATE understudy.audit_entry SET body = %s WHERE seq = 61", (body,))
    report = await verified(log, tmp_path)
    assert "entry 61: body edited" in map(str, report.faults)
