"""What came of what waited for a colleague, told to who asked: with their next message."""

from collections.abc import Sequence
from dataclasses import replace

from understudy.agents.approvals.approval import Approval
from understudy.agents.outcome import Confirm, Outcome

__all__ = ["AFTER_NEWS", "told_to_asker", "with_news"]

AFTER_NEWS = "\n\n"


def told_to_asker(decided: Sequence[Approval]) -> str:
    """In words, one after the other; nothing when there is none."""
    return "\n".join(_told(each) for each in decided)


def with_news(outcome: Outcome, news: str) -> Outcome:
    """The outcome, whose text begins with the news, if there is any."""
    if not news:
        return outcome
    text = f"{news}{AFTER_NEWS}{outcome.text}"
    if isinstance(outcome, Confirm):
        before = AFTER_NEWS.join(filter(None, (news, outcome.before)))
        return replace(outcome, text=text, before=before)
    return replace(outcome, text=text)


def _told(approval: Approval) -> str:
    decided, proposal = approval.decided, approval.proposal
    assert decided is not None, "news is of what was decided"
    because = f" ({decided.because})" if decided.because else ""
    if approval.state == "declined":
        return f"{decided.by.name} has said no to this{because}: {proposal.title}. Nothing was changed."
    if approval.state == "failed":
        return f"{decided.by.name} has agreed to this: {proposal.title}. It was not done: {decided.told}."
    over = "\nA colleague will take over from here." if proposal.handoff else ""
    return f"{decided.by.name} has agreed{because}. {decided.told}{over}"
