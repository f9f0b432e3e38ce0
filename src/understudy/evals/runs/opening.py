"""Begin a run, or go on with one that was stopped, with what is there of it already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.evals.cases import Suite
from understudy.evals.run import CaseRun, Play, Scene
from understudy.evals.runs import store
from understudy.evals.runs.current import current_version
from understudy.evals.runs.digests import digest_of_case, digest_of_suite
from understudy.evals.runs.ended import as_run
from understudy.evals.runs.kept import KeptResult
from understudy.llm.model import EMBEDDED
from understudy.trust.policy.limits import Price, cost_of

__all__ = ["Manner", "OpenRun", "open_run"]

_FREE = "understudy:embedded"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a suite is played: each case so many times (`attempts`), so many `at_once`. Unless it is `fresh`, a
    run that was stopped is gone on with, and what was played before is taken over.
    """

    attempts: int = 1
    at_once: int = 4
    fresh: bool = True


@dataclass(frozen=True)
class OpenRun:
    """A run that goes on: the results that there are, and what is to be played still.

    `digests` are those of the cases, by name.
    """

    id: int
    model: str
    digests: Mapping[str, str]
    ended: tuple[CaseRun, ...]
    missing: tuple[Play, ...]
    prices: tuple[Price, ...]

    def cost(self, run: CaseRun) -> float | None:
        """In US dollars; None when the company's policy has no price for the model."""
        asked = _FREE if self.model == EMBEDDED else self.model
        return cost_of(asked, run.usage.input_tokens, run.usage.output_tokens, self.prices)


async def open_run(scene: Scene, gate: float, manner: Manner) -> OpenRun:
    """Of a suite against an agent.

    Not fresh, it is the latest that was stopped of the same cases and version, if there is one, and what
    earlier runs of that version have of the same cases is taken over.
    """
    stage, suite = scene.stage, scene.suite
    database, org, today = stage.database, stage.org.name, scene.moment.today
    model = stage.model_of(scene.spec)
    version = await store.keep_version(
        database, await current_version(stage, scene.spec, model, scene.moment)
    )
    cases = digest_of_suite(suite, today)
    digests = {case.name: digest_of_case(case, suite, today) for case in suite.cases}
    known = (org, suite.name, scene.spec.name, version, manner.attempts, cases)
    run = None if manner.fresh else await store.unfinished_run(database, *known)
    if run is None:
        run = await _begun(scene, gate, manner, version, cases)
    else:
        await store.forget_unjudged(database, run)
    if not manner.fresh:
        await store.take_over(database, run, org, version, digests, manner.attempts)
    ended, missing = _divided(suite, manner.attempts, await store.results_of(database, run))
    prices = stage.policy.prices
    return OpenRun(run, stage.model_of(scene.spec), digests, tuple(ended), tuple(missing), prices)


async def _begun(scene: Scene, gate: float, manner: Manner, version: str, cases: str) -> int:
    stage, spec, suite = scene.stage, scene.spec, scene.suite
    plan: Mapping[str, Any] = {
        "suite": suite.model_dump(mode="json", exclude_unset=True),
        "cases": cases,
        "moment": scene.moment.now.isoformat(),
    }
    return await store.begin_run(
        stage.database,
        stage.org.name,
        suite.name,
        spec.name,
        model=stage.model_of(spec),
        version=version,
        spec=spec.model_dump(mode="json"),
        gate=gate,
        cases=len(suite.cases),
        attempts=manner.attempts,
        plan=plan,
    )


def _divided(suite: Suite, attempts: int, results: Sequence[KeptResult]) -> tuple[list[CaseRun], list[Play]]:
    """What there is, and what is missing: first all cases once, then all again."""
    kept = {(each.name, each.attempt): each for each in results}
    plays = [Play(case, attempt) for attempt in range(1, attempts + 1) for case in suite.cases]
    ended = [
        as_run(found, play.case) for play in plays if (found := kept.get((play.case.name, play.attempt)))
    ]
    return ended, [play for play in plays if (play.case.name, play.attempt) not in kept]
