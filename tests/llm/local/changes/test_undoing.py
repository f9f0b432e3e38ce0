"""Who wants a change taken back is understood, whatever the words, and nothing else is taken for it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from understudy.agents.names import OrgNames
from understudy.agents.spec import load_agent
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.llm.local.changes import ESCALATE, UNDO
from understudy.llm.local.decide import Decision
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import RememberedFrame, Situation
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import System

Understood = Callable[..., Awaitable[Decision]]


@pytest.mark.parametrize(
    "text",
    [
        "undo that",
        "Undo it, please.",
        "please undo the last change",
        "revert what you just did",
        "Can you take that back?",
        "oh no, take it back",
        "roll it back",
        "reverse the change you made",
        "that was wrong, change it back",
        "Sorry, that was my mistake. Please put it back the way it was.",
        "I didn’t mean that, set it back to the old value",
        "hmm, change it back to how it was before",
        "restore the previous value",
        "oops, undo!",
    ],
)
async def test_the_last_change_is_taken_back(understood: Understood, text: str) -> None:
    decision = await understood(text, agent="sales")
    assert decision.kind == "act", decision.text
    assert decision.reading
    assert (decision.reading.action, decision.reading.arguments) == (UNDO, {})


async def test_a_change_may_be_told_by_its_number(understood: Understood) -> None:
    decision = await understood("Please undo change number 17.", agent="sales")
    assert decision.reading
    assert (decision.reading.action, decision.reading.arguments) == (UNDO, {"change": 17})


@pytest.mark.parametrize(
    "text",
    [
        "change it back to Qualified",
        "that was wrong",
        "who took the order back?",
        "what did you change?",
        "put the lead back on Delia Ortiz",
        "how do I undo a delivery?",
        "call me back",
        "reverse charge invoices",
    ],
)
async def test_what_is_no_taking_back(understood: Understood, text: str) -> None:
    decision = await understood(text, agent="sales")
    assert not (decision.reading and decision.reading.action == UNDO and decision.kind == "act")


async def test_where_the_agent_cannot_a_person_is_offered(demo_stage: Stage) -> None:
    spec = load_agent("service", Path("no-agents-of-its-own"))
    topics = tuple(
        topic.model_copy(update={"actions": tuple(each for each in topic.actions if each != UNDO)})
        for topic in spec.topics
    )
    world = build_world(demo_stage.org, demo_stage.library, spec.model_copy(update={"topics": topics}))
    names = OrgNames(demo_stage.database, demo_stage.org, System("a test"))
    situation = Situation(Moment(DEMO_NOW, demo_stage.org.timezone), names)
    decision, _ = await Reasoner(world, demo_stage.encoder).decide("undo that", situation)
    assert decision.reading
    assert (decision.reading.action, decision.reading.arguments) == (ESCALATE, {"reason": "undo that"})


async def test_what_is_not_done_yet_is_not_taken_back(understood: Understood) -> None:
    values = {"id": "00QUn0000000042MAA", "values": {"Status": "Qualified"}}
    waiting = RememberedFrame("update_record", values)
    decision = await understood("undo that", agent="sales", proposed=waiting)
    assert (decision.kind, "not done it yet" in decision.text) == ("ask", True)
