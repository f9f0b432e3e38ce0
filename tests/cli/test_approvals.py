"""Approvals from the command line: listed, shown, agreed to once, and nobody else's."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.channels.approving import EXECUTIVE, RULES, ask_for_it, leads

from understudy.channels.service import Service
from understudy.kit.clock import SystemClock
from understudy.kit.ids import RecordId

Cli = Callable[..., Any]


@pytest.fixture
async def lead(service: Service) -> AsyncGenerator[RecordId]:
    """Asked for now: the command's clock is the real one."""
    today = replace(service, moment=lambda: replace(service.moment(), now=SystemClock().now()))
    async with leads(today) as made:
        await ask_for_it(today, made)
        yield made


async def test_it_is_listed_shown_and_agreed_to_once(cli: Cli, lead: RecordId, tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "policy.yaml").write_text(RULES, encoding="utf-8")

    async def run(*words: str) -> Any:
        env = {"UNDERSTUDY_TRUST": str(tmp_path / "trust")}
        return await asyncio.to_thread(cli, "approvals", *words, env=env)

    listed = (await run("list")).output
    found = re.search(
        r"([a-z0-9]{12}) waiting, high risk: Change the lead Ines Vidal asked by Delia Ortiz", listed
    )
    assert found, listed
    shown = (await run("show", found[1], "--as", EXECUTIVE)).output
    assert "Lead status: New → Qualified" in shown
    assert f"Set the status of lead {lead} to Qualified" in shown
    assert (await run("list", "--as", "Caroline Mbatha")).output == "nothing waits"
    other = await run("approve", found[1], "--as", "Caroline Mbatha")
    assert (other.code, "there is no approval" in other.errors) == (1, True)
    done = await run("approve", found[1], "--as", EXECUTIVE, "--because", "well done")
    assert done.output.startswith("Done: the lead Ines Vidal is changed"), done.errors
    again = await run("decline", found[1], "--as", EXECUTIVE)
    assert (again.code, "has approved this already" in again.errors) == (1, True)
    assert '"because": "well done"' in (await run("list", "--all", "--json")).output
