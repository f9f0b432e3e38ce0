"""Whether an action may run: the one question that the runtime asks before one does."""

from understudy.agents.actions.registry import Action, ActionContext, AnyAction, Arguments
from understudy.agents.proposal import Proposal
from understudy.trust.policy.decision import Decision
from understudy.trust.provenance.judge import ArgumentOrigin, held_back, judge
from understudy.trust.provenance.seen import Seen

__all__ = ["OUTSIDE", "decide", "origins_of"]

OUTSIDE = "text from outside"
"""The rule by which an action waits for an approval that text from outside may have caused."""


async def decide(
    action: AnyAction,
    arguments: Arguments,
    context: ActionContext,
    seen: Seen,
    proposal: Proposal | None = None,
) -> Decision:
    """What becomes of the action with these arguments, once the turn has read what it has `seen`.

    A writing action has its `proposal`: exactly what it would write.
    """
    if held_back(action.effect, origins_of(action, arguments, seen), seen):
        return Decision("approve", OUTSIDE, _reason(seen), "high")
    if isinstance(action, Action):
        return Decision("run", str(action.effect), "")
    return Decision("approve", "writes", "")


def origins_of(action: AnyAction, arguments: Arguments, seen: Seen) -> tuple[ArgumentOrigin, ...]:
    """Where each of the given arguments comes from."""
    return judge(arguments.model_dump(mode="json", exclude_defaults=True), action.sensitive, seen)


def _reason(seen: Seen) -> str:
    return f"it may have been caused by what somebody outside wrote ({seen.sources[-1]})"
