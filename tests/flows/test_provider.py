"""A language model over the wire: whatever its provider does, the turn is kept and ends in an outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from itertools import repeat

import pytest
from tests.llm.fake_provider import Fault, Step, calls, fake_provider, says

from understudy.agents.events import Event, Listener, Said, StepFinished, StepStarted
from understudy.agents.outcome import Clarify, Reply
from understudy.app import App
from understudy.conversations.store import list_turns
from understudy.conversations.turn import Stage, Turn
from understudy.kit.trace import PostgresSpans, setup
from understudy.llm.model import provider_model
from understudy.llm.remote import Patience
from understudy.observe.traces import read_trace
from understudy.trust.guard import masked
from understudy.trust.masking.policy import Rules

Ask = Callable[..., Awaitable[Turn]]
Play = Callable[..., Awaitable[Turn]]

FOUND = "There are many."
MEASURE = calls("measure", {"definition": "case_volume"})
ANSWER = calls("answer", {"text": FOUND, "answers": ["many"]})
PATIENT = Patience(total_s=60, first_wait_s=0.01)
UNREACHABLE = "I could not reach what I need to answer just now. Your message is kept; please try again."
UNFINISHED = "I could not finish this answer. Your message is kept; please try again."
REFUSED = "I cannot answer at the moment: the model that I think with refuses to work for me."


@pytest.fixture
def play(demo_stage: Stage, ask: Ask) -> Play:
    """One turn with a model whose provider plays the script."""

    async def played(
        script: Iterable[Step], listen: Listener | None = None, patience: Patience = PATIENT
    ) -> Turn:
        async with fake_provider(script) as provider:
            model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}, patience)
            guarded = masked(model, Rules(), demo_stage.org.schema)
            stage = replace(demo_stage, model_for=lambda spec, situation: guarded)
            async with model:
                return await ask("How many cases are there?", stage=stage, listen=listen)

    return played


async def test_an_action_is_called_and_its_finding_answered_from(play: Play) -> None:
    played = await play([MEASURE, ANSWER])
    assert isinstance(played.outcome, Reply)
    assert (played.outcome.text, played.outcome.answers) == (FOUND, ("many",))
    (step,) = played.outcome.evidence.steps
    assert step.finding.query is not None


@pytest.mark.parametrize(
    ("script", "text", "steps"),
    [
        pytest.param([says("Many.")], "Many.", 0, id="text alone"),
        pytest.param([Fault(429), Fault(500), MEASURE, ANSWER], FOUND, 1, id="passing faults"),
        pytest.param([MEASURE, *repeat(Fault(503), 9)], UNREACHABLE, 1, id="overloaded"),
        pytest.param([Fault(429, headers={"retry-after": "999"})], UNREACHABLE, 0, id="too long a wait"),
        pytest.param([Fault(body=None)] * 9, UNREACHABLE, 0, id="no response"),
        pytest.param([Fault(200, b"<html>")] * 9, UNREACHABLE, 0, id="a broken body"),
        pytest.param([Fault(401)], REFUSED, 0, id="a wrong key"),
        pytest.param([Fault(404)], REFUSED, 0, id="an unknown model"),
        pytest.param([MEASURE, says("Ma", "ny.", cut_after=1), ANSWER], FOUND, 1, id="cut"),
        pytest.param([calls("measure", '{"defin'), MEASURE, ANSWER], FOUND, 1, id="half JSON"),
        pytest.param([calls("mesure", {}), MEASURE, ANSWER], FOUND, 1, id="an unknown tool"),
        pytest.param([says(), MEASURE, ANSWER], FOUND, 1, id="no text at first"),
        pytest.param(repeat(says()), UNFINISHED, 0, id="never any text"),
        pytest.param(repeat(calls("mesure", {})), UNFINISHED, 0, id="only unknown tools"),
        pytest.param(repeat(MEASURE), "I stopped, because I was going round in circles", 3, id="a loop"),
    ],
)
async def test_no_turn_is_lost(
    play: Play, demo_app: App, script: Iterable[Step], text: str, steps: int
) -> None:
    played = await play(script)
    outcome = played.outcome
    assert isinstance(outcome, Reply)
    assert outcome.text.startswith(text)
    assert outcome.known == (text in (FOUND, "Many."))
    assert len(outcome.evidence.steps) == steps
    (kept,) = await list_turns(demo_app.database, played.session.id)
    assert kept.outcome["text"] == outcome.text


async def test_a_provider_that_hangs_loses_no_turn(play: Play) -> None:
    played = await play([Fault(silence_s=99)] * 9, patience=Patience(total_s=0.4, first_wait_s=0.01))
    assert played.outcome.text == UNREACHABLE


async def test_the_trace_says_what_went_wrong(play: Play, demo_app: App) -> None:
    tracing = setup(PostgresSpans(demo_app.database.url))
    broken = Fault(500, b'{"error": {"message": "out of memory"}}')
    played = await play([broken, MEASURE, *repeat(Fault(503), 9)])
    await asyncio.to_thread(tracing.close)
    assert played.trace_id
    found = await read_trace(demo_app.database, played.trace_id)
    asked = list(found.named("model.request"))
    assert [bar.attributes["attempt"] for bar in asked] == [1, 2, 1, 2, 3, 4]
    assert "out of memory" in asked[0].attributes["exception.message"]
    assert asked[1].attributes["model.chose"] == "measure"
    (thought,) = found.named("agent.think")
    assert "503" in thought.attributes["exception.message"]


async def test_the_same_is_said_whether_somebody_listens_or_not(play: Play) -> None:
    def script() -> list[Step]:
        return [calls("measure", {"definition": "case_volume"}, before="Let me see."), says("Very ", "many.")]

    events: list[Event] = []
    heard, alone = await play(script(), events.append), await play(script())
    assert heard.outcome.text == alone.outcome.text == "Let me see.\n\nVery many."
    assert [type(event) for event in events] == [Said, Said, StepStarted, StepFinished, Said, Said]
    assert "".join(event.text for event in events if isinstance(event, Said)) == heard.outcome.text


@pytest.mark.parametrize(
    ("script", "pieces"),
    [
        ([says("Ma ", "ny.", cut_after=1), ANSWER], ["Ma ", f"\n\n{UNREACHABLE}"]),
        ([calls("answer", {"text": "Many."}, cut_after=2), ANSWER], [FOUND]),
        ([says("M" * 2999 + " ", "N" * 3000)], ["M" * 2999 + " ", "N" * 1000]),
        ([calls("answer", {"text": "Many."}, before="Many.")], ["Many."]),
    ],
    ids=["heard before the cut", "a call that is cut", "too long", "said twice"],
)
async def test_only_what_stands_in_the_reply_is_told(
    play: Play, script: list[Step], pieces: list[str]
) -> None:
    events: list[Event] = []
    outcome = (await play(script, events.append)).outcome
    assert [event.text for event in events if isinstance(event, Said)] == pieces
    assert outcome.text == "".join(pieces)


async def test_a_question_back_is_told_whole(play: Play) -> None:
    events: list[Event] = []
    outcome = (await play([calls("ask_back", {"text": "Which?", "choices": ["a"]})], events.append)).outcome
    assert isinstance(outcome, Clarify)
    assert events == [Said("Which?")]
