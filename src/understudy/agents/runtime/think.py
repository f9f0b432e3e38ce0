"""The loop, from a message to the outcome of the turn."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pydantic_ai
from pydantic_ai import Agent, DeferredToolRequests, RunUsage, ToolOutput, UsageLimits
from pydantic_ai.capabilities import Hooks
from pydantic_ai.messages import ModelMessage
from pydantic_ai.models import Model

from understudy.agents.actions.registry import ActionContext, AnyAction
from understudy.agents.approvals.requesting import put_before
from understudy.agents.events import Listener
from understudy.agents.grounding import hold_to_sources
from understudy.agents.outcome import Evidence, Outcome, Reply
from understudy.agents.prompt import instructions
from understudy.agents.runtime.asking import after_request, before_request, chooses_by_message
from understudy.agents.runtime.breaking_off import BROKEN_OFF, apology, cause
from understudy.agents.runtime.doing import tool_of
from understudy.agents.runtime.ending import outcome_of
from understudy.agents.runtime.outputs import (
    AnswerOutput,
    ClarifyOutput,
    HandoffOutput,
    Output,
    RefusalOutput,
)
from understudy.agents.runtime.progress import Progress
from understudy.agents.spec import AgentSpec
from understudy.agents.speech import Speech
from understudy.kit.trace import span
from understudy.llm.marks import Marks
from understudy.trust.guard import GuardedModel
from understudy.trust.provenance.marking import MarkedModel
from understudy.trust.provenance.seen import Seen

__all__ = ["Thought", "think"]

_log = logging.getLogger(__name__)
# What stands on the terminal is the answer's.
pydantic_ai.BANNER_ENABLED = False
_TAKEN_OVER = "I am not sure enough of what I know about this, so I let a person take over."


@dataclass(frozen=True)
class Thought:
    """How the turn ended, the messages to remember, what has been read by then, and what it used."""

    outcome: Outcome
    messages: tuple[ModelMessage, ...]
    seen: Seen
    usage: RunUsage = field(default_factory=RunUsage)


async def think(
    spec: AgentSpec,
    model: GuardedModel,
    actions: Mapping[str, AnyAction],
    context: ActionContext,
    message: str,
    history: Sequence[ModelMessage] = (),
    listen: Listener | None = None,
    seen: Seen | None = None,
) -> Thought:
    """Let the model act and answer within the agent's limits; `listen` is told while it does. `seen` is what
    the session has read before.

    A model that breaks off, loops or calls what does not exist ends in a reply that says so: no turn is lost.
    """
    begun = _begun(seen or Seen(), spec, context, message)
    begun = replace(begun, by_message=chooses_by_message(model) and not context.context)
    progress = Progress(context, listen, repeats=spec.limits.repeats, seen=begun)
    speech = progress.speech = Speech(spec.limits.output_characters, listen, progress.targets)
    agent = _agent(spec.name, tuple(actions[name] for name in spec.actions))
    usage = RunUsage()
    limits = UsageLimits(request_limit=spec.limits.model_calls, tool_calls_limit=spec.limits.actions)
    marks = Marks() if model.composes else None
    with span("agent.think", agent=spec.name, model=model.model_name) as current:
        try:
            with model.reading():
                run = await agent.run(
                    message,
                    deps=progress,
                    model=_reading(model, speech, marks),
                    instructions=instructions(spec, context.library, context.moment, context.context, marks),
                    message_history=list(history),
                    usage_limits=limits,
                    usage=usage,
                )
            current.set_attribute("model.input_tokens", usage.input_tokens)
            current.set_attribute("model.output_tokens", usage.output_tokens)
        except BROKEN_OFF as error:
            current.record_exception(error)
            _log.warning(
                "the model %s gave no answer: %s", model.model_name, cause(error, context.recorder.told)
            )
            reply = Reply(speech.close(apology(error)), known=False, evidence=Evidence(tuple(progress.steps)))
            return Thought(reply, tuple(history), progress.seen.lasting, usage)
    output = await _held(spec, run.output, progress) if model.composes else run.output
    await put_before(context, progress.waiting.requests, message)
    outcome = outcome_of(output, progress)
    if speech.taken_out:
        with span("agent.links_taken_out", links=speech.taken_out):
            _log.info("%d links were taken out of a reply", len(speech.taken_out))
    return Thought(outcome, tuple(run.all_messages()), progress.seen.lasting, usage)


def _reading(model: GuardedModel, speech: Speech, marks: Marks | None) -> Model:
    """The model in this turn: a language model is heard, and reads marked what is from outside."""
    return MarkedModel(model.heard_by(speech), marks) if model.composes and marks else model


def _begun(seen: Seen, spec: AgentSpec, context: ActionContext, message: str) -> Seen:
    """What has been read before the model is asked for the first time."""
    told = (spec.job, spec.principle, *(topic.instructions for topic in spec.topics))
    seen = replace(seen.with_message(message), definitions=told)
    return seen.with_outside(context.context, "the context of the conversation") if context.context else seen


async def _held(spec: AgentSpec, output: Output, progress: Progress) -> Output:
    """A model's answer, held to the documents that it was handed; what was heard already is taken back."""
    answer = AnswerOutput(text=output) if isinstance(output, str) else output
    if spec.unsupported == "say" or not isinstance(answer, AnswerOutput):
        return output
    held = await hold_to_sources(answer.text, progress.steps, progress.context.encoder)
    if held is None:
        return output
    unheard = progress.speech.forget()
    if spec.unsupported == "hand_over":
        text = _TAKEN_OVER if unheard else f"{answer.text}\n\n{held.correction}\n{_TAKEN_OVER}"
        return HandoffOutput(text=text, reason=held.reason)
    text = held.text if unheard else f"{answer.text}\n\n{held.correction}"
    return answer.model_copy(update={"text": text, "known": answer.known and held.known})


@lru_cache(maxsize=64)
def _agent(name: str, actions: tuple[AnyAction, ...]) -> Agent[Progress, Output]:
    """Pydantic AI's agent. What differs from turn to turn (model, instructions, history) goes to its run."""
    return Agent(
        deps_type=Progress,
        output_type=[
            str,
            ToolOutput(AnswerOutput, name="answer"),
            ToolOutput(ClarifyOutput, name="ask_back"),
            ToolOutput(RefusalOutput, name="decline"),
            ToolOutput(HandoffOutput, name="hand_over"),
            DeferredToolRequests,
        ],
        tools=[tool_of(action) for action in actions],
        capabilities=[Hooks(before_model_request=before_request, after_model_request=after_request)],
        name=name,
        retries=2,
    )
