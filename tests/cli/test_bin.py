"""`understudy org bin`: what was deleted is listed, brought back, and let go of for good."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from understudy.app import App
from understudy.org.permissions import System
from understudy.org.records import Write, create, delete
from understudy.org.store import load_org
from understudy.soql.validate import ROW_RULES

Cli = Callable[..., Any]


@pytest.fixture
async def write(demo_app: App) -> Write:
    org = await load_org(demo_app.database, "demo")
    return Write(demo_app.database, org, System("a test"), demo_app.moment(org).now, ROW_RULES)


async def _deleted(write: Write, subject: str) -> str:
    made = await create(write, "Case", {"Subject": subject})
    await delete(write, made)
    return made


async def test_what_was_deleted_comes_back(cli: Cli, write: Write) -> None:
    record_id = await _deleted(write, "Wobbly table")
    listed = (await asyncio.to_thread(cli, "org", "bin", "list")).output
    assert f"Case {record_id} " in listed
    assert "kept for 15 days" in listed
    assert f"{record_id} is back" in (await asyncio.to_thread(cli, "org", "bin", "restore", record_id)).output
    query = f"SELECT Subject FROM Case WHERE Id = '{record_id}'"
    assert "Wobbly table" in (await asyncio.to_thread(cli, "org", "query", query)).output
    twice = await asyncio.to_thread(cli, "org", "bin", "restore", record_id)
    assert (twice.code, "there is no Case" in twice.errors) == (1, True)


async def test_what_is_purged_is_gone(cli: Cli, write: Write) -> None:
    record_id = await _deleted(write, "Split seam")
    refused = await asyncio.to_thread(cli, "org", "bin", "purge", record_id, "--as", "Caroline Mbatha")
    assert (refused.code, "you may not" in refused.errors) == (1, True)
    assert "is gone" in (await asyncio.to_thread(cli, "org", "bin", "purge", record_id)).output
    assert record_id not in (await asyncio.to_thread(cli, "org", "bin", "list")).output


async def test_what_is_too_old_expires(cli: Cli, write: Write) -> None:
    long_ago = replace(write, now=write.now - timedelta(days=4000))
    old, new = await _deleted(long_ago, "Old crack"), await _deleted(write, "New crack")
    expired = await asyncio.to_thread(
        lambda: cli("org", "bin", "purge", "--expired", env={"UNDERSTUDY_BIN_DAYS": "3650"})
    )
    assert "2 records are gone" in expired.output, expired.errors  # the case and its history
    listed = (await asyncio.to_thread(cli, "org", "bin", "list")).output
    assert (old in listed, new in listed) == (False, True)


@pytest.mark.parametrize("words", [(), ("500x", "--expired"), ("--expired", "--as", "Delia Ortiz")])
def test_purge_says_what_it_takes(cli: Cli, words: tuple[str, ...]) -> None:
    refused = cli("org", "bin", "purge", *words)
    assert refused.code == 1
    assert "purge" in refused.errors
