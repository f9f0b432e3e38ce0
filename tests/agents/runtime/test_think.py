"""One turn of thought, with a model that plays a script: every end is an outcome, and no turn is lost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import Annotated, Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import Field
from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError, UnexpectedModelBehavior
from pydantic_ai.messages import ModelRequest, ToolReturnPart
from pydantic_ai.models import Model
from pydantic_ai.models.test import TestModel

from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.outcome import Clarify, Handoff, Outcome, Refusal, Reply
from understudy.agents.spec import AgentSpec, Limits, Topic
from understudy.conversations.turn import Stage, Turn
from understudy.kit.errors import InputError, NotPermittedError, ServiceError
from understudy.kit.trace import setup
from understudy.llm.finding import Finding
from understudy.llm.scripted import Act, Fail, Say, ScriptedModel
from understudy.llm.situation import Situation
from understudy.trust.guard import GuardedModel, inside
from understudy.trust.provenance.effect import Effect

Play = Callable[..., Awaitable[Outcome]]


class Weigh(Arguments):
    """What the only action of these tests takes."""

    parcels: Annotated[int, Field(ge=1)]


async def weigh(context: ActionContext, arguments: Weigh) -> Finding:
    """Eleven is more than the scale bears, and thirteen is locked away."""
    if arguments.parcels == 11:
        raise InputError("eleven parcels are too heavy", hint="weigh ten at a time")
    if arguments.parcels == 13:
        raise NotPermittedError("parcel 13 is not yours")
    return Finding("found", f"{arguments.parcels} parcels weigh {arguments.parcels * 2} kg.")


SPEC = AgentSpec(
    name="porter",
    label="Porter",
    job="Weighs parcels.",
    audience="employees",
    topics=(Topic(name="weighing", when="Somebody wants a weight.", actions=("measure",)),),
    limits=Limits(model_calls=6, actions=3, output_characters=100),
)
ACTIONS = {"measure": Action("measure", "Weigh parcels.", Weigh, weigh, Effect.READS)}
WEIGH_ONE = Act("measure", {"parcels": 1})


@pytest.fixture
def play(demo_stage: Stage, ask: Callable[..., Awaitable[Turn]]) -> Play:
    async def played(model: Model) -> Outcome:
        def scripted(spec: AgentSpec, situation: Situation) -> GuardedModel:
            return inside(model)

        stage = replace(demo_stage, actions=ACTIONS, model_for=scripted)
        return (await ask("How heavy are the parcels?", SPEC, stage=stage)).outcome

    return played


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Say("2 kg"), Reply("2 kg")),
        (Act("answer", {"text": "2 kg", "answers": ["2"]}), Reply("2 kg", ("2",))),
        (Act("answer", {"text": "No idea.", "known": False}), Reply("No idea.", known=False)),
        (
            Act("ask_back", {"text": "Which?", "choices": ["blue", "red"]}),
            Clarify("Which?", ("blue", "red")),
        ),
        (Act("decline", {"text": "Not mine to say."}), Refusal("Not mine to say.")),
        (
            Act("hand_over", {"text": "A colleague will.", "reason": "fragile"}),
            Handoff("A colleague will.", "fragile"),
        ),
    ],
)
async def test_each_way_to_end(play: Play, step: Say | Act, expected: Outcome) -> None:
    assert await play(ScriptedModel([step])) == expected


async def test_the_steps_taken_are_the_evidence(play: Play) -> None:
    said = Act("answer", {"text": "4 kg", "confidence": 0.75})
    outcome = await play(ScriptedModel([Act("measure", {"parcels": 2}), said]))
    (step,) = outcome.evidence.steps
    assert (step.action, step.arguments) == ("measure", {"parcels": 2})
    assert step.finding.headline == "2 parcels weigh 4 kg."
    assert step.took_ms >= 0
    assert outcome.evidence.confidence == 0.75


async def test_the_model_is_told_what_was_found(play: Play) -> None:
    model = ScriptedModel([WEIGH_ONE, Say("2 kg")])
    await play(model)
    (returned,) = [p for p in _last_parts(model) if isinstance(p, ToolReturnPart)]
    assert isinstance(returned.content, Finding)
    assert returned.content.headline == "1 parcels weigh 2 kg."


async def test_the_model_is_told_its_job_and_the_day(play: Play) -> None:
    model = ScriptedModel([Say("2 kg")])
    await play(model)
    request = model.asked[0][0]
    assert isinstance(request, ModelRequest)
    told = request.instructions or ""
    assert "You are Porter. Weighs parcels." in told
    assert "Today is 2026-11-20 (America/Chicago)" in told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Act("measure", {"parcels": "many"}), "parcels"),
        (Act("measure", {"parcels": 0}), "greater than or equal to 1"),
        (Act("measure", {"parcels": 1, "colour": "red"}), "colour"),
        (Act("measure", {}), "Field required"),
        (Act("measure", '{"parcels": '), "parcels"),
        (Act("measure", {"parcels": 11}), "weigh ten at a time"),
        (Act("mesure", {"parcels": 1}), "mesure"),
        (Act("answer", {"answers": ["2"]}), "text"),
    ],
)
async def test_a_wrong_call_goes_back_to_the_model_which_mends_it(play: Play, wrong: Act, told: str) -> None:
    model = ScriptedModel([wrong, WEIGH_ONE, Say("2 kg")])
    outcome = await play(model)
    assert outcome.text == "2 kg"
    assert len(outcome.evidence.steps) == 1
    (sent_back,) = [p for p in model.asked[1][-1].parts if isinstance(p, ToolReturnPart)]
    assert sent_back.outcome == "retried"
    assert told in str(sent_back.content)


@pytest.mark.parametrize(
    "wrong", [Act("measure", {"parcels": 0}), Act("mesure"), Act("answer", {"answers": []})]
)
async def test_a_model_that_never_mends_it_ends_in_a_kind_reply(play: Play, wrong: Act) -> None:
    outcome = await play(ScriptedModel(repeat(wrong)))
    assert isinstance(outcome, Reply)
    assert not outcome.known
    assert outcome.text == UNFINISHED


async def test_what_may_not_be_seen_is_a_finding_and_not_an_error(play: Play) -> None:
    model = ScriptedModel([Act("measure", {"parcels": 13}), Act("decline", {"text": "Sorry."})])
    outcome = await play(model)
    assert isinstance(outcome, Refusal)
    (step,) = outcome.evidence.steps
    assert (step.finding.status, step.finding.headline) == ("denied", "parcel 13 is not yours")


@pytest.mark.parametrize(
    ("script", "most_steps"),
    [
        pytest.param(repeat(WEIGH_ONE), 3, id="more actions than allowed, one after the other"),
        pytest.param(repeat((WEIGH_ONE,) * 4), 0, id="more actions than allowed at once"),
        pytest.param(chain([WEIGH_ONE], repeat(WEIGH_ONE)), 3, id="a loop"),
    ],
)
async def test_a_loop_is_stopped_by_the_limit_of_actions(play: Play, script: Any, most_steps: int) -> None:
    outcome = await play(ScriptedModel(script))
    assert isinstance(outcome, Reply)
    assert not outcome.known
    assert "more steps than I may take" in outcome.text
    assert len(outcome.evidence.steps) == most_steps


async def test_a_loop_is_stopped_by_the_limit_of_model_calls(
    demo_stage: Stage, ask: Callable[..., Awaitable[Turn]]
) -> None:
    model = ScriptedModel(repeat(WEIGH_ONE))
    spec = SPEC.model_copy(update={"limits": Limits(model_calls=2, actions=50)})
    stage = replace(demo_stage, actions=ACTIONS, model_for=lambda spec, situation: inside(model))
    outcome = (await ask("How heavy?", spec, stage=stage)).outcome
    assert "more steps than I may take" in outcome.text
    assert len(model.asked) == 2
    assert len(outcome.evidence.steps) == 2


@pytest.mark.parametrize("step", [Say("x" * 500), Act("answer", {"text": "x" * 500})])
async def test_a_long_answer_is_cut(play: Play, step: Say | Act) -> None:
    assert (await play(ScriptedModel([step]))).text == "x" * 100


UNFINISHED = "I could not finish this answer. Your message is kept; please try again."
UNREACHABLE = "I could not reach what I need to answer just now. Your message is kept; please try again."


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UnexpectedModelBehavior("the stream was cut"), UNFINISHED),
        (ModelHTTPError(503, "big-model"), UNREACHABLE),
        (ModelAPIError("big-model", "no route to host"), UNREACHABLE),
        (ServiceError("the database took too long", retryable=True), UNREACHABLE),
    ],
)
async def test_a_model_that_breaks_off_keeps_what_was_done(play: Play, error: Exception, told: str) -> None:
    outcome = await play(ScriptedModel([WEIGH_ONE, Fail(error)]))
    assert isinstance(outcome, Reply)
    assert (outcome.text, outcome.known) == (told, False)
    assert len(outcome.evidence.steps) == 1


async def test_a_fault_of_our_own_is_not_hidden(play: Play) -> None:
    with pytest.raises(ZeroDivisionError):
        await play(ScriptedModel([Fail(ZeroDivisionError("our bug"))]))


def _last_parts(model: ScriptedModel) -> Sequence[Any]:
    return model.asked[-1][-1].parts


async def test_the_trace_says_what_the_model_read_and_wrote(play: Play) -> None:
    kept = InMemorySpanExporter()
    tracing = setup(kept)
    outcome = await play(TestModel(call_tools=[], custom_output_args={"text": "About two kilograms."}))
    tracing.close()
    assert outcome.text == "About two kilograms."
    (thought,) = [each.attributes for each in kept.get_finished_spans() if each.name == "agent.think"]
    assert thought
    read, written = (int(str(thought[f"model.{way}_tokens"])) for way in ("input", "output"))
    assert read > written > 0  # the question with the agent's instructions is longer than the answer
