"""A yes is a yes, once, to exactly what was proposed; everything else does nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.agents.approvals.conftest import Talk, lead_of, status_of

from understudy.agents.approvals import settle
from understudy.agents.outcome import Confirm, Handoff, Refusal, Reply
from understudy.conversations.store import load_session
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import System
from understudy.org.records import Write, list_changes, undo, update
from understudy.soql.validate import ROW_RULES

ASK = "Please open a case about the {}."


async def test_nothing_is_written_before_the_yes(talk: Talk) -> None:
    asked = await talk.say(ASK.format("bent frame"))
    assert isinstance(asked, Confirm)
    assert "- Subject: The bent frame" in asked.text
    assert await talk.cases() == []
    done = await talk.say("yes")
    assert isinstance(done, Reply)
    assert done.text.startswith("Done: the case ")
    assert done.evidence.steps[0].finding.status == "done"
    assert await talk.cases() == ["The bent frame"]


async def test_it_lapses_with_anything_else(talk: Talk) -> None:
    await talk.say(ASK.format("torn net"))
    await talk.say("Show me my orders.")
    after = await talk.say("yes")
    assert isinstance(after, Reply)
    assert "nothing that waits" in after.text
    assert await talk.cases() == []


async def test_a_correction_is_proposed_anew(talk: Talk) -> None:
    await talk.say(ASK.format("torn net"))
    anew = await talk.say("no, the subject should be Two torn nets")
    assert isinstance(anew, Confirm)
    assert "- Subject: Two torn nets" in anew.text
    assert await talk.cases() == []
    await talk.say("yes")
    assert await talk.cases() == ["Two torn nets"]


async def test_a_session_that_is_resumed_still_waits(talk: Talk) -> None:
    await talk.say(ASK.format("loud fan"))
    stage = talk.stage
    kept = await load_session(stage.database, stage.org.name, talk.session.id, talk.session.actor)
    assert kept is not None
    assert kept == talk.session
    talk.session = kept
    assert isinstance(await talk.say("yes"), Reply)
    assert await talk.cases() == ["The loud fan"]


async def test_the_same_yes_twice_writes_once(talk: Talk) -> None:
    """As from a second process that has not heard of the first."""
    await talk.say(ASK.format("cold bench"))
    pending = talk.session.pending
    first = await talk.say("yes")
    again = await settle(talk.context(), pending, "yes", talk.actions())
    late = await settle(talk.context(), pending, "no", talk.actions())
    assert late.text.startswith("That was done already")
    assert await talk.cases() == ["The cold bench"]
    assert isinstance(first, Reply)
    assert isinstance(again, Reply)
    assert again.answers == first.answers


async def test_a_record_that_changed_meanwhile_is_left_alone(talk: Talk) -> None:
    await talk.say(ASK.format("dim lamp"))
    done = await talk.say("yes")
    assert isinstance(done, Reply)
    asked = await talk.say(f"Close case {done.answers[0]}.")
    assert isinstance(asked, Confirm)
    record_id, stamp = asked.proposals[0].record_id, asked.proposals[0].expected
    assert record_id
    assert stamp
    write = Write(talk.stage.database, talk.stage.org, System("somebody else"), DEMO_NOW, ROW_RULES)
    await update(write, record_id, {"Priority": "High"}, expected=datetime.fromisoformat(stamp))
    late = await talk.say("yes")
    assert isinstance(late, Reply)
    assert "has changed since it was read" in late.text
    assert not late.known


async def test_what_a_customer_may_not_set_is_refused(talk: Talk) -> None:
    await talk.say(ASK.format("wet wall"))
    done = await talk.say("yes")
    assert isinstance(done, Reply)
    refused = await talk.say(f"Set the status of case {done.answers[0]} to Working.")
    assert isinstance(refused, Refusal)


async def test_escalating_ends_with_a_person(talk: Talk) -> None:
    assert isinstance(await talk.say("I want to talk to a person."), Confirm)
    ended = await talk.say("yes")
    assert isinstance(ended, Handoff)
    assert ended.reason == "I want to talk to a person."


async def test_a_yes_that_comes_too_late_does_nothing(talk: Talk) -> None:
    asked = await talk.say(ASK.format("bent frame"))
    assert isinstance(asked, Confirm)
    late = replace(talk.context(), clock=DEMO_NOW + timedelta(days=1, seconds=1))
    told = await settle(late, asked.proposals, "yes", talk.actions())
    assert isinstance(told, Reply)
    assert "too long ago" in told.text
    assert await talk.cases() == []


async def test_what_the_agent_may_no_longer_do_is_not_done(talk: Talk) -> None:
    asked = await talk.say(ASK.format("bent frame"))
    assert isinstance(asked, Confirm)
    told = await settle(talk.context(), asked.proposals, "yes", {})
    assert isinstance(told, Refusal)
    assert await talk.cases() == []


async def test_what_was_done_can_be_undone(talk: Talk) -> None:
    await talk.say(ASK.format("bent frame"))
    await talk.say("yes")
    database, org = talk.stage.database, talk.stage.org
    [change] = await list_changes(database, org, most=1)
    assert (change.operation, change.session_id, change.turn) == ("create", talk.session.id, 2)
    await undo(Write(database, org, System("a test"), DEMO_NOW, ROW_RULES), change.id)
    assert await talk.cases() == []


async def test_what_was_just_changed_is_taken_back_after_a_yes(selling: Talk) -> None:
    record_id, before = await lead_of(selling)
    await selling.say(f"Set the status of lead {record_id} to Qualified")
    await selling.say("yes")
    assert await status_of(selling, record_id) == "Qualified"
    asked = await selling.say("That was wrong, change it back.")
    assert isinstance(asked, Confirm), asked.text
    assert f"- Lead status: Qualified → {before}" in asked.text
    assert await status_of(selling, record_id) == "Qualified"
    done = await selling.say("yes")
    assert done.text.startswith("Done: the lead "), done.text
    assert "is changed back" in done.text
    assert await status_of(selling, record_id) == before
    await selling.say("undo that")
    await selling.say("yes")
    assert await status_of(selling, record_id) == "Qualified"


async def test_a_record_that_was_touched_since_is_not_taken_back(selling: Talk) -> None:
    record_id, _ = await lead_of(selling)
    await selling.say(f"Set the status of lead {record_id} to Qualified")
    await selling.say("yes")
    stage, later = selling.stage, selling.moment.now + timedelta(hours=1)
    write = Write(stage.database, stage.org, System("a test"), later, ROW_RULES)
    await update(write, record_id, {"Phone": "608-555-0101"}, expected=None)
    told = await selling.say("undo that")
    assert not isinstance(told, Confirm)
    assert "has been changed since" in told.text
    assert await status_of(selling, record_id) == "Qualified"


async def test_where_nothing_was_changed_nothing_is_taken_back(selling: Talk) -> None:
    told = await selling.say("undo that")
    assert not isinstance(told, Confirm)
    assert "changed nothing in this conversation" in told.text


async def test_a_customer_who_wants_it_undone_is_offered_a_person(talk: Talk) -> None:
    await talk.say(ASK.format("bent frame"))
    await talk.say("yes")
    asked = await talk.say("undo that")
    assert isinstance(asked, Confirm), asked.text
    assert asked.proposals[0].action == "escalate"
    assert isinstance(await talk.say("yes"), Handoff)
    assert await talk.cases() == ["The bent frame"]
