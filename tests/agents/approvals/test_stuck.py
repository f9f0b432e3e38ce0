"""What was agreed to and never finished, a log that fails, and who may read what they would agree to."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from tests.agents.approvals.tries import ACCESS, BOSS, NOW, ROWS, SCHEMA, Try
from tests.conftest import MakeOrg

from understudy.agents.approvals import deciding
from understudy.agents.approvals.approval import Approval, Decided, person_of, seal_of
from understudy.agents.approvals.deciding import NotWaitingError, approve, decline, undo_approved
from understudy.agents.approvals.desk import Desk
from understudy.agents.approvals.showing import show, shown_as_json
from understudy.agents.approvals.store import claim, read_approval, save_approval
from understudy.kit.db import Database
from understudy.kit.errors import ServiceError
from understudy.org.records import delete

_LATER = timedelta(minutes=2)


@dataclass
class Log:
    """Keeps what is logged, and fails from the one of that number on."""

    fails_from: int = 99
    verdicts: list[object] = field(default_factory=list[object])

    async def append(self, events: list[Any]) -> None:
        if len(self.verdicts) >= self.fails_from:
            raise psycopg.OperationalError("the disk is full")
        self.verdicts += [each.details.get("verdict", each.kind) for each in events]


def logging(desk: Desk, log: Log) -> Desk:
    kept: Any = log
    return replace(desk, audit=kept)


@pytest.fixture
async def waiting(lasting_org: MakeOrg, database: Database) -> Try:
    orgs = [await lasting_org(SCHEMA, ROWS, access=ACCESS) for _ in range(2)]
    it = Try(database, orgs[0], orgs[1], random.Random(1))
    await it.begin()
    return it


async def state_of(it: Try) -> str:
    kept = await read_approval(it.database, it.org.name, it.approval.id)
    assert kept
    return kept.state


async def leave_stuck(it: Try) -> None:
    """The boss agrees, and the program dies before anything is done."""
    assert await claim(it.database, it.approval, "approved", Decided(person_of(BOSS), NOW))


async def test_what_is_stuck_is_finished_by_the_next_yes(waiting: Try) -> None:
    before = await waiting.state()
    await leave_stuck(waiting)
    assert not await waiting.refused(desk=waiting.desk(_LATER))
    assert await waiting.state() != before
    assert await state_of(waiting) == "done"


@pytest.mark.parametrize("later", [_LATER, timedelta(days=3)])
async def test_what_is_stuck_still_takes_the_seal_that_was_shown(waiting: Try, later: timedelta) -> None:
    before = await waiting.state()
    await leave_stuck(waiting)
    for seal in ("", "0" * 64):
        assert await waiting.refused(seal=seal, desk=waiting.desk(later))
    await waiting.tamper("proposal.values.Amount__c", 66_666)
    assert await waiting.refused(desk=waiting.desk(later))
    assert await waiting.state() == before


async def test_a_log_that_fails_leaves_it_waiting(waiting: Try) -> None:
    before = await waiting.state()
    for decide in (approve, decline):
        with pytest.raises(ServiceError, match="audit log"):
            await decide(logging(waiting.desk(), Log(0)), BOSS, waiting.approval.id, waiting.approval.seal)
        assert await state_of(waiting) == "waiting"
    assert await waiting.state() == before


async def test_what_is_done_is_kept_as_done_though_the_log_fails_then(waiting: Try) -> None:
    log = Log(2)
    with pytest.raises(ServiceError, match="audit log"):
        await approve(logging(waiting.desk(), log), BOSS, waiting.approval.id, waiting.approval.seal)
    assert log.verdicts == ["approve", "approve"]
    assert await state_of(waiting) == "done"


async def test_taking_back_is_logged_before(waiting: Try) -> None:
    await approve(waiting.desk(), BOSS, waiting.approval.id, waiting.approval.seal)
    done, log = await waiting.state(), Log()
    with pytest.raises(ServiceError, match="audit log"):
        await undo_approved(logging(waiting.desk(), Log(0)), BOSS, waiting.approval.id)
    assert await waiting.state() == done
    await undo_approved(logging(waiting.desk(), log), BOSS, waiting.approval.id)
    assert log.verdicts == ["undo"]
    assert await waiting.state() != done


async def put_anew(it: Try, **changed: Any) -> Approval:
    """Another request of the same asker: the same proposal, but for what is changed."""
    proposal = replace(it.approval.proposal, id=f"{it.record}-other", **changed)
    sealed = replace(it.approval, id=f"{it.record}-other", proposal=proposal, session_id="another")
    sealed = replace(sealed, seal=seal_of(sealed))
    await save_approval(it.database, sealed)
    return sealed


async def test_what_is_no_write_and_stuck_is_never_tried_again(waiting: Try) -> None:
    waiting.approval = await put_anew(waiting, object="", record_id=None, values={}, changes=())
    await leave_stuck(waiting)
    log = Log()
    ended = await approve(
        logging(waiting.desk(_LATER), log), BOSS, waiting.approval.id, waiting.approval.seal
    )
    assert ended.state == "failed"
    assert ended.decided
    assert "unknown whether it ran" in ended.decided.told
    assert log.verdicts == []
    assert await state_of(waiting) == "failed"


async def test_what_names_no_field_is_closed_to_who_may_not_read_the_record(waiting: Try) -> None:
    waiting.approval = await put_anew(waiting, changes=(), title="Delete the refund A secret")
    seen = await show(waiting.desk(), BOSS, waiting.approval.id)
    assert seen
    assert (seen.whole, seen.may_decide) == (True, True)
    closed = replace(waiting.org, access=replace(ACCESS, profiles={**ACCESS.profiles, "boss": {}}))
    shown = await show(waiting.desk(org=closed), BOSS, waiting.approval.id)
    assert shown
    assert (shown.whole, shown.may_decide) == (False, False)
    told = shown_as_json(shown)
    assert told["record"] is None
    assert "secret" not in str(told)
    assert waiting.approval.message not in str(told)
    with pytest.raises(NotWaitingError, match="may not read all"):
        await approve(waiting.desk(org=closed), BOSS, waiting.approval.id, waiting.approval.seal)


async def test_what_is_no_write_and_fails_midway_does_not_wait_again(
    waiting: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(*_: object) -> None:
        raise ServiceError("the line is dead")

    def allowed(*_: object) -> None: ...

    waiting.approval = await put_anew(waiting, object="", record_id=None, values={}, changes=())
    monkeypatch.setattr(deciding, "check_allowed", allowed)
    monkeypatch.setattr(deciding, "carried_out", cut_off)
    with pytest.raises(ServiceError, match="dead"):
        await approve(waiting.desk(), BOSS, waiting.approval.id, waiting.approval.seal)
    assert await state_of(waiting) == "failed"


async def test_what_lies_in_the_bin_is_seen_where_it_would_be_brought_back(waiting: Try) -> None:
    await delete(waiting.write(timedelta(minutes=1)), waiting.record)
    waiting.approval = await put_anew(waiting, changes=(), undoes=1)
    shown = await show(waiting.desk(), BOSS, waiting.approval.id)
    assert shown
    assert shown.whole
