"""An action, done as the policy decides: it runs, it waits for a yes, or it is not done."""

from dataclasses import dataclass, field, replace

from understudy.agents.actions.registry import Action, ActionContext, AnyAction, Arguments
from understudy.agents.actions.writing import carry_out
from understudy.agents.approvals.requesting import Request, request_of
from understudy.agents.guarding import OUTSIDE, decide, kindly, origins_of, ruling_of
from understudy.agents.proposal import Change, Proposal
from understudy.kit.errors import NotPermittedError
from understudy.llm.finding import Finding
from understudy.trust.policy.decision import Decision
from understudy.trust.provenance.effect import Effect
from understudy.trust.provenance.judge import held_back
from understudy.trust.provenance.seen import Seen

__all__ = ["Acted", "Waiting", "act"]

Acted = Finding | Proposal | Request
"""What was found or done; or what waits for the yes of the person who asks, or of somebody else."""

_HELD = Finding(
    "proposed",
    "This has not been done: the person has not asked for it in these words. It will be put before a person"
    " after your answer. Go on with what the person asked for.",
    outside=(),
)


@dataclass
class Waiting:
    """What waits at the end of a turn: for the person who asks, as far as the person has asked for it
    (`proposals`) or text from outside may have (`held`), and for others.
    """

    proposals: list[Proposal] = field(default_factory=list[Proposal])
    held: list[Proposal] = field(default_factory=list[Proposal])
    requests: list[Request] = field(default_factory=list[Request])

    def add(self, waits: Proposal | Request) -> bool:
        """Keep it, once; whether the turn ends with it."""
        if isinstance(waits, Request):
            if all(waits.digest != each.digest for each in self.requests):
                self.requests.append(waits)
            return not waits.held
        known = self.held if waits.origins else self.proposals
        if all(waits.digest != other.digest for other in known):
            known.append(waits)
        return not waits.origins


async def act(action: AnyAction, arguments: Arguments, context: ActionContext, seen: Seen) -> Acted:
    """What comes of the action with these arguments, once the turn has read what it has `seen`.

    Raises: NotPermittedError when it may not be done.
    """
    if isinstance(action, Action):
        decision = await decide(action, arguments, context, seen)
        _check(decision)
        if decision.effect == "run":
            if action.effect is not Effect.READS:
                await context.recorder.flush()  # what leaves was logged before
            return await action.run(context, arguments)
        proposed = _call(action, arguments)
    else:
        proposed = await action.propose(context, arguments)
        if not isinstance(proposed, Proposal):
            return proposed
        decision = await decide(action, arguments, context, seen, proposed)
        _check(decision)
        if decision.effect == "run":
            await context.recorder.flush()  # what is written was logged before
            return await carry_out(context, proposed)
    lapses = (context.now + decision.within).isoformat()
    proposal = replace(proposed, ruling=ruling_of(decision, context, seen), lapses=lapses)
    origins = origins_of(action, arguments, context, seen)
    if decision.rule == OUTSIDE:
        return replace(proposal, origins=origins, finding=_HELD)
    told = {each.argument: each.source for each in origins}
    held = held_back(action.effect, origins, seen)
    request = await request_of(context, proposal, decision, told)
    if request:
        return replace(request, held=held)
    return replace(proposal, origins=origins, finding=_HELD) if held else proposal


def _check(decision: Decision) -> None:
    if decision.effect == "deny":
        raise NotPermittedError(kindly(decision))


def _call(action: Action, arguments: Arguments) -> Proposal:
    """The action itself as what waits for a yes."""
    given = arguments.model_dump(mode="json", exclude_defaults=True)
    changes = tuple(Change(name.replace("_", " "), "", str(value)) for name, value in given.items())
    title = f"Run {action.name.replace('_', ' ')}"
    finding = Finding("proposed", f"{title}, if the person says yes.", outside=())
    return Proposal(action.name, title, "", {}, changes, finding, arguments=given)
