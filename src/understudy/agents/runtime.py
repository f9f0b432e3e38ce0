"""One turn of thought: Pydantic AI's loop over a model and the agent's actions."""

import json
import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

import psycopg
import pydantic_ai
from pydantic import BaseModel
from pydantic_ai import (
    Agent,
    ApprovalRequired,
    DeferredToolRequests,
    ModelRetry,
    RunContext,
    RunUsage,
    Tool,
    ToolOutput,
    UsageLimits,
)
from pydantic_ai.capabilities import Hooks
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelQuotaExceededError,
    ModelRequestRejectedError,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestContext
from pydantic_ai.models.wrapper import WrapperModel

from understudy.agents.acting import Waiting, act
from understudy.agents.actions.registry import ActionContext, AnyAction, Arguments
from understudy.agents.approvals.requesting import put_before, told_of
from understudy.agents.events import Listener, StepFinished, StepStarted
from understudy.agents.grounding import hold_to_sources
from understudy.agents.outcome import Clarify, Confirm, Evidence, Handoff, Outcome, Refusal, Reply, Step
from understudy.agents.prompt import instructions
from understudy.agents.proposal import left_out, question
from understudy.agents.spec import AgentSpec
from understudy.agents.speech import Speech
from understudy.kit.errors import ConfigError, InputError, NotPermittedError, ServiceError
from understudy.kit.trace import span
from understudy.llm.finding import Finding
from understudy.llm.handed import digest_of
from understudy.llm.local.model import EmbeddedModel
from understudy.llm.marks import Marks
from understudy.trust.egress.defuse import defuse
from understudy.trust.egress.targets import Targets
from understudy.trust.guard import GuardedModel, masked_values
from understudy.trust.policy.limits import LimitReachedError
from understudy.trust.provenance.marking import MarkedModel
from understudy.trust.provenance.seen import Seen
from understudy.trust.screening.score import screen_read

__all__ = ["Thought", "think"]

_log = logging.getLogger(__name__)
# What stands on the terminal is the answer's.
pydantic_ai.BANNER_ENABLED = False


class AnswerOutput(BaseModel):
    """Answer the person."""

    text: str
    answers: list[str] = []
    known: bool = True
    confidence: float | None = None


class ClarifyOutput(BaseModel):
    """Ask the person what is missing or which of several is meant."""

    text: str
    choices: list[str] = []


class RefusalOutput(BaseModel):
    """Decline what may not be done or shown here; say kindly what can be."""

    text: str


class HandoffOutput(BaseModel):
    """Let a person take over."""

    text: str
    reason: str


_Output = str | AnswerOutput | ClarifyOutput | RefusalOutput | HandoffOutput | DeferredToolRequests


@dataclass(frozen=True)
class Thought:
    """How the turn ended, the messages to remember, what has been read by then, and what it used."""

    outcome: Outcome
    messages: tuple[ModelMessage, ...]
    seen: Seen
    usage: RunUsage = field(default_factory=RunUsage)


