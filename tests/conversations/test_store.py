"""Sessions that are resumed: by their id, or by what was said, and by nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.outcome import Clarify, Outcome, Reply
from understudy.app import App
from understudy.conversations.session import Session, new_session
from understudy.conversations.store import (
    follow_up_session,
    list_turns,
    load_session,
    save_session,
    save_turn,
)
from understudy.kit.ids import RecordId
from understudy.llm.situation import AskedBack, Memory, RememberedFrame, RememberedRecord
from understudy.org.permissions import Actor, Customer, Employee, System

ADA = Employee(RecordId("005A"), "sales")
FRAME = RememberedFrame("measure", {"definition": "case_volume"})
ACME = RememberedRecord("Account", "001A", "Acme")
MEMORY = Memory(FRAME, FRAME, FRAME, shown=(ACME,), talked=(ACME,))
ASKED = replace(MEMORY, asked=AskedBack("Of whom?", ("Lovelace", "Byron")))
SAID = (("How many cases?", Reply("Three.")), ("Of whom?", Clarify("Which Ada?", ("Lovelace", "Byron"))))


async def played(app: App, said: Sequence[tuple[str, Outcome]] = SAID, actor: Actor = ADA) -> Session:
    """A session of the demo org in which this was said; all that is remembered is of the first turn, and what
    was asked back last.
    """
    session = new_session("analyst", actor, "rest", "Today is Monday.")
    for number, (message, outcome) in enumerate(said):
        memory = ASKED if number and isinstance(outcome, Clarify) else MEMORY
        await save_turn(app.database, "demo", session, message, outcome, memory, None)
        session = session.after(message, outcome, memory)
    return session


async def test_a_session_is_loaded_as_its_last_turn_left_it(demo_app: App) -> None:
    session = await played(demo_app)
    assert await load_session(demo_app.database, "demo", session.id, ADA) == session
    turns = await list_turns(demo_app.database, session.id)
    assert [(turn.ordinal, turn.message) for turn in turns] == [(1, "How many cases?"), (2, "Of whom?")]
    assert turns[1].outcome["choices"] == ["Lovelace", "Byron"]


async def test_a_long_session_remembers_the_last_exchanges_and_the_last_frame(demo_app: App) -> None:
    session = await played(demo_app, [(f"Question {n}", Reply(f"Answer {n}")) for n in range(15)])
    assert await load_session(demo_app.database, "demo", session.id, ADA) == session
    assert (session.turns, len(session.said), session.memory) == (15, 12, MEMORY)


async def test_a_session_is_there_before_its_first_turn(demo_app: App) -> None:
    session = new_session("analyst", ADA, "rest", "Today is Monday.")
    await save_session(demo_app.database, "demo", session)
    assert await load_session(demo_app.database, "demo", session.id, ADA) == session


@pytest.mark.parametrize(
    ("org", "actor", "found"),
    [
        ("demo", ADA, True),
        ("demo", Employee(RecordId("005A"), "executive", "head"), True),
        ("demo", Employee(RecordId("005B"), "sales"), False),
        ("demo", Customer(RecordId("005A"), None), False),
        ("demo", System("the operator"), False),
        ("another", ADA, False),
    ],
    ids=["the same", "promoted since", "a colleague", "a customer", "the operator", "another org"],
)
async def test_a_session_is_its_actors_alone(demo_app: App, org: str, actor: Actor, found: bool) -> None:
    session = await played(demo_app)
    loaded = await load_session(demo_app.database, org, session.id, actor)
    assert (loaded is not None) == found


def told(**changed: str) -> list[tuple[str, str]]:
    """What a client says was said."""
    said = [("How many cases?", "Three."), ("Of whom?", "Which Ada?\n1. Lovelace\n2. Byron")]
    return [(changed.get("message", message), changed.get("reply", reply)) for message, reply in said]


@pytest.mark.parametrize(
    ("said", "changed", "same", "memory"),
    [
        (told(), {}, True, ASKED),
        (told()[:1], {}, False, MEMORY),
        (told(reply="Four."), {}, False, Memory()),
        (told(message="Why?"), {}, False, Memory()),
        ([], {}, False, Memory()),
        (told(), {"actor": Employee(RecordId("005B"), "sales")}, False, Memory()),
        (told(), {"agent": "sales"}, False, Memory()),
        (told(), {"context": "Today is Tuesday."}, False, Memory()),
    ],
    ids=["its end", "gone on since", "other reply", "other words", "nothing", "other person", "other agent",
         "other context"],
)  # fmt: skip
async def test_a_session_is_found_by_what_was_said(
    demo_app: App,
    said: list[tuple[str, str]],
    changed: Mapping[str, Any],
    same: bool,
    memory: Memory,
) -> None:
    await demo_app.database.execute("DELETE FROM understudy.session WHERE actor ->> 'user_id' = '005A'")
    session = await played(demo_app)
    asked: dict[str, Any] = {"agent": "analyst", "actor": ADA, "context": "Today is Monday.", **changed}
    found = await follow_up_session(demo_app.database, "demo", channel="rest", said=said, **asked)
    assert (found.id == session.id, found.memory) == (same, memory)
    assert found.turns == len(said)
