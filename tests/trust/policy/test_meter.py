"""Limits hold before the model is asked and before an action runs, for all programs together."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from understudy.agents.outcome import Outcome
from understudy.agents.spec import AgentSpec
from understudy.app import App
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import System
from understudy.trust.guard import inside
from understudy.trust.policy.company import compile_policy
from understudy.trust.policy.document import Declared, PolicyDocument, load_policy
from understudy.trust.policy.limits import Price, cost_of

OPERATOR = System("a test")


class Model:
    """A model that says what it is told to, and counts how often it was asked."""

    def __init__(self, *calls: str) -> None:
        self.asked = 0
        self._calls = calls

    def __call__(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.asked += 1
        usage = RequestUsage(input_tokens=1000, output_tokens=100)
        if len(self._calls) >= self.asked:
            soql = self._calls[self.asked - 1]
            return ModelResponse([ToolCallPart("query", {"soql": soql})], usage=usage)
        return ModelResponse([TextPart("That is all.")], usage=usage)


class Talk:
    """Sessions with one agent held to limits, on the demo org; what is counted is forgotten at the end."""

    def __init__(self, stage: Stage, spec: AgentSpec) -> None:
        self.stage, self.spec = stage, spec
        self.session = new_session(spec.name, OPERATOR, "terminal")
        self.model = Model()

    async def say(self, *calls: str) -> Outcome:
        self.model = Model(*calls)
        stage = replace(self.stage, model_for=lambda *_: inside(FunctionModel(self.model)))
        moment = Moment(DEMO_NOW, stage.org.timezone, stage.org.fiscal_year_start)
        played = await turn(stage, self.spec, self.session, "Count, please.", moment)
        self.session = played.session
        return played.outcome


@pytest.fixture
async def talk(demo_app: App, demo_stage: Stage, database: Database) -> AsyncGenerator[Talk]:
    async with database.sandbox() as sandbox:
        yield Talk(replace(demo_stage, database=sandbox), demo_app.agent("analyst"))


def limited(talk: Talk, **limits: Any) -> Talk:
    """The same, with these limits in the agent's file."""
    spec = talk.spec.model_dump(mode="json") | {"limits": limits}
    talk.spec = AgentSpec.model_validate(spec)
    return talk


COUNT = "SELECT COUNT() FROM Lead"


async def test_the_same_action_again_and_again_is_stopped(talk: Talk) -> None:
    told = await limited(talk, repeats=2).say(COUNT, COUNT, COUNT, COUNT)
    assert "going round in circles" in told.text
    assert len(told.evidence.steps) == 2
    others = [f"{COUNT} LIMIT {number}" for number in (1, 2, 3)]
    assert (await talk.say(*others)).text == "That is all."


async def test_a_session_may_have_so_many_messages(talk: Talk) -> None:
    limited(talk, session={"turns": 2})
    assert [(await talk.say()).text for _ in range(2)] == ["That is all."] * 2
    told = await talk.say()
    assert talk.model.asked == 0
    assert "limit for this conversation: there may be no more 2 messages" in told.text
    talk.session = new_session(talk.spec.name, OPERATOR, "terminal")
    assert (await talk.say()).text == "That is all."


async def test_a_person_may_have_so_much_a_day_in_all_sessions(talk: Talk) -> None:
    limited(talk, user_day={"model_calls": 3})
    await talk.say(COUNT)
    talk.session = new_session(talk.spec.name, OPERATOR, "terminal")
    told = await talk.say(COUNT)
    assert talk.model.asked == 1
    assert "limit for you today" in told.text
    talk.session = new_session(talk.spec.name, System("somebody else"), "terminal")
    assert (await talk.say(COUNT)).text == "That is all."


async def test_an_agent_may_do_so_much_a_day_for_all(talk: Talk) -> None:
    limited(talk, agent_day={"actions": 1})
    await talk.say(COUNT)
    talk.session = new_session(talk.spec.name, System("somebody else"), "terminal")
    told = await talk.say(COUNT)
    assert told.evidence.steps == ()
    assert "limit for me today" in told.text


async def test_tokens_are_counted_once_they_are_known(talk: Talk) -> None:
    told = await limited(talk, tokens=1100).say(COUNT, COUNT)
    assert talk.model.asked == 1
    assert "limit for one answer" in told.text


async def test_output_is_counted_over_a_conversation(talk: Talk) -> None:
    limited(talk, session={"output_characters": 20})
    await talk.say()
    await talk.say()
    await talk.say()
    assert talk.model.asked == 0


async def test_spend_is_counted_by_the_companys_prices(talk: Talk) -> None:
    document = PolicyDocument.model_validate(
        load_policy().document.model_dump(mode="json", exclude_unset=True)
        | {
            "limits": {"session": {"spend": 0.003}},
            "prices": [{"model": "function:*", "input": 1, "output": 10}],
        }
    )
    declared = Declared(document, ("policy.yaml",) * len(document.rules), "policy.yaml")
    talk.stage = replace(talk.stage, policy=compile_policy(declared, talk.stage.org.access.people))
    told = await talk.say(COUNT, COUNT)  # each answer of the model costs 0.002
    assert talk.model.asked == 2
    assert "no more money" in told.text


async def test_spend_without_a_price_is_not_let_through(talk: Talk) -> None:
    told = await limited(talk, spend=1.0).say()
    assert told.text.startswith("I could not reach what I need")


async def test_without_limits_nothing_is_counted(talk: Talk) -> None:
    await talk.say(COUNT)
    row = await talk.stage.database.fetch_one("SELECT count(*) FROM understudy.used")
    assert row == (0,)


def test_the_first_price_that_fits_is_the_models() -> None:
    prices = [Price(model="openai:mini*", input=1, output=2), Price(model="openai:*", input=3, output=4)]
    assert cost_of("openai:mini-2", 1_000_000, 500_000, prices) == 2.0
    assert cost_of("openai:large", 1_000_000, 0, prices) == 3.0
    assert cost_of("other:large", 1, 1, prices) is None
    assert cost_of("understudy:embedded", 9, 9, ()) == 0.0
