"""A suite that was played, and what came of each of its cases, as they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from understudy.evals.checks import Mismatch
from understudy.evals.runs.touched import Touched

__all__ = ["Counts", "KeptResult", "KeptRun"]


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run: a suite's cases, each so many times (`attempts`), against one version of an agent.

    `spec` is the agent's file as it was, `model` what it thought with, `gate` the share that must pass.
    `version` tells apart all that a result depends on but its case: the agent's file, the definitions, the
    policy, the model and the program. `finished_at` is None while it goes on, or when it was stopped.
    """

    id: int
    org: str
    suite: str
    agent: str
    model: str
    version: str
    spec: Mapping[str, Any]
    gate: float
    cases: int
    attempts: int
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What came of a case, `attempt` from 1 on. `case` is the case as it was, `digest` tells it apart.

    `passed` is None when it could not be judged: `mismatches` say why, and it counts neither way. Tokens are
    those of the model's provider, none for the embedded one; `cost` is in US dollars, None when no price is
    known. `reused` says that it was taken over from an earlier run of the same version.
    """

    name: str
    attempt: int
    digest: str
    case: Mapping[str, Any]
    passed: bool | None
    mismatches: tuple[Mismatch, ...]
    replies: tuple[str, ...]
    took_ms: float
    trace_ids: tuple[str, ...]
    touched: Touched
    model_calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a run's results: all, those that passed, those not judged, those taken over; what the others cost in
    US dollars, None when no price is known.
    """

    ended: int = 0
    passed: int = 0
    unjudged: int = 0
    reused: int = 0
    cost: float | None = None
