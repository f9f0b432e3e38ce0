"""Turns told while they run, over real sockets on both sides: a model's provider and a client."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI
from tests.channels.conftest import Caller, MakeKey
from tests.llm.fake_provider import Fault, Step, calls, fake_provider, says

from understudy.channels import live
from understudy.channels.problems import BusyError
from understudy.channels.service import Service
from understudy.cli.serve import HERE, listen, served
from understudy.conversations.session import new_session
from understudy.conversations.store import load_session
from understudy.llm.model import provider_model
from understudy.llm.remote import Patience
from understudy.org.permissions import System
from understudy.trust.guard import masked
from understudy.trust.masking.policy import Rules

ANALYST = "Rosalind Achebe"
MEASURE = calls("measure", {"definition": "case_volume"}, before="Let me see.")
Thinking = Callable[[Iterable[Step]], AbstractAsyncContextManager[str]]


@pytest.fixture
def thinking(service: Service) -> Thinking:
    """`async with thinking(script) as url`: the demo, served with a model whose provider plays the script."""

    @asynccontextmanager
    async def serve(script: Iterable[Step]) -> AsyncGenerator[str]:
        async with fake_provider(script) as provider:
            patience = Patience(total_s=20, first_wait_s=0.01)
            model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}, patience)
            guarded = masked(model, Rules(), service.stage.org.schema)
            stage = replace(service.stage, model_for=lambda spec, situation: guarded)
            with listen(HERE, 0) as listening:
                async with model, served(replace(service, stage=stage), listening) as url:
                    yield url

    return serve


async def begin(client: httpx2.AsyncClient, headers: dict[str, str]) -> str:
    opened = await client.post("/api/v1/sessions", json={"agent": "analyst"}, headers=headers)
    return f"/api/v1/sessions/{opened.json()['id']}"


async def read_events(answer: httpx2.Response) -> AsyncGenerator[tuple[str, Any]]:
    """Name and body of each event as it comes; a comment as ("", text)."""
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
        elif line.startswith(":"):
            yield "", line


async def test_steps_and_text_come_before_the_end(thinking: Thinking, caller: Caller) -> None:
    gate = asyncio.Event()
    script = [MEASURE, says("There are ", "very many.", gate=gate)]
    async with thinking(script) as url, httpx2.AsyncClient(base_url=url, timeout=60) as client:
        headers = await caller(ANALYST) | {"Accept": "text/event-stream"}
        place = await begin(client, headers)
        asked = client.stream("POST", f"{place}/turns", json={"message": "How many cases?"}, headers=headers)
        came: list[tuple[str, Any]] = []
        async with asked as answer:
            async for name, body in read_events(answer):
                came.append((name, body))
                if body == {"text": "\n\nThere are "}:
                    gate.set()  # the provider goes on only once its first word has arrived here
        kept = (await client.get(place, headers=headers)).json()["turns"]
    kinds = [name for name, _ in groupby(came, key=lambda event: event[0])]
    assert kinds == ["text", "step_started", "step", "text", "done"]
    told = dict(came)
    text = "".join(body["text"] for name, body in came if name == "text")
    assert text == "Let me see.\n\nThere are very many."
    assert told["step_started"] == {"action": "measure", "arguments": {"definition": "case_volume"}}
    outcome = came[-1][1]["outcome"]
    assert (outcome["text"], outcome["evidence"]["steps"]) == (text, [told["step"]])
    assert [turn["outcome"] for turn in kept] == [outcome]


async def test_openais_client_gets_text_as_it_is_said(thinking: Thinking, make_key: MakeKey) -> None:
    gate = asyncio.Event()
    script = [MEASURE, says("There are ", "very many.", gate=gate)]
    key = await make_key(ANALYST)
    async with thinking(script) as url, AsyncOpenAI(base_url=f"{url}/v1", api_key=key) as client:
        stream = await client.chat.completions.create(
            model="analyst", messages=[{"role": "user", "content": "How many cases?"}], stream=True
        )
        chunks = []
        async for chunk in stream:
            chunks.append(chunk)
            if chunk.choices[0].delta.content == "\n\nThere are ":
                gate.set()
    ours = [(chunk.model_extra or {}).get("understudy", {}) for chunk in chunks]
    told = [next(key for key in field if key != "session") for field in ours if field]
    assert told == ["step_started", "step", "outcome"]
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == ours[-1]["outcome"]["text"] == "Let me see.\n\nThere are very many."
    assert len({chunk.id for chunk in chunks}) == 1


async def test_choices_are_streamed_below_the_question(thinking: Thinking, make_key: MakeKey) -> None:
    script = [calls("ask_back", {"text": "Which?", "choices": ["May", "June"]})]
    key = await make_key(ANALYST)
    async with thinking(script) as url, AsyncOpenAI(base_url=f"{url}/v1", api_key=key) as client:
        stream = await client.chat.completions.create(
            model="analyst", messages=[{"role": "user", "content": "How many?"}], stream=True
        )
        assert "".join([c.choices[0].delta.content or "" async for c in stream]) == "Which?\n1. May\n2. June"


async def test_a_client_that_goes_away_loses_no_turn(thinking: Thinking, caller: Caller) -> None:
    gate = asyncio.Event()
    script = [says("There are ", "very many.", gate=gate)]
    async with thinking(script) as url, httpx2.AsyncClient(base_url=url, timeout=60) as client:
        headers = await caller(ANALYST) | {"Accept": "text/event-stream"}
        place = await begin(client, headers)
        asked = client.stream("POST", f"{place}/turns", json={"message": "How many?"}, headers=headers)
        async with asked as answer:
            async for name, _ in read_events(answer):
                if name == "text":
                    break
        gate.set()
        turns: list[Any] = []
        while not turns:
            turns = (await client.get(place, headers=headers)).json()["turns"]
    assert turns[0]["outcome"]["text"] == "There are very many."


async def test_silence_is_filled(thinking: Thinking, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE_S", 0.05)
    gate = asyncio.Event()
    async with (
        thinking([says("One ", "two.", gate=gate)]) as url,
        httpx2.AsyncClient(base_url=url, timeout=60) as client,
    ):
        headers = await caller(ANALYST) | {"Accept": "text/event-stream"}
        place = await begin(client, headers)
        asked = client.stream("POST", f"{place}/turns", json={"message": "How many?"}, headers=headers)
        names: list[str] = []
        async with asked as answer:
            async for name, _ in read_events(answer):
                names.append(name)
                if names[-2:] == ["", ""]:
                    gate.set()
    assert "text" in names
    assert names[-1] == "done"


async def test_a_wrong_message_is_refused_before_the_stream_begins(
    client: httpx2.AsyncClient, caller: Caller
) -> None:
    headers = await caller(ANALYST) | {"Accept": "text/event-stream"}
    answer = await client.post(
        f"{await begin(client, headers)}/turns", json={"message": " "}, headers=headers
    )
    assert (answer.status_code, answer.json()["detail"]) == (400, "the message is empty")


async def test_a_fault_in_the_stream_is_told_in_it(
    service: Service, caller: Caller, make_key: MakeKey
) -> None:
    def broken(spec: object, situation: object) -> Any:
        raise BusyError("the session is taking another turn")

    stage = replace(service.stage, model_for=broken)
    async with (
        served(replace(service, stage=stage), listen(HERE, 0)) as url,
        httpx2.AsyncClient(base_url=url, timeout=60) as client,
        AsyncOpenAI(base_url=f"{url}/v1", api_key=await make_key(ANALYST)) as compatible,
    ):
        headers = await caller(ANALYST) | {"Accept": "text/event-stream"}
        place = await begin(client, headers)
        answer = await client.post(f"{place}/turns", json={"message": "How many?"}, headers=headers)
        name, data = answer.text.strip().split("\n")
        assert name == "event: error"
        assert json.loads(data.removeprefix("data: "))["status"] == 409
        stream = await compatible.chat.completions.create(
            model="analyst", messages=[{"role": "user", "content": "How many?"}], stream=True
        )
        with pytest.raises(openai.APIError, match="taking another turn"):
            _ = [chunk async for chunk in stream]


async def test_an_unreachable_provider_ends_in_a_kind_reply(thinking: Thinking, caller: Caller) -> None:
    async with (
        thinking([Fault(503)] * 9) as url,
        httpx2.AsyncClient(base_url=url, timeout=60, headers=await caller(ANALYST)) as client,
    ):
        place = await begin(client, {})
        answer = await client.post(f"{place}/turns", json={"message": "How many?"})
    outcome = answer.json()["outcome"]
    assert outcome["known"] is False
    assert outcome["text"].startswith("I could not reach what I need")


async def test_before_the_server_ends_turns_come_to_theirs(service: Service) -> None:
    session = new_session("analyst", System("a test"), "rest")
    playing = service.begin(session, "How many cases were opened in May 2026?", "rest")
    await service.finish(within_s=60)
    assert playing.done()
    assert await load_session(service.database, service.stage.org.name, session.id, session.actor)
