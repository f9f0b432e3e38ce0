"""A suite from its first case to its verdict."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.cases import Suite
from understudy.evals.gates import Verdict, judge_suite
from understudy.evals.run import AT_ONCE, CaseRun, run_suite
from understudy.kit.clock import Moment

__all__ = ["SuiteRun", "play_suite"]


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """A suite that was played against an agent; `runs` are in the order of its cases, `id` is the run's,
    by which it is kept.
    """

    suite: Suite
    agent: str
    runs: tuple[CaseRun, ...]
    verdict: Verdict
    took_s: float
    id: int | None = None

    @property
    def failed(self) -> list[CaseRun]:
        """The cases in which something was not as expected."""
        return [run for run in self.runs if not run.passed]

    @property
    def median_ms(self) -> float:
        """How long a case takes in the middle, beside the others that run at the same time."""
        return median(run.took_ms for run in self.runs)


async def play_suite(
    stage: Stage,
    spec: AgentSpec,
    suite: Suite,
    moment: Moment,
    gate: float,
    *,
    at_once: int = AT_ONCE,
    tell: Callable[[CaseRun], None],
) -> SuiteRun:
    """Play all cases and judge them by what the agent is held against, with this share for its own; `tell`
    hears of each as it ends.

    Raises:
        ConfigError: a case is asked by somebody who is not there.
    """
    started = time.perf_counter()
    runs: dict[str, CaseRun] = {}
    async for run in run_suite(stage, spec, suite, moment, at_once=at_once):
        runs[run.case.name] = run
        tell(run)
    ordered = tuple(runs[case.name] for case in suite.cases)
    verdict = judge_suite(ordered, suite.name, spec.criteria, gate)
    return SuiteRun(suite, spec.name, ordered, verdict, time.perf_counter() - started)
