"""The agent's actions as tools of the loop: parsed, counted, done as it is decided, and told."""

import json
import time
from functools import cache
from typing import Any

import psycopg
from pydantic_ai import ApprovalRequired, ModelRetry, RunContext, Tool

from understudy.agents.acting import act
from understudy.agents.actions.registry import AnyAction, Arguments
from understudy.agents.events import StepFinished, StepStarted
from understudy.agents.outcome import Step
from understudy.agents.runtime.progress import Progress
from understudy.kit.errors import InputError, NotPermittedError, ServiceError
from understudy.kit.trace import span
from understudy.llm.finding import Finding
from understudy.llm.handed import digest_of
from understudy.trust.policy.limits import LimitReachedError
from understudy.trust.provenance.seen import Seen
from understudy.trust.screening.score import screen_read

__all__ = ["tool_of"]


@cache
def tool_of(action: AnyAction) -> Tool[Progress]:
    """The tool by which the loop asks for the action."""

    async def call(run: RunContext[Progress], **arguments: object) -> Finding:
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


async def _count(progress: Progress, action: str, told: dict[str, Any]) -> None:
    """Count an action that is about to run.

    Raises: LimitReachedError when it may not, or has run with the very same arguments too often.
    """
    asked = json.dumps([action, told], sort_keys=True)
    progress.done[asked] += 1
    if progress.done[asked] > progress.repeats:
        raise LimitReachedError("turn", "repeats", progress.repeats)
    if progress.context.meter:
        await progress.context.meter.before_action()


def _screen(before: Seen, after: Seen) -> None:
    """Note how much what was read now looks like an instruction. Nothing depends on it."""
    new = [each.text for each in after.untrusted if each not in before.untrusted]
    if new and (found := screen_read(new)).score:
        with span("trust.screening", score=found.score, signals=found.signals, flagged=found.flag):
            pass


async def _run(action: AnyAction, progress: Progress, arguments: dict[str, object]) -> Finding:
    """The action's finding. What the model can mend goes back to it; what it may not see is a finding."""
    started = time.perf_counter()
    with span(f"action.{action.name}") as current:
        parsed = _parsed(action, arguments)
        told = parsed.model_dump(mode="json", exclude_defaults=True)
        await _count(progress, action.name, told)
        progress.speech.pause()
        if progress.listen:
            progress.listen(StepStarted(action.name, told))
        try:
            current.set_attribute("action.arguments", parsed.model_dump_json(exclude_defaults=True))
            result = await act(action, parsed, progress.context, progress.seen)
            finding = result if isinstance(result, Finding) else result.finding
        except NotPermittedError as error:
            result = finding = Finding("denied", error.message)
            recorder = progress.context.recorder
            recorder.note("denial", action.name, why=recorder.told(error.message))
        except InputError as error:
            progress.seen = progress.seen.with_error(action.name, str(error))
            raise ModelRetry(str(error)) from error
        except psycopg.Error as error:
            raise ServiceError(f"the database failed: {type(error).__name__}", retryable=True) from error
        current.set_attribute("action.status", finding.status)
        current.set_attribute("action.query", finding.query or "")
        current.set_attribute("action.records", finding.records or 0)
    records, digest = finding.records or 0, digest_of(told)
    progress.context.recorder.note(
        "action", action.name, status=finding.status, records=records, arguments=digest
    )
    step = Step(action.name, told, finding, (time.perf_counter() - started) * 1000)
    progress.steps.append(step)
    before, progress.seen = progress.seen, progress.seen.with_finding(action.name, finding)
    _screen(before, progress.seen)
    if progress.listen:
        progress.listen(StepFinished(step))
    if isinstance(result, Finding) or not progress.waiting.add(result):
        return finding
    raise ApprovalRequired(metadata={"digest": result.digest})
