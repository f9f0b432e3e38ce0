"""The one function through which every turn runs: what it refuses, what it keeps, when it is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.outcome import Reply
from understudy.app import App
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, Turn
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.llm.scripted import Say, ScriptedModel
from understudy.org.permissions import Customer, System
from understudy.org.users import find_actor
from understudy.trust.guard import inside

Ask = Callable[..., Awaitable[Turn]]
Rows = Mapping[str, list[dict[str, Any]]]
MARIA = "maria.okafor@harborlightnursery.example"


async def kept(database: Database, session_id: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The session's row and its turns' rows, in order."""
    async with database.connection() as connection:
        sessions = await connection.execute(
            "SELECT org, agent, channel, actor, state FROM understudy.session WHERE id = %s", (session_id,)
        )
        turns = await connection.execute(
            "SELECT ordinal, actor, message, outcome, frame FROM understudy.turn"
            " WHERE session_id = %s ORDER BY ordinal",
            (session_id,),
        )
        names = [column.name for column in turns.description or ()]
        told = [column.name for column in sessions.description or ()]
        row = await sessions.fetchone()
        assert row is not None, "the session was not kept"
        session = dict(zip(told, _values(row), strict=True))
        return session, [dict(zip(names, _values(each), strict=True)) for each in await turns.fetchall()]


def _values(row: Any) -> list[Any]:
    return list(row.values()) if isinstance(row, Mapping) else list(row)


async def test_every_turn_is_kept_with_what_stands_behind_it(ask: Ask, demo_app: App) -> None:
    first = await ask("How many cases were opened in May 2026?", context="Said beside.")
    second = await ask("What will the weather be like tomorrow?", session=first.session)
    session, turns = await kept(demo_app.database, first.session.id)
    assert session["org"] == "demo"
    assert session["agent"] == "analyst"
    assert session["channel"] == "terminal"
    assert session["actor"] == {"kind": "system", "reason": "a test"}
    assert session["state"]["context"] == "Said beside."
    assert [turn["ordinal"] for turn in turns] == [1, 2]
    assert turns[0]["message"] == "How many cases were opened in May 2026?"
    assert turns[0]["outcome"]["kind"] == "reply"
    assert turns[0]["outcome"]["text"] == first.outcome.text
    (step,) = turns[0]["outcome"]["evidence"]["steps"]
    assert step["finding"]["query"].startswith("SELECT COUNT(Id)")
    assert turns[0]["frame"]["last"]["action"] == "measure"
    assert turns[0]["frame"]["last"]["arguments"]["definition"] == step["arguments"]["definition"]
    assert turns[1]["outcome"]["known"] is False
    assert turns[1]["frame"] is None
    assert second.session.turns == 2


async def test_a_session_remembers_what_was_said_and_understood(ask: Ask) -> None:
    first = await ask("How many cases were opened in May 2026?")
    second = await ask("What will the weather be like tomorrow?", session=first.session)
    assert [said for said, _ in second.session.said] == [
        "How many cases were opened in May 2026?",
        "What will the weather be like tomorrow?",
    ]
    assert [reply for _, reply in second.session.said] == [first.outcome.text, second.outcome.text]
    assert second.session.memory == first.session.memory
    assert first.session.memory.last is not None


async def test_who_asked_is_kept(ask: Ask, demo_app: App, demo_stage: Stage) -> None:
    maria = await find_actor(demo_app.database, demo_stage.org, MARIA)
    assert isinstance(maria, Customer)
    played = await ask("Show me my orders.", "service", actor=maria)
    session, turns = await kept(demo_app.database, played.session.id)
    assert session["actor"] == turns[0]["actor"]
    assert session["actor"] == {
        "kind": "customer",
        "contact_id": maria.contact_id,
        "account_id": maria.account_id,
    }


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("", "the message is empty"),
        (" \n\t ", "the message is empty"),
        ("x" * 20_001, "20,001 characters; at most 20,000"),
    ],
)
async def test_what_cannot_be_a_message_is_refused(ask: Ask, message: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        await ask(message)


async def test_the_longest_message_is_read(ask: Ask) -> None:
    assert isinstance((await ask("why " * 5_000)).outcome.text, str)


@pytest.mark.parametrize("agent", ["analyst", "sales"])
async def test_a_customer_cannot_talk_with_an_agent_for_employees(
    ask: Ask, demo_app: App, demo_stage: Stage, agent: str
) -> None:
    maria = await find_actor(demo_app.database, demo_stage.org, MARIA)
    with pytest.raises(InputError, match=f"the agent '{agent}' is for employees") as caught:
        await ask("Show me my orders.", agent, actor=maria)
    assert "customers" in (caught.value.hint or "")


async def test_a_refused_message_leaves_no_session(ask: Ask, demo_app: App) -> None:
    session = new_session("analyst", System("a test"), "terminal")
    with pytest.raises(InputError):
        await ask("", session=session)
    with pytest.raises(AssertionError, match="was not kept"):
        await kept(demo_app.database, session.id)


@pytest.mark.parametrize(
    ("context", "month"),
    [
        ("", (2026, 10)),
        ("## Today's date: 2025-03-04", (2025, 2)),
        ("Rules\n- Cases are counted by the day they were opened.\n- Today's date: 2024-01-15", (2023, 12)),
        ("The last audit was on 2025-03-04.", (2026, 10)),
    ],
)
async def test_the_day_is_the_one_that_the_context_says(
    ask: Ask, demo_rows: Rows, demo_stage: Stage, context: str, month: tuple[int, int]
) -> None:
    outcome = (await ask("How many cases were opened last month?", context=context)).outcome
    zone = demo_stage.org.timezone
    opened = [case["CreatedDate"].astimezone(zone).date() for case in demo_rows["Case"]]
    expected = sum((day.year, day.month) == month for day in opened)
    assert isinstance(outcome, Reply)
    assert outcome.text.startswith(f"Number of cases: {expected} cases")
    assert expected > 0


async def test_the_model_reads_what_was_said_before(ask: Ask, demo_stage: Stage) -> None:
    model = ScriptedModel([Say("Good, and you?"), Say("So am I.")])
    stage = replace(demo_stage, model_for=lambda spec, situation: inside(model))
    first = await ask("How are you?", stage=stage)
    await ask("Fine.", stage=stage, session=first.session)
    said = [getattr(part, "content", "") for message in model.asked[1] for part in message.parts]
    assert said == ["How are you?", "Good, and you?", "Fine."]


async def test_a_turn_tells_how_long_it_took(ask: Ask) -> None:
    played = await ask("How many cases were opened in May 2026?")
    assert 0 < played.took_ms < 60_000