@dataclass
class _Deps:
    context: ActionContext
    listen: Listener | None
    speech: Speech = field(init=False)
    steps: list[Step] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)
    repeats: int = 1
    done: Counter[str] = field(default_factory=Counter[str])
    seen: Seen = field(default_factory=Seen)

    def targets(self) -> Targets:
        """Where the reply may lead now: also to the documents that have been found."""
        cited = (each.url for step in self.steps for each in step.finding.citations)
        return self.context.origins.targets.with_urls(url for url in cited if url)


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
    begun = replace(begun, by_message=_chooses_by_message(model) and not context.context)
    deps = _Deps(context, listen, repeats=spec.limits.repeats, seen=begun)
    speech = deps.speech = Speech(spec.limits.output_characters, listen, deps.targets)
    agent = _agent(spec.name, tuple(actions[name] for name in spec.actions))
    usage = RunUsage()
    limits = UsageLimits(request_limit=spec.limits.model_calls, tool_calls_limit=spec.limits.actions)
    marks = Marks() if model.composes else None
    with span("agent.think", agent=spec.name, model=model.model_name) as current:
        try:
            with model.reading():
                run = await agent.run(
                    message,
                    deps=deps,
                    model=_reading(model, speech, marks),
                    instructions=instructions(spec, context.library, context.moment, context.context, marks),
                    message_history=list(history),
                    usage_limits=limits,
                    usage=usage,
                )
            current.set_attribute("model.input_tokens", usage.input_tokens)
            current.set_attribute("model.output_tokens", usage.output_tokens)
        except _BROKEN_OFF as error:
            current.record_exception(error)
            _log.warning("the model %s gave no answer: %s", model.model_name, _cause(error))
            reply = Reply(speech.close(_apology(error)), known=False, evidence=Evidence(tuple(deps.steps)))
            return Thought(reply, tuple(history), deps.seen.lasting, usage)
    output = await _held(spec, run.output, speech, deps) if model.composes else run.output
    await put_before(context, deps.waiting.requests, message)
    outcome = _outcome(output, speech, deps)
    if speech.taken_out:
        with span("agent.links_taken_out", links=speech.taken_out):
            _log.info("%d links were taken out of a reply", len(speech.taken_out))
    return Thought(outcome, tuple(run.all_messages()), deps.seen.lasting, usage)


def _reading(model: GuardedModel, speech: Speech, marks: Marks | None) -> Model:
    """The model in this turn: a language model is heard, and reads marked what is from outside."""
    return MarkedModel(model.heard_by(speech), marks) if model.composes and marks else model


def _begun(seen: Seen, spec: AgentSpec, context: ActionContext, message: str) -> Seen:
    """What has been read before the model is asked for the first time."""
    told = (spec.job, spec.principle, *(topic.instructions for topic in spec.topics))
    seen = replace(seen.with_message(message), definitions=told)
    return seen.with_outside(context.context, "the context of the conversation") if context.context else seen


def _chooses_by_message(model: Model) -> bool:
    """Whether it chooses what to do from the person's message alone: the reasoner words findings, no more."""
    while isinstance(model, WrapperModel):
        model = model.wrapped
    return isinstance(model, EmbeddedModel)


async def _held(spec: AgentSpec, output: _Output, speech: Speech, deps: _Deps) -> _Output:
    """A model's answer, held to the documents that it was handed; what was heard already is taken back."""
    answer = AnswerOutput(text=output) if isinstance(output, str) else output
    if spec.unsupported == "say" or not isinstance(answer, AnswerOutput):
        return output
    held = await hold_to_sources(answer.text, deps.steps, deps.context.encoder)
    if held is None:
        return output
    unheard = speech.forget()
    if spec.unsupported == "hand_over":
        text = _TAKEN_OVER if unheard else f"{answer.text}\n\n{held.correction}\n{_TAKEN_OVER}"
        return HandoffOutput(text=text, reason=held.reason)
    text = held.text if unheard else f"{answer.text}\n\n{held.correction}"
    return answer.model_copy(update={"text": text, "known": answer.known and held.known})


@lru_cache(maxsize=64)
def _agent(name: str, actions: tuple[AnyAction, ...]) -> Agent[_Deps, _Output]:
    """Pydantic AI's agent. What differs from turn to turn (model, instructions, history) goes to its run."""
    return Agent(
        deps_type=_Deps,
        output_type=[
            str,
            ToolOutput(AnswerOutput, name="answer"),
            ToolOutput(ClarifyOutput, name="ask_back"),
            ToolOutput(RefusalOutput, name="decline"),
            ToolOutput(HandoffOutput, name="hand_over"),
            DeferredToolRequests,
        ],
        tools=[_tool(action) for action in actions],
        capabilities=[Hooks(before_model_request=_before_call, after_model_request=_after_call)],
        name=name,
        retries=2,
    )


