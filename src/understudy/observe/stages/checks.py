"""What it means to pass a stage, and how much of what was measured there did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = ["CAUSES", "STAGES", "Cause", "Check", "Counts", "Stage", "share"]

Stage = Literal["query", "retriever", "chunk", "handoff", "response", "citation"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""In the order in which an answer comes about."""

Cause = Stage | Literal["no content", "permission", "guardrail", "withheld", "not known"]
CAUSES: tuple[Cause, ...] = (*STAGES, "no content", "permission", "guardrail", "withheld", "not known")
"""What an answer was lost by: a stage, or that nothing is written about it, that who asked may not read it,
that a rule declined it, that it is kept back as long as pages disagree. Else nobody can know."""

Counts = Mapping[str, tuple[float, float]]
"""By measure the numerator and the denominator of one question."""


@dataclass(frozen=True, slots=True)
class Check:
    """How a stage went for one question. `passed` is None where it was not reached or cannot be known; `told`
    says why it was not passed.
    """

    passed: bool | None
    told: str = ""
    counts: Counts = field(default_factory=dict)


NOT_REACHED = Check(None)


def share(passed: bool) -> tuple[float, float]:
    """One case of a share."""
    return float(passed), 1.0
