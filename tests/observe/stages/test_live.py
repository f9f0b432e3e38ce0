"""What people asked: each "I don't know" is put down to what can be known of it, and nothing more is said."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from understudy.agents.spec import load_agent
from understudy.conversations.turn import Stage, Turn
from understudy.kit.trace import flush
from understudy.knowledge.answering.support import LEAST_SUPPORT
from understudy.observe.stages.live import Place, judge_turns
from understudy.observe.stages.reports import live_report
from understudy.observe.stages.store import KeptVerdict, live_verdicts
from understudy.org.demo import DEMO_NOW
from understudy.org.users import find_actor

pytestmark = pytest.mark.usefixtures("articles", "traced")

Ask = Callable[..., Awaitable[Turn]]
CUSTOMER = "maria.okafor@harborlightnursery.example"
SINCE = DEMO_NOW - timedelta(weeks=520)


@pytest.fixture
def place(demo_stage: Stage, tmp_path: Any) -> Place:
    agents = tuple(load_agent(name, tmp_path) for name in ("service", "employee", "analyst"))
    return Place(demo_stage.database, demo_stage.org, demo_stage.encoder, agents)


@pytest.fixture
async def judged(
    place: Place, ask: Ask, demo_stage: Stage
) -> AsyncGenerator[Callable[..., Awaitable[KeptVerdict]]]:
    """The verdict on a question that a customer, or an employee, asked an agent."""

    async def play(question: str, agent: str = "service", who: str = CUSTOMER) -> KeptVerdict:
        actor = await find_actor(demo_stage.database, demo_stage.org, who)
        turn = await ask(question, agent, actor=actor)
        await asyncio.to_thread(flush)
        await judge_turns(place, SINCE)
        found = await live_verdicts(demo_stage.database, demo_stage.org.name, SINCE)
        (verdict,) = [each for each in found if each.trace_id == turn.trace_id]
        return verdict

    yield play
    await demo_stage.database.execute("DELETE FROM understudy.stage_verdict")


Judged = Callable[..., Awaitable[KeptVerdict]]


async def test_an_answer_that_is_in_order_is_lost_by_nothing(judged: Judged) -> None:
    verdict = await judged("What does it cost to send a parcel?")
    assert (verdict.ending, verdict.cause, verdict.question) == ("right", None, "")
    assert (verdict.topic, verdict.source) == ("shipping", "articles")
    for name in (
        "words kept",
        "something near",
        "quoted from one found",
        "finding arrived",
        "quoted word for word",
    ):
        above, below = verdict.counts[name]
        assert above == below > 0


async def test_what_only_others_may_read_is_permission_and_is_not_told(judged: Judged) -> None:
    verdict = await judged("How many paid days do I get for the death of a close relative?")
    assert (verdict.ending, verdict.cause) == ("don't know", "permission")
    assert verdict.told == "something answers that who asked may not read"


async def test_what_the_agents_file_keeps_from_it_is_a_guardrail(judged: Judged) -> None:
    verdict = await judged("How high must a grow light hang above seedlings?", "employee", "Caroline Mbatha")
    assert (verdict.ending, verdict.cause) == ("don't know", "guardrail")


async def test_what_nobody_wrote_is_no_content(judged: Judged) -> None:
    verdict = await judged("Does a zeppelin need helium above the Arctic?")
    assert (verdict.ending, verdict.cause) == ("don't know", "no content")


async def test_what_nobody_can_know_is_said_to_be_so(judged: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is near, by far not enough: neither that something answers nor that nothing does."""
    monkeypatch.setattr("understudy.observe.stages.live._JUST_BELOW", 0.5)
    monkeypatch.setattr("understudy.observe.stages.live._FAR_BELOW", 0.0)
    verdict = await judged("Does a zeppelin need helium above the Arctic?")
    assert verdict.cause == "not known"


async def test_what_falls_just_short_is_the_responses(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("understudy.observe.stages.live._JUST_BELOW", 0.0)
    verdict = await judged("Does a zeppelin need helium above the Arctic?")
    assert verdict.cause == "response"
    assert f"{LEAST_SUPPORT:g} is asked for" in verdict.told


async def test_a_page_outside_the_index_is_withheld(judged: Judged, demo_stage: Stage) -> None:
    row = await demo_stage.database.fetch_one(
        "INSERT INTO understudy.document (org, source, key, audience, title, text, fingerprint)"
        " VALUES (%s, 'shelf', 'k', 'public', 'Zeppelins', 'A zeppelin needs helium above the arctic.', '')"
        " RETURNING id",
        (demo_stage.org.name,),
    )
    try:
        verdict = await judged("Does a zeppelin need helium above the Arctic?")
    finally:
        await demo_stage.database.execute("DELETE FROM understudy.document WHERE id = %s", row)
    assert (verdict.ending, verdict.cause) == ("don't know", "withheld")


async def test_a_turn_is_judged_once_and_only_of_who_looks_things_up(
    judged: Judged, ask: Ask, place: Place, demo_stage: Stage
) -> None:
    await judged("What does it cost to send a parcel?")
    await ask("What is the meaning of zeppelins?", "analyst")
    await asyncio.to_thread(flush)
    assert await judge_turns(place, SINCE) == 0
    report = await live_report(demo_stage.database, demo_stage.org.name, SINCE)
    assert report is not None
    assert report.run is None
    assert "answered" in {each.name for each in report.measures}
