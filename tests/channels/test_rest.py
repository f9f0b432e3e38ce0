"""Our API over a real socket: sessions, turns, whose they are, and how faults are told."""

import json

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, Caller

ANALYST = "Rosalind Achebe"


async def open_session(client: httpx2.AsyncClient, headers: dict[str, str], agent: str = "analyst") -> str:
    opened = await client.post("/api/v1/sessions", json={"agent": agent}, headers=headers)
    assert opened.status_code == 201, opened.text
    return opened.json()["id"]


async def test_turns_are_answered_and_kept(client: httpx2.AsyncClient, caller: Caller) -> None:
    headers = await caller(ANALYST)
    place = f"/api/v1/sessions/{await open_session(client, headers)}"
    first = await client.post(
        f"{place}/turns", json={"message": "How many cases were opened in May 2026?"}, headers=headers
    )
    then = await client.post(
        f"{place}/turns", json={"message": "How many cases were opened in April 2026?"}, headers=headers
    )
    steps = [turn.json()["outcome"]["evidence"]["steps"][0] for turn in (first, then)]
    assert steps[0]["finding"]["definition"] == steps[1]["finding"]["definition"]
    assert steps[0]["finding"]["window"] != steps[1]["finding"]["window"]
    kept = (await client.get(place, headers=headers)).json()
    assert [turn["ordinal"] for turn in kept["turns"]] == [1, 2]
    assert kept["turns"][1]["outcome"] == then.json()["outcome"]


async def test_a_turn_comes_as_events(client: httpx2.AsyncClient, caller: Caller) -> None:
    headers = await caller(ANALYST) | {"Accept": "text/event-stream"}
    place = f"/api/v1/sessions/{await open_session(client, headers)}/turns"
    answer = await client.post(
        place, json={"message": "How many cases were opened in May 2026?"}, headers=headers
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [event.split("\n") for event in answer.text.strip().split("\n\n")]
    assert [name for name, _ in events] == [
        "event: step_started",
        "event: step",
        "event: text",
        "event: done",
    ]
    done = json.loads(events[-1][1].removeprefix("data: "))
    assert json.loads(events[2][1].removeprefix("data: ")) == {"text": done["outcome"]["text"]}


@pytest.mark.parametrize(
    ("who", "names"),
    [(CUSTOMER, {"service"}), (ANALYST, {"analyst", "sales"}), (None, {"analyst", "sales"})],
)
async def test_agents_are_those_of_ones_audience(
    client: httpx2.AsyncClient, caller: Caller, who: str | None, names: set[str]
) -> None:
    headers = await caller(who)
    listed = {agent["name"] for agent in (await client.get("/api/v1/agents", headers=headers)).json()}
    assert names <= listed
    assert not listed & ({"service", "analyst", "sales"} - names)


@pytest.mark.parametrize("who", [CUSTOMER, "Caroline Mbatha", None])
async def test_somebody_elses_session_is_unknown(
    client: httpx2.AsyncClient, caller: Caller, who: str | None
) -> None:
    place = f"/api/v1/sessions/{await open_session(client, await caller(ANALYST))}"
    headers = await caller(who)
    for answer in (
        await client.get(place, headers=headers),
        await client.post(f"{place}/turns", json={"message": "Hello"}, headers=headers),
    ):
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"agent": "service"}, 404, "no agent 'service'"),
        ({"agent": "nobody"}, 404, "no agent 'nobody'"),
        ({}, 400, "agent: Field required"),
        ({"agent": "analyst", "wish": 1}, 400, "wish: Extra inputs"),
    ],
)
async def test_a_fault_is_a_problem_document(
    client: httpx2.AsyncClient, caller: Caller, body: dict[str, object], status: int, detail: str
) -> None:
    answer = await client.post("/api/v1/sessions", json=body, headers=await caller(ANALYST))
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert detail in problem["detail"]


async def test_an_empty_message_is_refused(client: httpx2.AsyncClient, caller: Caller) -> None:
    headers = await caller(ANALYST)
    place = f"/api/v1/sessions/{await open_session(client, headers)}/turns"
    answer = await client.post(place, json={"message": " "}, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (400, "the message is empty")


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer us_aaaaaaaa_x"}, {"Authorization": "Basic eA=="}]
)
async def test_without_a_key_nothing_is_told(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    for path in ("/api/v1/agents", "/api/v1/sessions/1"):
        answer = await client.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "understudy key new" in answer.json()["hint"]
