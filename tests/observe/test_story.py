"""The story of a turn's trace on the demo org."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.kit.trace import PostgresSpans, setup
from understudy.observe.store import recent_turns
from understudy.observe.story import tell
from understudy.observe.traces import Trace, read_trace
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor

Ask = Callable[..., Awaitable[Turn]]
Told = Callable[..., Awaitable[tuple[Trace, dict[str, str]]]]
OPERATOR = System("the operator")
MARIA = "maria.okafor@harborlightnursery.example"


@pytest.fixture
def told(demo_app: App, demo_stage: Stage, ask: Ask) -> Told:
    """The trace of a question and the parts of its story; the last of those with one heading wins."""

    async def play(
        question: str, agent: str, who: str | None = None, *, reader: Actor = OPERATOR
    ) -> tuple[Trace, dict[str, str]]:
        actor = await find_actor(demo_app.database, demo_stage.org, who) if who else None
        tracing = setup(PostgresSpans(demo_app.database.url))
        played = await ask(question, agent, actor=actor)
        await asyncio.to_thread(tracing.close)
        assert played.trace_id
        trace = await read_trace(demo_app.database, played.trace_id)
        return trace, {line.about: line.text for line in await tell(demo_app.database, trace, reader)}

    return play


async def test_a_measure(told: Told) -> None:
    trace, story = await told("How many cases were opened in May 2026?", "analyst")
    assert [bar.name for bar in trace.bars] == [
        "conversation.turn",
        "agent.think",
        "model.request",
        "action.measure",
        "model.request",
    ]
    assert [bar.depth for bar in trace.bars] == [0, 1, 2, 2, 2]
    assert story["asked"] == (
        "The platform (a test) asked the agent analyst, as of 2026-11-20 (channel terminal, turn 1):"
        " “How many cases were opened in May 2026?”"
    )
    assert story["decided"].startswith("The model embedded chose measure, ")
    assert story["understood"].startswith("measure: definition case_volume;")
    assert story["window"] == "in May 2026"
    assert story["query"].startswith("SELECT COUNT(Id)")
    assert story["rules"] == "Case: every row."
    assert story["ended"].startswith("The agent answered: ")


async def test_who_asked_and_by_which_rules(told: Told) -> None:
    _, story = await told("Show me my orders.", "service", MARIA)
    assert story["asked"].startswith("The customer Maria Okafor asked the agent service")
    assert "Order: only rows where AccountId = :account_id" in story["rules"]


async def test_a_customer_is_not_told_the_rules(told: Told, demo_app: App, demo_stage: Stage) -> None:
    maria = await find_actor(demo_app.database, demo_stage.org, MARIA)
    _, story = await told("Show me my orders.", "service", MARIA, reader=maria)
    assert "Order: only what you may see" in story["rules"]
    assert "AccountId" not in story["rules"]


async def test_a_refusal_read_nothing(told: Told) -> None:
    trace, story = await told("Who is your best selling agent this year?", "service", MARIA)
    assert not trace.named("action.")
    assert story["read"].startswith("No action ran")
    assert "query" not in story
    assert not story["ended"].startswith("The agent answered")


async def test_the_list_has_the_last_turns_of_an_agent_first(told: Told, demo_app: App) -> None:
    trace, _ = await told("Show me my orders.", "service", MARIA)
    await told("How many cases were opened in May 2026?", "analyst")
    turn = (await recent_turns(demo_app.database, "service", 1))[0]
    assert (turn.trace_id, turn.message, turn.outcome, turn.known) == (
        trace.id,
        "Show me my orders.",
        "reply",
        True,
    )
    assert turn.took_ms is not None
    assert turn.took_ms > 0
