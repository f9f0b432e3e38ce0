"""What waits for a colleague: put before them, decided once, done as who asked, and told to who asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.agents.approvals.conftest import Talk, desk_of, governed, lead_of, status_of

from understudy.agents.approvals.approval import Approval
from understudy.agents.approvals.deciding import NotWaitingError, approve, decline, undo_approved
from understudy.agents.approvals.showing import list_shown, show
from understudy.agents.events import Event, Said
from understudy.agents.outcome import Confirm, Reply
from understudy.conversations.turn import turn
from understudy.kit.errors import NotPermittedError
from understudy.org.permissions import Actor, Employee, System
from understudy.org.records import Write, update
from understudy.org.users import find_actor
from understudy.soql.validate import ROW_RULES

RULES = """
rules:
  - name: reading
    when: {effect: reads}
    then: run
  - name: qualifying
    when: {object: Lead, values: {Status: {one_of: [Qualified]}}}
    then: approve
    by: owners_manager
    within: 4 hours
    because: a manager looks at each lead before it counts as qualified
    risk: high
  - name: rest
    when: {effect: writes}
    then: approve
"""
OPERATOR = System("a test")


async def manager_of(talk: Talk) -> Employee:
    actor = talk.session.actor
    assert isinstance(actor, Employee)
    manager = await desk_of(talk).people.value("User", actor.user_id, "ManagerId")
    assert manager
    found = await find_actor(talk.stage.database, talk.stage.org, manager)
    assert isinstance(found, Employee)
    return found


async def ask_for_it(talk: Talk) -> tuple[str, Approval]:
    """A lead is to be qualified, which waits for the manager: its id, and what waits."""
    record_id, _ = await lead_of(talk)
    told = await talk.say(f"Set the status of lead {record_id} to Qualified")
    assert isinstance(told, Reply), told.text
    [shown] = await list_shown(desk_of(talk), OPERATOR)
    return record_id, shown.approval


async def test_it_is_put_before_the_manager_and_done_as_who_asked(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, before = await lead_of(talk)
    told = await talk.say(f"Set the status of lead {record_id} to Qualified")
    manager = await manager_of(talk)
    name = await desk_of(talk).people.name("User", manager.user_id)
    assert f"takes a yes of {name} (a manager looks at each lead" in told.text
    assert "- Lead status:" in told.text
    assert await status_of(talk, record_id) == before
    [shown] = await list_shown(desk_of(talk), manager)
    approval = shown.approval
    assert (approval.risk, shown.may_decide, shown.whole) == ("high", True, True)
    assert approval.message.endswith("to Qualified")
    assert approval.due_at - approval.asked_at == timedelta(hours=4)
    ended = await approve(desk_of(talk), manager, approval.id, approval.seal, "well done")
    assert ended.state == "done"
    assert await status_of(talk, record_id) == "Qualified"
    news = await talk.say("Show me my open opportunities.")
    assert news.text.startswith(f"{name} has agreed (well done). Done: the lead ")
    assert not (await talk.say("Show me my open opportunities.")).text.startswith(name)
    [decided] = await list_shown(desk_of(talk), manager, decided=True)
    assert decided.undoable
    await undo_approved(desk_of(talk), manager, approval.id)
    assert await status_of(talk, record_id) == before


async def test_news_leads_nowhere(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, _ = await lead_of(talk)
    stage = talk.stage
    write = Write(stage.database, stage.org, OPERATOR, talk.moment.now, ROW_RULES)
    await update(write, record_id, {"LastName": "Doe ![x](https://evil.example/p.png?d=1)"}, expected=None)
    _, approval = await ask_for_it(talk)
    assert "evil.example" in approval.proposal.title
    await decline(desk_of(talk), await manager_of(talk), approval.id, approval.seal, "no")
    told: list[Event] = []
    played = await turn(
        stage, talk.spec, talk.session, "Show me my open opportunities.", talk.moment, told.append
    )
    news = next(each for each in told if isinstance(each, Said))
    assert " has said no to this (no): " in news.text
    assert "evil.example" not in news.text + played.outcome.text
    assert played.outcome.text.startswith(news.text)


async def test_a_no_changes_nothing_and_is_told(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, approval = await ask_for_it(talk)
    manager = await manager_of(talk)
    await decline(desk_of(talk), manager, approval.id, approval.seal, "too early")
    with pytest.raises(NotWaitingError, match="has declined this already"):
        await approve(desk_of(talk), manager, approval.id, approval.seal)
    assert await status_of(talk, record_id) != "Qualified"
    assert "has said no to this (too early)" in (await talk.say("Show me my open opportunities.")).text


async def test_the_rest_of_the_policy_asks_who_asks(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, _ = await lead_of(talk)
    assert isinstance(await talk.say(f"Set the phone of lead {record_id} to 608-555-0101"), Confirm)


async def test_the_manager_who_asks_is_asked_in_the_conversation(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, _ = await lead_of(talk)
    talk.session = replace(talk.session, actor=await manager_of(talk))
    assert isinstance(await talk.say(f"Set the status of lead {record_id} to Qualified"), Confirm)


async def test_twice_the_same_is_put_before_them_once(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, _ = await ask_for_it(talk)
    await talk.say(f"Set the status of lead {record_id} to Qualified")
    assert len(await list_shown(desk_of(talk), OPERATOR)) == 1


async def test_others_see_nothing_of_it(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, approval = await ask_for_it(talk)
    other = await find_actor(talk.stage.database, talk.stage.org, "Rosalind Achebe")
    customer = await find_actor(
        talk.stage.database, talk.stage.org, "maria.okafor@harborlightnursery.example"
    )
    nobody: list[Actor] = [talk.session.actor, other, customer]
    for actor in nobody:
        assert await show(desk_of(talk), actor, approval.id) is None
        assert await list_shown(desk_of(talk), actor) == []
        with pytest.raises(NotPermittedError, match="nothing like that"):
            await approve(desk_of(talk), actor, approval.id, approval.seal)
    assert await status_of(talk, record_id) != "Qualified"


async def test_a_record_that_was_changed_since_is_left_alone(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, approval = await ask_for_it(talk)
    stage, later = talk.stage, talk.moment.now + timedelta(hours=1)
    write = Write(stage.database, stage.org, OPERATOR, later, ROW_RULES)
    await update(write, record_id, {"Phone": "608-555-0101"}, expected=None)
    ended = await approve(desk_of(talk), OPERATOR, approval.id, approval.seal)
    assert ended.state == "failed"
    assert ended.decided
    assert "has changed since it was read" in ended.decided.told
    assert await status_of(talk, record_id) != "Qualified"
    assert "It was not done" in (await talk.say("Show me my open opportunities.")).text


async def test_after_the_deadline_nobody_agrees(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, approval = await ask_for_it(talk)
    late = desk_of(talk, replace(talk.moment, now=talk.moment.now + timedelta(hours=4, seconds=1)))
    with pytest.raises(NotWaitingError, match="too late"):
        await approve(late, OPERATOR, approval.id, approval.seal)
    assert await status_of(talk, record_id) != "Qualified"
    assert [each.standing for each in await list_shown(late, OPERATOR, decided=True)] == ["expired"]


async def test_after_the_deadline_it_goes_on_to_who_is_named_then(selling: Talk) -> None:
    rules = RULES.replace("within: 4 hours", "within: 4 hours\n    then_by: {user: Rosalind Achebe}")
    talk = governed(selling, rules)
    record_id, approval = await ask_for_it(talk)
    manager = await manager_of(talk)
    named = await find_actor(talk.stage.database, talk.stage.org, "Rosalind Achebe")
    assert await list_shown(desk_of(talk), named) == []
    late = desk_of(talk, replace(talk.moment, now=talk.moment.now + timedelta(hours=5)))
    with pytest.raises(NotWaitingError, match="has gone on"):
        await approve(late, manager, approval.id, approval.seal)
    [shown] = await list_shown(late, named)
    assert shown.standing == "escalated"
    await approve(late, named, approval.id, approval.seal)
    assert await status_of(talk, record_id) == "Qualified"


async def test_another_policy_wants_it_asked_anew(selling: Talk) -> None:
    talk = governed(selling, RULES)
    record_id, approval = await ask_for_it(talk)
    governed(talk, RULES.replace("owners_manager", "{user: Rosalind Achebe}"))
    with pytest.raises(NotWaitingError, match="rules for this have changed"):
        await approve(desk_of(talk), OPERATOR, approval.id, approval.seal)
    assert await status_of(talk, record_id) != "Qualified"
    governed(talk, RULES.replace("name: rest", "name: others"))
    await approve(desk_of(talk), OPERATOR, approval.id, approval.seal)
    assert await status_of(talk, record_id) == "Qualified"


async def test_what_a_rule_denies_is_not_done_and_told_kindly(selling: Talk) -> None:
    rules = RULES.replace("then: approve\n    by: owners_manager\n    within: 4 hours", "then: deny")
    talk = governed(selling, rules)
    record_id, before = await lead_of(talk)
    told = await talk.say(f"Set the status of lead {record_id} to Qualified")
    assert "I may not do that here: a manager looks at each lead" in told.text
    assert await status_of(talk, record_id) == before


async def test_what_a_rule_lets_run_is_done_without_a_question(selling: Talk) -> None:
    rules = RULES.replace("then: approve\n    by: owners_manager\n    within: 4 hours", "then: run")
    talk = governed(selling, rules)
    record_id, _ = await lead_of(talk)
    told = await talk.say(f"Set the status of lead {record_id} to Qualified")
    assert told.text.startswith("Done: the lead ")
    assert await status_of(talk, record_id) == "Qualified"
