"""A person's yes or no to what an agent proposed, and the doing of it: no model stands between the two."""

import re
import time
from collections.abc import Collection, Sequence
from typing import Literal

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.writing import carry_out
from understudy.agents.outcome import Confirm, Evidence, Handoff, Outcome, Refusal, Reply, Step
from understudy.agents.proposal import Proposal, question
from understudy.kit.errors import InputError, NotPermittedError, ServiceError
from understudy.kit.trace import span
from understudy.org.records import was_written

__all__ = ["Consent", "read_consent", "settle"]

Consent = Literal["yes", "no", "unclear"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MORE = re.compile(r"[^\w\s'’.,!]|[\d_]")
"""What no plain yes or no has in it: a question mark, a number, a sign."""
_YES = frozenset(
    "yes y yep yeah yup sure ok okay okey confirm confirmed agreed agree correct affirmative absolutely"
    " certainly definitely proceed exactly".split()
)
_NO = frozenset("no n nope nah cancel stop don't dont don’t never not abort negative leave nothing".split())
_GOING_ON = (
    ("go", "ahead"),
    ("do", "it"),
    ("do", "that"),
    ("do", "so"),
    ("please", "do"),
    ("make", "it", "so"),
)
_SMALL = frozenset(
    "please do it that this go ahead thanks thank you just so the change changes with by all means looks"
    " good fine right of course i want to like that's as well then and for me now".split()
)
_LONGEST = 12


def read_consent(message: str) -> Consent | None:
    """Whether the message is a plain yes or no; `unclear` for a yes that says more, else None."""
    words = tuple(_WORD.findall(message.lower()))
    if not words:
        return None
    if _MORE.search(message) or not set(words) <= _YES | _NO | _SMALL:
        # A no that says more lets the question lapse and is read as what it says; a yes must be plain.
        return "unclear" if words[0] in _YES and len(words) <= _LONGEST else None
    goes_on = any(words[i : i + len(cue)] == cue for cue in _GOING_ON for i in range(len(words)))
    agrees, declines = bool(_YES & set(words)) or goes_on, bool(_NO & set(words))
    if declines:
        return "unclear" if _YES & set(words) else "no"
    return "yes" if agrees else None


async def settle(
    context: ActionContext, pending: Sequence[Proposal], consent: Consent, actions: Collection[str]
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
        if proposal.action not in actions:
            text = _told(steps, "I may not do that any more.")
            return Refusal(text, Evidence(tuple(steps)))
        if proposal.has_lapsed(context.now):
            text = _told(steps, "I proposed that too long ago to do it now: please ask anew.")
            return Reply(text, known=False, evidence=Evidence(tuple(steps)))
        try:
            steps.append(await _carried_out(context, proposal))
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


async def _carried_out(context: ActionContext, proposal: Proposal) -> Step:
    started = time.perf_counter()
    with span(f"approved.{proposal.action}", digest=proposal.digest, object=proposal.object) as current:
        finding = await carry_out(context, proposal)
        current.set_attribute("record", str(finding.facts["id"]))
    return Step(proposal.action, proposal.arguments, finding, (time.perf_counter() - started) * 1000)
