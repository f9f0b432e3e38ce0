"""Jobs are done once, by a process of their version, and put back when who took them is gone."""

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

import pytest

from understudy.kit.db import Database
from understudy.kit.jobs.presence import Presence, those_present
from understudy.kit.jobs.queue import SCHEMA, Jobs, open_jobs


async def nothing_undone(jobs: Jobs, beginning: str) -> None:
    async with asyncio.timeout(60):
        while await jobs.undone(beginning):  # noqa: ASYNC110 - only the database tells
            await asyncio.sleep(0.05)


async def test_jobs_are_done_on_the_loop_of_who_opened_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody is asked over a network meanwhile."""
    done: list[tuple[int, object]] = []
    here = asyncio.get_running_loop()

    async def work(about: Mapping[str, Any]) -> None:
        assert await database.fetch_one("SELECT 1") == (1,)
        done.append((about["number"], asyncio.get_running_loop()))

    def looked_up(*_asked: object) -> None:
        raise AssertionError("a host was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    async with open_jobs(database, "v1", work) as jobs:
        await jobs.put({f"plain-{n}": {"number": n} for n in range(5)})
        await jobs.put({"plain-0": {"number": 99}})
        await nothing_undone(jobs, "plain-")
    assert sorted(number for number, _ in done) == [0, 1, 2, 3, 4]
    assert {loop for _, loop in done} == {here}
    rows = await database.fetch("SELECT count(*) > 0 FROM pg_tables WHERE schemaname = %s", (SCHEMA,))
    assert rows == [(True,)]


async def test_a_job_of_another_version_waits(database: Database) -> None:
    done: list[str] = []

    async def work(about: Mapping[str, Any]) -> None:
        done.append(about["name"])

    async with open_jobs(database, "old", None) as jobs:
        await jobs.put({"version-old": {"name": "old"}})
    async with open_jobs(database, "new", work) as jobs:
        await jobs.put({"version-new": {"name": "new"}})
        await nothing_undone(jobs, "version-new")
        assert await jobs.undone("version-") == ["version-old"]
        await jobs.take_back("version-")
        assert await jobs.undone("version-") == []
    assert done == ["new"]


async def test_what_was_taken_by_who_is_gone_is_done_by_another(database: Database) -> None:
    begun, done = asyncio.Event(), asyncio.Event()

    async def never_ends(_about: Mapping[str, Any]) -> None:
        begun.set()
        await asyncio.sleep(3600)

    async def ends(_about: Mapping[str, Any]) -> None:
        done.set()

    async with open_jobs(database, "v2", never_ends) as jobs:
        await jobs.put({"orphan": {}})
        async with asyncio.timeout(60):
            await begun.wait()
    async with open_jobs(database, "v2", ends) as jobs, asyncio.timeout(60):
        await done.wait()
        await nothing_undone(jobs, "orphan")


async def test_who_is_there_is_seen(database: Database) -> None:
    async with Presence(database) as presence:
        assert presence.number in await those_present(database)
    async with asyncio.timeout(10):
        while presence.number in await those_present(database):  # noqa: ASYNC110 - only the database tells
            await asyncio.sleep(0.02)
