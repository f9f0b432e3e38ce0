"""What happens in a turn stands in the audit log: before it leaves or is written, and with whose it was."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Ask

from understudy.conversations.turn import Stage
from understudy.kit.errors import ServiceError
from understudy.org.users import find_actor
from understudy.trust.audit import store
from understudy.trust.audit.entry import Entry, Event
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.recorder import who_is
from understudy.trust.audit.verify import verify

CUSTOMER = "maria.okafor@harborlightnursery.example"


@pytest.fixture
def logged(demo_stage: Stage, tmp_path: Path) -> Stage:
    """The demo org, with a log."""
    return replace(demo_stage, audit=AuditLog.open(demo_stage.database, tmp_path))


async def entries(stage: Stage, session: str) -> Sequence[Entry]:
    """Those of a session, in their order."""
    return (await store.newest(stage.database, store.Wanted(session=session), 100))[::-1]


def told(entry: Entry) -> dict[str, Any]:
    assert entry.body
    return json.loads(entry.body.text)


async def test_a_turn_tells_what_was_asked_of_whom_and_what_ran(logged: Stage, ask: Ask) -> None:
    actor = await find_actor(logged.database, logged.org, "Rosalind Achebe")
    turn = await ask("How many cases were opened in May 2026?", "analyst", actor=actor, stage=logged)
    found = await entries(logged, turn.session.id)
    assert [entry.kind for entry in found] == [
        "model_call",
        "model_call",
        "policy",
        "action",
        "model_call",
        "model_call",
    ]
    assert {told(entry)["who"] for entry in found} == {who_is(actor)}
    assert {told(entry)["trace"] for entry in found} == {turn.trace_id or ""}
    policy, action = told(found[2]), told(found[3])
    assert (policy["subject"], policy["details"]["effect"]) == ("measure", "run")
    assert (action["subject"], action["details"]["status"]) == ("measure", "found")
    assert "May" not in "".join(entry.body.text for entry in found if entry.body)


async def test_what_was_refused_is_told(logged: Stage, ask: Ask) -> None:
    maria = await find_actor(logged.database, logged.org, CUSTOMER)
    turn = await ask("Escalate case 500000000000000", "service", actor=maria, stage=logged)
    kinds = {entry.kind for entry in await entries(logged, turn.session.id)}
    assert "model_call" in kinds
    assert "write" not in kinds


async def test_a_yes_is_logged_before_what_it_does(logged: Stage, ask: Ask) -> None:
    maria = await find_actor(logged.database, logged.org, CUSTOMER)
    async with logged.database.sandbox() as sandbox:
        stage = replace(logged, database=sandbox, transcripts=sandbox)
        asked = await ask(
            "Open a case: my drip line arrived with a crack.", "service", actor=maria, stage=stage
        )
        assert asked.session.pending, asked.outcome.text
        done = await ask("yes", "service", stage=stage, session=asked.session)
        found = await entries(stage, asked.session.id)
    (proposal,) = asked.session.pending
    last = [(entry.kind, told(entry)["details"].get("digest")) for entry in found][-2:]
    assert last == [("approval", proposal.digest), ("action", proposal.digest)], done.outcome.text


class _Full(AuditLog):
    """A log that cannot be written to."""

    async def append(self, events: Sequence[Event], connection: object = None) -> None:
        raise OSError("the disk is full")


async def test_nothing_is_written_that_cannot_be_logged(logged: Stage, ask: Ask) -> None:
    maria = await find_actor(logged.database, logged.org, CUSTOMER)
    async with logged.database.sandbox() as sandbox:
        stage = replace(logged, database=sandbox, transcripts=sandbox)
        asked = await ask(
            "Open a case: my drip line arrived with a crack.", "service", actor=maria, stage=stage
        )
        before = await sandbox.fetch_one("SELECT count(*) FROM understudy.change")
        assert stage.audit
        broken = replace(stage, audit=_Full(sandbox, stage.audit.workspace, stage.audit.key))
        with pytest.raises(ServiceError, match="the audit log cannot be written"):
            await ask("yes", "service", stage=broken, session=asked.session)
        assert await sandbox.fetch_one("SELECT count(*) FROM understudy.change") == before


async def test_the_log_of_turns_verifies(logged: Stage, ask: Ask) -> None:
    turn = await ask("How many cases were opened in May 2026?", "analyst", stage=logged)
    assert logged.audit
    own = [entry.seq for entry in await entries(logged, turn.session.id)]
    report = await verify(logged.database, logged.audit.key, [])
    assert not [fault for fault in report.faults if fault.seq >= own[0]]
