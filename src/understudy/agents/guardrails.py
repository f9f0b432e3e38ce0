"""Blocked terms of an agent's file: is one in the message, and what is said instead. Pure."""

from collections.abc import Sequence

from understudy.agents.spec import AgentSpec, Guardrail
from understudy.llm.local.normalise import stems

__all__ = ["blocking", "mentions", "said_instead"]

_INSTEAD = "I can't talk about that here. Is there anything else that I can do for you?"


def blocking(spec: AgentSpec, message: str) -> Guardrail | None:
    """The first rule of the agent that has a term in the message."""
    if not spec.guardrails:
        return None
    words = stems(message)
    return next((rule for rule in spec.guardrails if any(mentions(words, each) for each in rule.terms)), None)


def mentions(words: Sequence[str], term: str) -> bool:
    """Whether the term stands among the stems of a text, in any of its forms and whatever the case."""
    sought = stems(term)
    return bool(sought) and any(
        tuple(words[i : i + len(sought)]) == sought for i in range(len(words) - len(sought) + 1)
    )


def said_instead(rule: Guardrail) -> str:
    """What the person is told: never the rule nor its purpose."""
    return rule.reply or _INSTEAD
