"""`understudy org changes` and `undo`: what an agent wrote is listed, told and taken back."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from understudy.app import App
from understudy.org.permissions import System
from understudy.org.records import Origin, Write, create, update
from understudy.org.store import load_org
from understudy.soql.validate import ROW_RULES

Cli = Callable[..., Any]


async def _by_agent(app: App, subject: str) -> str:
    """A new case, whose priority an agent has changed."""
    org = await load_org(app.database, "demo")
    now = app.moment(org).now
    write = Write(app.database, org, System("a test"), now, ROW_RULES, origin=Origin("service", "s-cli", 2))
    made = await create(write, "Case", {"Subject": subject, "Priority": "Low"})
    await update(write, made, {"Priority": "High"}, expected=None)
    return made


async def test_a_change_is_listed_told_and_taken_back(cli: Cli, demo_app: App) -> None:
    record_id = await _by_agent(demo_app, "Crooked shelf")
    listed = (await asyncio.to_thread(cli, "org", "changes", "--record", record_id)).output
    number = re.search(r"(\d+) \d{4}-\d\d-\d\d \d\d:\d\d \w+ update Case", listed)
    assert number, listed
    assert f"update Case {record_id} Priority service" in listed
    told = (await asyncio.to_thread(cli, "org", "changes", number[1])).output
    assert f"change {number[1]}: update Case {record_id}" in told
    assert "by service for system: a test, session s-cli, turn 2" in told
    assert 'Priority: "Low" → "High"' in told
    done = (await asyncio.to_thread(cli, "org", "undo", number[1])).output
    undone = re.fullmatch(rf"change {number[1]} is undone, by change (\d+)", done)
    assert undone, done
    query = f"SELECT Priority FROM Case WHERE Id = '{record_id}'"
    assert "Low" in (await asyncio.to_thread(cli, "org", "query", query)).output
    for each, note in ((number[1], f"undone by {undone[1]}"), (undone[1], f"undoes {number[1]}")):
        assert note in (await asyncio.to_thread(cli, "org", "changes", each)).output
    again = await asyncio.to_thread(cli, "org", "undo", number[1])
    assert (again.code, "is undone already" in again.errors) == (1, True)


async def test_who_may_not_change_may_not_undo(cli: Cli, demo_app: App) -> None:
    record_id = await _by_agent(demo_app, "Loose hinge")
    listed = (await asyncio.to_thread(cli, "org", "changes", "--record", record_id)).output
    number = re.search(r"(\d+) \d{4}-\d\d-\d\d \d\d:\d\d \w+ update Case", listed)
    assert number, listed
    maria = "maria.okafor@harborlightnursery.example"
    refused = await asyncio.to_thread(cli, "org", "undo", number[1], "--as", maria)
    assert refused.code == 1
    assert any(
        told in refused.errors for told in ("you may not", "there is no Case", "no field Priority on Case")
    )
    query = f"SELECT Priority FROM Case WHERE Id = '{record_id}'"
    assert "High" in (await asyncio.to_thread(cli, "org", "query", query)).output


def test_there_is_no_such_change(cli: Cli) -> None:
    refused = cli("org", "changes", "999999999")
    assert refused.code == 1
    assert "there is no change 999999999" in refused.errors


def test_rules_that_do_not_fit_are_refused(cli: Cli, tmp_path: Any) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text('Case: [{name: odd, condition: "Subjct = null", message: Say what it is about.}]\n')
    refused = cli("org", "rules", str(file))
    assert refused.code == 1
    assert "Subjct" in refused.errors