async def _before_call(run: RunContext[_Deps], request: ModelRequestContext) -> ModelRequestContext:
    context, model = run.deps.context, request.model
    if context.meter:
        await context.meter.before_call()
    context.recorder.note("model_call", _named(model), asked=len(request.messages))
    if not _chooses_by_message(model):
        await context.recorder.flush()  # what leaves was logged before
    return request


async def _after_call(
    run: RunContext[_Deps], *, request_context: ModelRequestContext, response: ModelResponse
) -> ModelResponse:
    context, name = run.deps.context, _named(request_context.model)
    if context.meter:
        context.meter.after_call(name, response)
    used = {"input_tokens": response.usage.input_tokens, "output_tokens": response.usage.output_tokens}
    context.recorder.note("model_call", name, **used, calls=[each.tool_name for each in response.tool_calls])
    if values := masked_values(request_context.model):
        context.recorder.note("mask", name, values=values)
    return response


def _named(model: Model) -> str:
    return f"{model.system}:{model.model_name}"


_TAKEN_OVER = "I am not sure enough of what I know about this, so I let a person take over."
_SERVICES = (ModelAPIError, ServiceError, ConfigError)
_LONGEST_CAUSE = 300
_BROKEN_OFF = (
    UsageLimitExceeded,
    UnexpectedModelBehavior,
    ModelAPIError,
    ServiceError,
    LimitReachedError,
    ConfigError,
)


def _cause(error: Exception) -> str:
    """For who runs this: what broke off. What a model wrote is in the trace alone."""
    told = f": {' '.join(str(error).split())[:_LONGEST_CAUSE]}" if isinstance(error, _SERVICES) else ""
    return f"{type(error).__name__}{told}"


def _apology(error: Exception) -> str:
    """What the person is told; the trace says the rest."""
    match error:
        case LimitReachedError():
            return error.message
        case UsageLimitExceeded():
            return "I stopped, because this took more steps than I may take. Please ask in smaller parts."
        case UnexpectedModelBehavior():
            return "I could not finish this answer. Your message is kept; please try again."
        case ModelRequestRejectedError() | ModelQuotaExceededError():
            return (
                "I cannot answer at the moment: the model that I think with refuses to work for me."
                " Your message is kept; whoever runs this service can mend it."
            )
        case _:
            return "I could not reach what I need to answer just now. Your message is kept; please try again."


def _outcome(output: _Output, speech: Speech, deps: _Deps) -> Outcome:
    steps = tuple(deps.steps)
    evidence = Evidence(steps)
    match output:
        case DeferredToolRequests():
            return _waiting(deps.waiting, speech, evidence)
        case str() | AnswerOutput() if deps.waiting.held or deps.waiting.requests:
            speech.end(output if isinstance(output, str) else output.text)
            return _answered(deps.waiting, speech, evidence)
        case str():
            return Reply(speech.end(output), evidence=evidence)
        case AnswerOutput():
            text = speech.end(output.text)
            return Reply(text, tuple(output.answers), output.known, Evidence(steps, output.confidence))
        case ClarifyOutput():
            choices = tuple(defuse(choice, deps.targets()).text for choice in output.choices)
            return Clarify(speech.end(output.text), choices, evidence)
        case RefusalOutput():
            return Refusal(speech.end(output.text), evidence)
        case HandoffOutput():
            return Handoff(speech.end(output.text), defuse(output.reason, deps.targets()).text, evidence)


def _answered(waiting: Waiting, speech: Speech, evidence: Evidence) -> Outcome:
    """After the answer, what text from outside may have asked for: put before others, or the person."""
    told = [told_of(waiting.requests)] if waiting.requests else []
    if not waiting.held:
        return Reply(speech.close(told[0]), evidence=evidence)
    asked = "\n\n".join([*told, question(waiting.held)])
    return Confirm(speech.close(asked), tuple(waiting.held), evidence)


