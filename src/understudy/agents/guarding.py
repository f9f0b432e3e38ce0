"""Whether an action may run: the one question that the runtime asks before one does."""

from dataclasses import dataclass

from understudy.agents.actions.registry import Action, ActionContext, AnyAction, Arguments
from understudy.agents.proposal import Proposal
from understudy.trust.policy.decision import Decision

__all__ = ["Seen", "decide"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the turn and its session have read so far: where text came from that nobody here vouches for."""

    untrusted: tuple[str, ...] = ()


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
    if isinstance(action, Action):
        return Decision("run", "reads", "")
    return Decision("approve", "writes", "")
