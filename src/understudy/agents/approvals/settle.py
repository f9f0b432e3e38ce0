"""The yes or no of the person who asks, in the conversation, to what an agent proposed there."""

from collections.abc import Mapping, Sequence

from understudy.agents.actions.registry import ActionContext, AnyAction
from understudy.agents.approvals.carrying_out import NoLongerError, carried_out
from understudy.agents.approvals.consent import Consent
from understudy.agents.outcome import Confirm, Evidence, Handoff, Outcome, Refusal, Reply, Step
from understudy.agents.proposal import Proposal, question
from understudy.kit.errors import InputError, NotPermittedError, ServiceError
from understudy.org.records import was_written

__all__ = ["settle"]


async def settle(
    context: ActionContext, pending: Sequence[Proposal], consent: Consent, actions: Mapping[str, AnyAction]
) -> Outcome:
    """What comes of the person's answer. The yes to a proposal has effect once, whoever brings it again.

    `actions` are those that the agent has today: what it may no longer do is not done.
    """
    if consent == "unclear":
        text = "I have done nothing yet: please say just yes or no, or what should be otherwise."
        return Confirm(f"{text}\n{question(pending)}", tuple(pending))
    if consent == "no":
        made = [p.title for p in pending if await was_written(context.database, context.org, p.key)]
        text = f"That was done already: {'; '.join(made)}." if made else "All right, I have changed nothing."
        return Reply(text)
    steps: list[Step] = []
    for proposal in pending:
        if proposal.has_lapsed(context.now):
            text = _told(steps, "I proposed that too long ago to do it now: please ask anew.")
            return Reply(text, known=False, evidence=Evidence(tuple(steps)))
        try:
            steps.append(await carried_out(context, proposal, actions))
        except NoLongerError as error:
            return Refusal(_told(steps, error.message), Evidence(tuple(steps)))
        except NotPermittedError as error:
            return Refusal(_told(steps, f"I may not do that: {error.message}."), Evidence(tuple(steps)))
        except InputError as error:
            text = _told(steps, f"I have not done it: {error.message}.")
            return Reply(text, known=False, evidence=Evidence(tuple(steps)))
        except ServiceError:
            text = _told(steps, "I could not do it just now. Please say yes again in a moment.")
            return Confirm(text, tuple(pending), Evidence(tuple(steps)))
    evidence, text = Evidence(tuple(steps)), _told(steps)
    reasons = [proposal.handoff for proposal in pending if proposal.handoff]
    if reasons:
        return Handoff(f"{text}\nA colleague will take over from here.", "; ".join(reasons), evidence)
    return Reply(text, tuple(i.label for step in steps for i in step.finding.items), evidence=evidence)


def _told(steps: Sequence[Step], last: str = "") -> str:
    return "\n".join([*(step.finding.headline for step in steps), *([last] if last else [])])
