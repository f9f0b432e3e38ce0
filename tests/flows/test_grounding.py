"""A language model's reply that rests on documents says nothing that they do not bear out."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.llm.fake_provider import Step, calls, fake_provider, says

from understudy.agents.events import Event, Said
from understudy.agents.outcome import Handoff, Outcome, Reply
from understudy.agents.spec import AgentSpec, load_agent
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.kit.trace import PostgresSpans, setup
from understudy.llm.model import provider_model
from understudy.observe.traces import read_trace
from understudy.org.users import find_actor
from understudy.trust.guard import masked
from understudy.trust.masking.policy import Rules

Ask = Callable[..., Awaitable[Turn]]
QUESTION = "When do I get my money back?"
TRUE = "Refunds go to the card that paid, within 7 working days."
FALSE = "Refunds go to the card that paid, within 3 working days."
MADE_UP = "We also send you a voucher for the theatre."
LOOK_UP = calls("answer_from_knowledge", {"question": QUESTION})
RIGHT = "within 7 working days after the goods have arrived with us."


def service(**changes: Any) -> AgentSpec:
    return load_agent("service", Path("no-agents-of-its-own")).model_copy(update=changes)


@pytest.fixture
def play(articles: Stage, ask: Ask) -> Callable[..., Awaitable[Turn]]:
    """One turn of a customer with the service agent, whose model plays the script."""

    async def played(*script: Step, spec: AgentSpec | None = None, **how: Any) -> Turn:
        maria = await find_actor(articles.database, articles.org, "maria.okafor@harborlightnursery.example")
        async with fake_provider(script) as provider:
            model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
            guarded = masked(model, Rules(), articles.org.schema)
            stage = replace(articles, model_for=lambda spec, situation: guarded)
            async with model:
                return await ask(QUESTION, spec or service(), actor=maria, stage=stage, **how)

    return played


def text_of(outcome: Outcome) -> str:
    return outcome.text


async def test_what_the_documents_bear_out_is_said_as_it_is(play: Callable[..., Awaitable[Turn]]) -> None:
    played = await play(LOOK_UP, says(f"Thanks for asking! {TRUE}"))
    assert text_of(played.outcome) == f"Thanks for asking! {TRUE}"


async def test_a_figure_that_the_document_contradicts_gives_way_to_its_own_sentence(
    play: Callable[..., Awaitable[Turn]],
) -> None:
    played = await play(LOOK_UP, says(f"{FALSE} {MADE_UP}"))
    assert isinstance(played.outcome, Reply)
    assert played.outcome.known
    assert RIGHT in played.outcome.text
    assert "3 working days" not in played.outcome.text
    assert "voucher" not in played.outcome.text


async def test_a_reply_of_which_nothing_is_left_is_an_i_do_not_know(
    play: Callable[..., Awaitable[Turn]],
) -> None:
    played = await play(LOOK_UP, calls("answer", {"text": MADE_UP}))
    assert isinstance(played.outcome, Reply)
    assert not played.outcome.known
    assert played.outcome.text.startswith("I don't know")


async def test_what_was_heard_already_is_taken_back(play: Callable[..., Awaitable[Turn]]) -> None:
    events: list[Event] = []
    played = await play(LOOK_UP, says(f"{TRUE} ", MADE_UP), listen=events.append)
    heard = "".join(event.text for event in events if isinstance(event, Said))
    assert heard == text_of(played.outcome)
    assert heard.startswith(f"{TRUE} {MADE_UP}")
    assert f"I must take back “{MADE_UP}”: no document says so." in heard


async def test_the_agent_s_file_may_have_a_person_take_over(play: Callable[..., Awaitable[Turn]]) -> None:
    played = await play(LOOK_UP, says(MADE_UP), spec=service(unsupported="hand_over"))
    assert isinstance(played.outcome, Handoff)
    assert "voucher" in played.outcome.reason
    assert "voucher" not in played.outcome.text


async def test_the_agent_s_file_may_have_it_said_all_the_same(play: Callable[..., Awaitable[Turn]]) -> None:
    played = await play(LOOK_UP, says(MADE_UP), spec=service(unsupported="say"))
    assert text_of(played.outcome) == MADE_UP


async def test_a_reply_that_rests_on_no_document_is_left_alone(
    play: Callable[..., Awaitable[Turn]],
) -> None:
    assert text_of((await play(says(MADE_UP))).outcome) == MADE_UP


async def test_the_trace_says_which_sentence_and_why(
    play: Callable[..., Awaitable[Turn]], demo_app: App
) -> None:
    tracing = setup(PostgresSpans(demo_app.database.url))
    played = await play(LOOK_UP, says(f"{FALSE} {MADE_UP}"))
    await asyncio.to_thread(tracing.close)
    assert played.trace_id
    (grounding,) = (await read_trace(demo_app.database, played.trace_id)).named("agent.grounding")
    kept = grounding.attributes["grounding.verdicts"]
    wrong, made_up = json.loads(kept) if isinstance(kept, str) else kept
    assert (wrong["ruling"], made_up["ruling"]) == ("contradicted", "not found")
    assert "“3 working days” where the document has" in wrong["reasons"][0]
    assert wrong["document"]
