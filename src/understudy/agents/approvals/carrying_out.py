"""Doing what somebody has agreed to: exactly that, once, as the person who asked."""

import time
from collections.abc import Mapping

from understudy.agents.actions.registry import Action, ActionContext, AnyAction
from understudy.agents.actions.writing import carry_out
from understudy.agents.guarding import decides_the_same
from understudy.agents.outcome import Step
from understudy.agents.proposal import Proposal
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.trace import span

__all__ = ["NoLongerError", "carried_out", "check_allowed"]


class NoLongerError(NotPermittedError):
    """What was proposed may not be done any more, by this agent or by the policy as it is now."""


def check_allowed(context: ActionContext, proposal: Proposal, actions: Mapping[str, AnyAction]) -> None:
    """See that what was proposed may still be done. `actions` are those that the agent has today.

    Raises: NoLongerError.
    """
    action = actions.get(proposal.action)
    if action is None:
        raise NoLongerError("I may not do that any more.")
    if not decides_the_same(action, context, proposal):
        raise NoLongerError("the rules for this have changed since I proposed it: please ask anew.")


async def carried_out(context: ActionContext, proposal: Proposal, actions: Mapping[str, AnyAction]) -> Step:
    """Do it, as the context's actor.

    Raises: NoLongerError; NotPermittedError and InputError as `org.records`.
    """
    check_allowed(context, proposal, actions)
    told = {"digest": proposal.digest, "object": proposal.object, "record": proposal.record_id}
    context.recorder.note("approval", proposal.action, verdict="approve", **told)
    await context.recorder.flush()  # what is done was logged before
    started = time.perf_counter()
    with span(f"approved.{proposal.action}", digest=proposal.digest, object=proposal.object) as current:
        if proposal.object:
            finding = await carry_out(context, proposal)
            current.set_attribute("record", str(finding.facts["id"]))
        else:
            action = actions[proposal.action]
            if not isinstance(action, Action):
                raise InputError(f"{proposal.action!r} is no action that runs by itself")
            finding = await action.run(context, action.parameters.model_validate(proposal.arguments))
    context.recorder.note("action", proposal.action, status=finding.status, **told)
    return Step(proposal.action, proposal.arguments, finding, (time.perf_counter() - started) * 1000)