def _waiting(waiting: Waiting, speech: Speech, evidence: Evidence) -> Outcome:
    """A question to the person, if something waits for them; before it, what waits for others."""
    before = [left_out(waiting.held)] if waiting.held else []
    before += [told_of(waiting.requests)] if waiting.requests else []
    if not waiting.proposals:
        return Reply(speech.close("\n\n".join(before)), evidence=evidence)
    told = "\n\n".join([*before, question(waiting.proposals)])
    return Confirm(speech.close(told), tuple(waiting.proposals), evidence, "\n\n".join(before))


@cache
def _tool(action: AnyAction) -> Tool[_Deps]:
    async def call(run: RunContext[_Deps], **arguments: object) -> Finding:
        return await _run(action, run.deps, arguments)

    return Tool.from_schema(
        call,
        name=action.name,
        description=action.description,
        json_schema=action.parameters.model_json_schema(),
        takes_ctx=True,
    )


def _parsed(action: AnyAction, arguments: dict[str, object]) -> Arguments:
    try:
        return action.parameters.model_validate(arguments)
    except ValueError as error:
        raise ModelRetry(str(error)) from error


async def _count(deps: _Deps, action: str, told: dict[str, Any]) -> None:
    """Count an action that is about to run.

    Raises: LimitReachedError when it may not, or has run with the very same arguments too often.
    """
    asked = json.dumps([action, told], sort_keys=True)
    deps.done[asked] += 1
    if deps.done[asked] > deps.repeats:
        raise LimitReachedError("turn", "repeats", deps.repeats)
    if deps.context.meter:
        await deps.context.meter.before_action()


def _screen(before: Seen, after: Seen) -> None:
    """Note how much what was read now looks like an instruction. Nothing depends on it."""
    new = [each.text for each in after.untrusted if each not in before.untrusted]
    if new and (found := screen_read(new)).score:
        with span("trust.screening", score=found.score, signals=found.signals, flagged=found.flag):
            pass


async def _run(action: AnyAction, deps: _Deps, arguments: dict[str, object]) -> Finding:
    """The action's finding. What the model can mend goes back to it; what it may not see is a finding."""
    started = time.perf_counter()
    with span(f"action.{action.name}") as current:
        parsed = _parsed(action, arguments)
        told = parsed.model_dump(mode="json", exclude_defaults=True)
        await _count(deps, action.name, told)
        deps.speech.pause()
        if deps.listen:
            deps.listen(StepStarted(action.name, told))
        try:
            current.set_attribute("action.arguments", parsed.model_dump_json(exclude_defaults=True))
            result = await act(action, parsed, deps.context, deps.seen)
            finding = result if isinstance(result, Finding) else result.finding
        except NotPermittedError as error:
            result = finding = Finding("denied", error.message)
            deps.context.recorder.note("denial", action.name, why=error.message)
        except InputError as error:
            deps.seen = deps.seen.with_error(action.name, str(error))
            raise ModelRetry(str(error)) from error
        except psycopg.Error as error:
            raise ServiceError(f"the database failed: {type(error).__name__}", retryable=True) from error
        current.set_attribute("action.status", finding.status)
        current.set_attribute("action.query", finding.query or "")
        current.set_attribute("action.records", finding.records or 0)
    records, digest = finding.records or 0, digest_of(told)
    deps.context.recorder.note(
        "action", action.name, status=finding.status, records=records, arguments=digest
    )
    step = Step(action.name, told, finding, (time.perf_counter() - started) * 1000)
    deps.steps.append(step)
    before, deps.seen = deps.seen, deps.seen.with_finding(action.name, finding)
    _screen(before, deps.seen)
    if deps.listen:
        deps.listen(StepFinished(step))
    if isinstance(result, Finding) or not deps.waiting.add(result):
        return finding
    raise ApprovalRequired(metadata={"digest": result.digest})
