"""A run shared with workers: its cases are put in the queue in parts, which workers take and play.

A part is done when each of its cases has a result; one that is taken twice plays only what has none yet.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any, Protocol

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.batch import Player
from understudy.evals.cases import Suite
from understudy.evals.run import CaseRun, Play, Scene, run_cases, scene_of
from understudy.evals.runs import store
from understudy.evals.runs.digests import differing, digest_of_case
from understudy.evals.runs.ended import as_run
from understudy.evals.runs.keeping import Keeping
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.opening import Manner, OpenRun
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import ServiceError
from understudy.kit.jobs.queue import AT_ONCE, Jobs
from understudy.org.orgs import Org

__all__ = ["Installation", "Worker", "installed", "refused", "shared"]

_PARTS_FOR_EACH = 4
_LARGEST_PART = 32
_LOOK_EVERY_S = 0.5
_MOST_ROUNDS = 3


class Installation(Protocol):
    """What a worker needs of a running installation."""

    database: Database

    @property
    def declared(self) -> Mapping[str, str]:
        """A digest of each of the files that results depend on."""
        ...

    async def stage(self, org_name: str | None = None) -> Stage:
        """An org, ready for turns."""
        ...

    async def warm(self, stage: Stage, *specs: AgentSpec) -> None:
        """Build what the first turn would wait for."""
        ...


def installed(declared: Mapping[str, str], model: str) -> dict[str, str]:
    """What must be the same on two machines, so that a case goes alike on both."""
    return {**declared, "model of the installation": model}


class Worker:
    """Plays parts of runs, at most `at_once` cases at a time; `tell` hears of each that has ended."""

    def __init__(
        self, app: Installation, at_once: int, tell: Callable[[str, CaseRun], None] | None = None
    ) -> None:
        self._app = app
        self._each = max(1, at_once // AT_ONCE)
        self._tell = tell
        self._open: dict[int, tuple[Scene, OpenRun]] = {}

    async def play(self, part: Mapping[str, Any]) -> None:
        """The work of a job."""
        database = self._app.database
        scene, run = await database.outlast(partial(self._opened, part["run"]))
        cases = {case.name: case for case in scene.suite.cases}
        wanted = [(name, attempt) for name, attempt in part["plays"]]
        there = await database.outlast(partial(store.results_of, database, run.id, wanted))
        ended = {(each.name, each.attempt) for each in there}
        plays = [Play(cases[name], attempt) for name, attempt in wanted if (name, attempt) not in ended]
        async with (
            Keeping(database, run) as keeping,
            aclosing(run_cases(scene, plays, self._each)) as playing,
        ):
            async for each in playing:
                keeping.keep(each)
                if self._tell:
                    self._tell(scene.suite.name, each)

    async def _opened(self, number: int) -> tuple[Scene, OpenRun]:
        if number not in self._open:
            self._open[number] = await _as_begun(self._app, number)
        return self._open[number]


async def _as_begun(app: Installation, number: int) -> tuple[Scene, OpenRun]:
    """A run as whoever began it has it."""
    kept, plan = await store.run_with_plan(app.database, number)
    stage = await app.stage(kept.org)
    spec, suite = AgentSpec.model_validate(dict(kept.spec)), Suite.model_validate(plan["suite"])
    await app.warm(stage, spec)
    moment = _moment(stage.org, plan["moment"])
    digests = {case.name: digest_of_case(case, suite, moment.today) for case in suite.cases}
    run = OpenRun(number, kept.model, digests, (), (), stage.policy.prices)
    return await scene_of(stage, spec, suite, moment), run


def _moment(org: Org, now: str) -> Moment:
    return Moment(datetime.fromisoformat(now), org.timezone, org.fiscal_year_start)


def shared(jobs: Jobs, workers: int, ours: Mapping[str, str]) -> Player:
    """Has a run played by about so many workers that have what is `ours`."""

    async def play(scene: Scene, run: OpenRun, manner: Manner) -> AsyncGenerator[CaseRun]:
        await store.share_run(scene.stage.database, run.id, ours)
        async with aclosing(_played(scene.stage.database, jobs, run, workers)) as playing:
            async for each in playing:
                yield each

    return play


async def _played(database: Database, jobs: Jobs, run: OpenRun, workers: int) -> AsyncGenerator[CaseRun]:
    """What workers play of a run, as it ends. Left early, what nobody has begun is not begun any more.

    Raises: ServiceError when parts of it were done and have no result nevertheless.
    """
    missing = {(play.case.name, play.attempt): play for play in run.missing}
    jobs_of_run, rounds = f"run-{run.id}-", 0
    try:
        while missing:
            if not await jobs.undone(jobs_of_run):
                await jobs.put(_parts(run.id, list(missing), workers))
            rounds, going_on = rounds + 1, True
            while missing and going_on:
                await asyncio.sleep(_LOOK_EVERY_S)
                # Asked first: what is done by then has its results.
                going_on = bool(await jobs.undone(jobs_of_run))
                for kept in await database.outlast(partial(store.results_of, database, run.id, [*missing])):
                    rounds = 0
                    yield as_run(kept, missing.pop((kept.name, kept.attempt)).case)
            if rounds == _MOST_ROUNDS:
                raise ServiceError(
                    f"{len(missing)} cases of run {run.id} have no result, though workers took them",
                    retryable=True,
                    hint="what the workers print says why; the same command goes on with the run",
                )
    finally:
        if missing:
            await jobs.take_back(jobs_of_run)


def _parts(run: int, plays: Sequence[tuple[str, int]], workers: int) -> Mapping[str, Mapping[str, Any]]:
    """Several for each worker, so that all end at about the same time."""
    size = min(_LARGEST_PART, max(1, ceil(len(plays) / (_PARTS_FOR_EACH * workers))))
    begun = time.time_ns()
    return {
        f"run-{run}-{begun}-{at}": {"run": run, "plays": [list(each) for each in plays[at : at + size]]}
        for at in range(0, len(plays), size)
    }


async def refused(database: Database, ours: Mapping[str, str]) -> Mapping[int, tuple[KeptRun, list[str]]]:
    """The shared runs that this machine may not play, by their numbers, with what is not the same here."""
    found: dict[int, tuple[KeptRun, list[str]]] = {}
    for run, plan in await database.outlast(partial(store.shared_runs, database)):
        if wrong := differing(ours, plan["installed"]):
            found[run.id] = run, wrong
    return found
