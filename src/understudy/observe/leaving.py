"""What of a trace may leave the installation: the attributes in which nobody's words can stand; and what is
kept of the others where no words are kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["OPEN_ATTRIBUTES", "TEXT_ATTRIBUTES", "without_texts"]

OPEN_ATTRIBUTES = frozenset(
    {
        "action",
        "action.records",
        "action.status",
        "agent",
        "approval",
        "attempt",
        "audiences",
        "change",
        "conflict",
        "document",
        "documents",
        "exception.type",
        "flagged",
        "mask.values",
        "model",
        "model.chose",
        "model.confidence",
        "model.input_tokens",
        "model.output_tokens",
        "model.tokens",
        "knowledge.rewritten",
        "object",
        "outcome",
        "rule",
        "ruling",
        "score",
        "seconds",
        "session",
        "signals",
        "today",
        "verdict",
    }
)
"""Names of things that the installation declares, kinds, counts, times and our own ids. What is not here does
not leave."""

TEXT_ATTRIBUTES = frozenset(
    {
        "action.arguments",
        "action.query",
        "digest",
        "exception.message",
        "grounding.verdicts",
        "knowledge.handed",
        "knowledge.passages",
        "knowledge.upheld",
        "knowledge.withheld",
        "links",
        "message",
        "model.handed",
        "model.left_out",
        "question",
        "record",
        "sentence",
        "source",
    }
)
"""What people said, what was read for them, whose record it was; leaves where the operator asks for it."""


def without_texts(attributes: Mapping[str, Any], digest: Callable[[str], str]) -> dict[str, Any]:
    """The attributes with `NAME.digest` for those that may hold somebody's words: the same words, the same
    digest.
    """
    return {
        name if name in OPEN_ATTRIBUTES else f"{name}.digest": value
        if name in OPEN_ATTRIBUTES
        else digest(str(value))
        for name, value in attributes.items()
    }
