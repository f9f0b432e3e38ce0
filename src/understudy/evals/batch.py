"""A suite from its first case to its verdict."""

import time
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from statistics import median

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.cases import Suite
from understudy.evals.gates import Verdict, judge_suite
from understudy.evals.run import CaseRun, Scene, run_cases, scene_of
from understudy.evals.runs.keeping import Keeping
from understudy.evals.runs.opening import Manner, OpenRun, open_run
from understudy.evals.runs.store import finish_run
from understudy.kit.clock import Moment
from understudy.kit.errors import ServiceError

__all__ = ["Manner", "Player", "SuiteRun", "here", "play_suite"]


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """A suite that was played against an agent; `runs` are in the order of its cases, then of attempts.

    The verdict is on those that could be judged. `id` is the run's, by which it is kept; `cost` is what was
    spent now, in US dollars, None when a price is not known.
    """

    suite: Suite
    agent: str
    runs: tuple[CaseRun, ...]
    verdict: Verdict
    took_s: float
    id: int | None = None
    cost: float | None = None

    @property
    def failed(self) -> list[CaseRun]:
        """The cases in which something was not as expected."""
        return [run for run in self.runs if run.passed is False]

    @property
    def unjudged(self) -> list[CaseRun]:
        """Those that could not be judged: they count neither way."""
        return [run for run in self.runs if run.passed is None]

    @property
    def reused(self) -> int:
        """How many were taken over from earlier runs."""
        return sum(run.reused for run in self.runs)

    @property
    def median_ms(self) -> float:
        """How long a case takes in the middle, beside the others that run at the same time."""
        return median(run.took_ms for run in self.runs)


Player = Callable[[Scene, OpenRun, Manner], AsyncGenerator[CaseRun]]
"""Plays what is missing of a run: what came of each case, as it ends."""


def here(scene: Scene, run: OpenRun, manner: Manner) -> AsyncGenerator[CaseRun]:
    """This process plays it."""
    return run_cases(scene, run.missing, manner.at_once)


async def play_suite(
    stage: Stage,
    spec: AgentSpec,
    suite: Suite,
    moment: Moment,
    gate: float,
    manner: Manner | None = None,
    *,
    by: Player = here,
    tell: Callable[[CaseRun], None] | None = None,
    begun: Callable[[OpenRun], None] | None = None,
) -> SuiteRun:
    """Play all cases and judge them by what the agent is held against, with this share for its own; the run
    is kept, its results as they come.

    `by` plays the cases: this process does if it is left out, or workers do (`sharing.shared`).
    `begun` hears of the run before its first case, `tell` of each case as it ends.

    Raises:
        ConfigError: a case is asked by somebody who is not there.
        ServiceError: no case could be judged, or the database went away and stayed away.
    """
    started = time.perf_counter()
    manner = manner or Manner()
    scene = await scene_of(stage, spec, suite, moment)
    run = await open_run(scene, gate, manner)
    if begun:
        begun(run)
    played: list[CaseRun] = []
    async with (
        Keeping(stage.database, run) as keeping,
        aclosing(by(scene, run, manner)) as playing,
    ):
        async for ended in playing:
            keeping.keep(ended)
            played.append(ended)
            if tell:
                tell(ended)
    await finish_run(stage.database, run.id)
    took_s = time.perf_counter() - started
    runs = _in_order(suite, [*run.ended, *played])
    verdict = _verdict(scene, run, runs, gate)
    return SuiteRun(suite, spec.name, runs, verdict, took_s, run.id, _cost(run, played))


def _in_order(suite: Suite, runs: Iterable[CaseRun]) -> tuple[CaseRun, ...]:
    place = {case.name: number for number, case in enumerate(suite.cases)}
    return tuple(sorted(runs, key=lambda run: (place[run.case.name], run.attempt)))


def _verdict(scene: Scene, run: OpenRun, runs: tuple[CaseRun, ...], gate: float) -> Verdict:
    if all(each.passed is None for each in runs):
        why = runs[0].failure.why if runs[0].failure else ""
        raise ServiceError(f"no case could be judged: {why}", retryable=True)
    return judge_suite(runs, scene.suite.name, scene.spec.criteria, gate, run.cost)


def _cost(run: OpenRun, played: Iterable[CaseRun]) -> float | None:
    costs = [run.cost(each) for each in played]
    return None if None in costs else sum(each or 0.0 for each in costs)
