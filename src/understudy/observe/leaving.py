"""What of a trace may leave the installation: the attributes in which nobody's words can stand."""

__all__ = ["OPEN_ATTRIBUTES", "TEXT_ATTRIBUTES"]

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
