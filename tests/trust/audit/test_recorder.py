"""What was noted is logged in its order, once, with where it belongs."""

import json
from dataclasses import replace

from tests.trust.audit.conftest import event

from understudy.kit.ids import RecordId
from understudy.org.permissions import Customer, Employee, System
from understudy.trust.audit import store
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.recorder import Recorder, who_is


async def test_what_was_noted_is_logged_once(log: AuditLog) -> None:
    recorder = Recorder(replace(event(1), session="the session"), log)
    recorder.note("denial", "get_record", object="Case")
    recorder.note("action", "query", status="found", records=3)
    wanted = store.Wanted(session="the session")
    assert not await store.newest(log.database, wanted, 9)
    await recorder.flush()
    await recorder.flush()
    found = await store.newest(log.database, wanted, 9)
    assert [entry.kind for entry in found] == ["action", "denial"]
    told = [json.loads(entry.body.text) for entry in found if entry.body]
    assert [each["details"] for each in told] == [{"records": 3, "status": "found"}, {"object": "Case"}]
    assert {each["who"] for each in told} == {event(1).who}


async def test_where_nothing_is_logged_nothing_is_kept() -> None:
    recorder = Recorder(event(1))
    recorder.note("action", "query")
    await recorder.flush()


def test_for_whom_it_was() -> None:
    assert who_is(Employee(RecordId("0051"), "agent")) == "user:0051"
    assert who_is(Customer(RecordId("0031"), RecordId("0011"))) == "contact:0031"
    assert who_is(System("a test")) == "system:a test"


async def test_words_are_digests_where_none_are_to_be_kept(log: AuditLog) -> None:
    said = "Maria may not see the record of Ravi"
    assert Recorder(event(1), log).told(said) == said
    closed = Recorder(event(1), replace(log, keeps_texts=False))
    assert closed.told(said) == closed.told(said) != closed.told("something else")
    assert not {word for word in said.split() if word in closed.told(said)}
