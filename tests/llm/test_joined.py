"""Words of a stream that follow each other are told as they come and read as one; all else as it is."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx2
import pytest
from pydantic_ai.messages import ModelRequest, ModelResponse, ThinkingPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from tests.llm.fake_provider import Answer, Step, calls, fake_provider, says

from understudy.llm.joined import joining_client, words_heard_by
from understudy.llm.model import provider_model

WORDS = ("It ", "is ", "twelve", ".")
THOUGHT = Answer(
    tuple({"reasoning_content": word} for word in ("Let ", "me see")) + tuple(says(*WORDS).pieces)
)
NULLS: dict[str, Any] = {"refusal": None, "tool_calls": None, "role": "assistant"}


async def respond(model: Model) -> tuple[ModelResponse, int]:
    """A model's streamed response, and of how many events it was made."""
    request = ModelRequest(parts=[UserPromptPart("How many?")])
    async with model, model.request_stream([request], None, ModelRequestParameters()) as stream:
        events = [event async for event in stream]
        return stream.get(), len(events)


async def ours(step: Step) -> tuple[ModelResponse, int, str]:
    """What our client makes of the step, and what was heard early."""
    heard: list[str] = []
    async with fake_provider([step]) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
        with words_heard_by(heard.append):
            return *(await respond(model.wrapped)), "".join(heard)


async def plain(step: Step) -> ModelResponse:
    """What Pydantic AI makes of it with a client that joins nothing."""
    async with fake_provider([step]) as provider:
        there = OpenAICompatibleProvider("openai", base_url=provider.url, api_key=None)
        return (await respond(OpenAIChatModel("fake", provider=there)))[0]


@pytest.mark.parametrize(
    ("step", "heard"),
    [
        pytest.param(says(*WORDS), "It is twelve.", id="words"),
        pytest.param(says("Ünï ", "cö", "de ✓\n\ndata: no"), "Ünï cöde ✓\n\ndata: no", id="any letters"),
        pytest.param(Answer(({**NULLS, "content": "Tw"}, {**NULLS, "content": "o"})), "Two", id="with nulls"),
        pytest.param(calls("measure", {"definition": "open_cases"}), "", id="a call"),
        pytest.param(
            calls("measure", {"a": "b"}, before="Let me see."), "Let me see.", id="words before a call"
        ),
        pytest.param(THOUGHT, "It is twelve.", id="thoughts beside the words"),
        pytest.param(says("<think>", "hm", "</think>", *WORDS), "", id="thoughts within the words"),
        pytest.param(says("5 ", "< 6 ", "and ", "so"), "5 ", id="a sign that could begin thoughts"),
        pytest.param(Answer((), "length"), "", id="nothing"),
    ],
)
async def test_the_response_is_the_same_as_without(step: Step, heard: str) -> None:
    response, _, early = await ours(step)
    expected = await plain(step)
    assert [_told(part) for part in response.parts] == [_told(part) for part in expected.parts]
    assert (response.usage, response.finish_reason) == (expected.usage, expected.finish_reason)
    assert early == heard


def _told(part: Any) -> tuple[object, ...]:
    match part:
        case ToolCallPart():
            return part.tool_name, part.args, part.tool_call_id
        case ThinkingPart():
            return part.content, part.id
        case _:
            return (part.content,)


async def test_many_words_are_few_events() -> None:
    response, events, _ = await ours(says(*(f"word{n} " for n in range(40))))
    assert len((response.text or "").split()) == 40
    assert events < 6


@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n"])
@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_events_end_with_either_kind_of_line(end: str, size: int) -> None:
    """However a server ends its lines, and wherever the network cuts them."""
    chunks = [{"choices": [{"index": 0, "delta": {"content": word}}]} for word in WORDS]
    sent = "".join(f"data: {json.dumps(chunk)}{end}" for chunk in chunks) + f"data: [DONE]{end}"
    parts = [sent.encode()[at : at + size] for at in range(0, len(sent), size)]
    transport = httpx2.MockTransport(
        lambda _: httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=_slowly(parts))
    )
    client = joining_client()
    client._transport = transport
    async with client, client.stream("GET", "http://provider.example") as response:
        await response.aread()
    assert response.text.count("data: ") == 2
    assert response.text.endswith("data: [DONE]\n\n")


async def _slowly(parts: Sequence[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_words_are_heard_before_the_stream_goes_on() -> None:
    gate, heard = asyncio.Event(), asyncio.Queue[str]()
    async with fake_provider([says("Tw", "elve.", gate=gate)]) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
        with words_heard_by(heard.put_nowait):
            responding = asyncio.create_task(respond(model.wrapped))
        assert await asyncio.wait_for(heard.get(), 30) == "Tw"
        gate.set()
        assert (await responding)[0].text == "Twelve."


async def test_the_client_is_closed_with_the_model() -> None:
    async with fake_provider([says("Yes.")] * 2) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
        assert isinstance(model.wrapped, OpenAIChatModel)
        async with model:
            for _ in range(2):
                request = ModelRequest(parts=[UserPromptPart("?")])
                await model.request([request], None, ModelRequestParameters())
            assert not model.wrapped.client.is_closed()
        assert model.wrapped.client.is_closed()
