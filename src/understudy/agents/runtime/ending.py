"""How a turn ended: what the model ended with, and what waits for somebody's yes."""

from pydantic_ai import DeferredToolRequests

from understudy.agents.acting import Waiting
from understudy.agents.approvals.requesting import told_of
from understudy.agents.outcome import Clarify, Confirm, Evidence, Handoff, Outcome, Refusal, Reply
from understudy.agents.proposal import left_out, question
from understudy.agents.runtime.outputs import (
    AnswerOutput,
    ClarifyOutput,
    HandoffOutput,
    Output,
    RefusalOutput,
)
from understudy.agents.runtime.progress import Progress
from understudy.agents.speech import Speech
from understudy.trust.egress.defuse import defuse

__all__ = ["outcome_of"]


def outcome_of(output: Output, progress: Progress) -> Outcome:
    """The outcome, its words said; links in it lead only where they may."""
    speech = progress.speech
    steps = tuple(progress.steps)
    evidence = Evidence(steps)
    match output:
        case DeferredToolRequests():
            return _waiting(progress.waiting, speech, evidence)
        case str() | AnswerOutput() if progress.waiting.held or progress.waiting.requests:
            speech.end(output if isinstance(output, str) else output.text)
            return _answered(progress.waiting, speech, evidence)
        case str():
            return Reply(speech.end(output), evidence=evidence)
        case AnswerOutput():
            text = speech.end(output.text)
            return Reply(text, tuple(output.answers), output.known, Evidence(steps, output.confidence))
        case ClarifyOutput():
            choices = tuple(defuse(choice, progress.targets()).text for choice in output.choices)
            return Clarify(speech.end(output.text), choices, evidence)
        case RefusalOutput():
            return Refusal(speech.end(output.text), evidence)
        case HandoffOutput():
            return Handoff(speech.end(output.text), defuse(output.reason, progress.targets()).text, evidence)


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
