"""What leaves to a provider, byte by byte, and what comes back."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from pydantic_ai.messages import (
    InstructionPart,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition
from tests.llm.fake_provider import Answer, FakeProvider, calls, fake_provider, says
from tests.trust.planted import KINDS, Planted, plant

from understudy.kit.errors import NotPermittedError
from understudy.llm.finding import Finding, Item
from understudy.llm.model import provider_model
from understudy.llm.scripted import ScriptedModel
from understudy.org.standard import standard_schema
from understudy.trust.guard import GuardedModel, inside, masked
from understudy.trust.masking.policy import Rules
from understudy.trust.masking.standins import STAND_IN

QUERY_SCHEMA = {"type": "object", "properties": {"soql": {"type": "string", "format": "soql"}}}
TOOL = ToolDefinition(name="query", parameters_json_schema=QUERY_SCHEMA, description="Ask the records.")


@dataclass
class Ear:
    heard: list[str] = field(default_factory=list[str])

    def begin(self) -> None:
        self.heard.clear()

    def say(self, text: str) -> None:
        self.heard.append(text)

    def forget(self) -> bool:
        return False


def everywhere(planted: Sequence[Planted]) -> tuple[list[ModelMessage], ModelRequestParameters]:
    """A request with a share of the values in each place from which texts leave."""
    places: list[list[str]] = [[each.text for each in planted[at::9]] for at in range(9)]
    rows = tuple((each,) for each in places[4])
    finding = Finding("found", places[3][0], tuple(Item(each) for each in places[3][1:]), rows=rows)
    messages: list[ModelMessage] = [
        ModelRequest(parts=[SystemPromptPart(" ".join(places[0])), UserPromptPart(" ".join(places[1]))]),
        ModelResponse(
            parts=[TextPart(" ".join(places[2])), ToolCallPart("query", {"soql": places[5][0]}, "1")]
        ),
        ModelRequest(parts=[ToolReturnPart("query", finding, "1")]),
        ModelResponse(parts=[ToolCallPart("query", json.dumps({"soql": places[5]}), "2")]),
        ModelRequest(parts=[ToolReturnPart("query", "\n".join(places[6]), "2", outcome="retried")]),
        ModelRequest(parts=[UserPromptPart(places[7])]),
    ]
    schema = {"type": "object", "properties": {"who": {"type": "string", "enum": places[8]}}}
    tools = [TOOL, ToolDefinition(name="pick", parameters_json_schema=schema, description=places[8][0])]
    return messages, ModelRequestParameters(
        function_tools=tools, instruction_parts=[InstructionPart(places[0][0])]
    )


async def ask(
    provider: FakeProvider,
    messages: list[ModelMessage],
    parameters: ModelRequestParameters | None = None,
    *,
    rules: Rules | None = None,
    ear: Ear | None = None,
) -> tuple[ModelResponse, GuardedModel]:
    model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
    async with model:
        guarded = masked(model, rules or Rules(), standard_schema())
        guarded = guarded.heard_by(ear) if ear else guarded
        told = parameters or ModelRequestParameters(function_tools=[TOOL])
        return await guarded.request(messages, None, told), guarded


@pytest.mark.parametrize("seed", range(3))
async def test_no_structured_value_leaves_from_anywhere(seed: int) -> None:
    planted = list(plant(seed, 60 * len(KINDS)))
    messages, parameters = everywhere(planted)
    async with fake_provider([says("Good.")]) as provider:
        await ask(provider, messages, parameters)
    sent = json.dumps(provider.asked, ensure_ascii=False)
    assert [each for each in planted if each.value in sent] == []
    assert len(STAND_IN.findall(sent)) >= len(planted)


@pytest.mark.parametrize("seed", range(3))
async def test_all_values_come_back_in_text_stream_and_arguments(seed: int) -> None:
    chance = random.Random(seed)
    planted = list(plant(seed, 10 * len(KINDS)))
    messages: list[ModelMessage] = [
        ModelRequest(parts=[UserPromptPart("\n".join(each.text for each in planted))])
    ]

    async with fake_provider(iter(lambda: echo(provider, chance), None)) as provider:
        ear = Ear()
        response, _ = await ask(provider, messages, ear=ear)
    (call,) = response.tool_calls
    for told in (response.text or "", "".join(ear.heard), *call.args_as_dict()["soql"].split("\x1f")):
        assert [each.text for each in planted if each.text not in told] == []


def echo(provider: FakeProvider, chance: random.Random) -> Answer:
    text = next(each["content"] for each in provider.asked[-1]["messages"] if each["role"] == "user")
    pieces: list[dict[str, object]] = []
    at = 0
    while at < len(text):
        step = chance.randint(1, 9)
        pieces.append({"content": text[at : at + step]})
        at += step
    called = calls("query", {"soql": text})
    return Answer((*pieces, *called.pieces), "tool_calls")


async def test_a_person_who_types_a_stand_in_gets_nobodys_value() -> None:
    first: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart("Mail ann@example.com")])]
    async with fake_provider([says("Sent.")]) as provider:
        await ask(provider, first)
        (leaked,) = [each[0] for each in STAND_IN.finditer(json.dumps(provider.asked))][:1]
    forged: list[ModelMessage] = [*first, ModelRequest(parts=[UserPromptPart(f"And who is {leaked}?")])]
    async with fake_provider(iter(lambda: echo_last(provider), None)) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
        async with model:
            response = await masked(model, Rules(), standard_schema()).request(
                forged, None, ModelRequestParameters()
            )
    assert response.text == f"And who is {leaked}?"


def echo_last(provider: FakeProvider) -> Answer:
    return says([each["content"] for each in provider.asked[-1]["messages"] if each["role"] == "user"][-1])


async def test_a_value_with_a_quote_stays_one_value_in_a_query() -> None:
    asked: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart("Is pat.o'neil@example.com ours?")])]

    def queried(provider: FakeProvider) -> Answer:
        stand_in = STAND_IN.search(json.dumps(provider.asked))
        assert stand_in
        return calls("query", {"soql": f"SELECT Id FROM Contact WHERE Email = '{stand_in[0]}'"})

    async with fake_provider(iter(lambda: queried(provider), None)) as provider:
        response, _ = await ask(provider, asked)
    (call,) = response.tool_calls
    assert call.args_as_dict() == {"soql": "SELECT Id FROM Contact WHERE Email = 'pat.o\\'neil@example.com'"}


async def test_a_policy_lets_pass_what_it_keeps_and_drops_what_it_drops() -> None:
    asked: list[ModelMessage] = [
        ModelRequest(parts=[UserPromptPart("ann@example.com from 10.1.2.3, card 4111111111111111")])
    ]
    async with fake_provider([says("Good.")]) as provider:
        await ask(provider, asked, rules=Rules(types={"EMAIL_ADDRESS": "keep", "IP_ADDRESS": "drop"}))
    (told,) = [each["content"] for each in provider.asked[0]["messages"] if each["role"] == "user"]
    assert told.startswith("ann@example.com from (ip removed), card CARD_")


async def test_every_other_way_out_is_closed() -> None:
    model = provider_model("openai:fake", {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})
    guarded = masked(model, Rules(), standard_schema())
    for way in ("count_tokens", "compact_messages", "batch_encode"):
        with pytest.raises(NotPermittedError):
            getattr(guarded, way)([], None, ModelRequestParameters())
    with pytest.raises(NotPermittedError):
        async with guarded.request_stream([], None, ModelRequestParameters()):
            pass


async def test_a_model_of_a_provider_cannot_pass_as_one_inside() -> None:
    model = provider_model("openai:fake", {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})
    with pytest.raises(AssertionError):
        inside(model)
    assert not inside(ScriptedModel([])).composes
