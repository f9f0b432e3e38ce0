"""A run played again after a change, as far as the change reaches; the rest is taken over."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.affected.plan import Plan, plan, referring
from understudy.evals.affected.reach import Changed
from understudy.evals.cases import Suite
from understudy.evals.run import CaseRun, run_cases, scene_of
from understudy.evals.runs.current import current_version
from understudy.evals.runs.keeping import Keeping
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.opening import Manner, open_run
from understudy.evals.runs.store import finish_run, read_version, results_of, save_results
from understudy.evals.runs.version import Change, Version
from understudy.kit.clock import Moment
from understudy.llm.model import EMBEDDED

__all__ = ["Rerun", "Subject", "changes_since", "plan_since", "rerun"]


@dataclass(frozen=True)
class Subject:
    """What is tried: an agent that thinks with the model of that name, and the suite and moment it is for."""

    stage: Stage
    spec: AgentSpec
    model: str
    suite: Suite
    moment: Moment

    async def version(self) -> Version:
        """What a result depends on now."""
        return await current_version(self.stage, self.spec, self.model, self.moment)


@dataclass(frozen=True, slots=True)
class Rerun:
    """What was planned, what was played of it, and the run under which all of it is kept."""

    plan: Plan
    played: tuple[CaseRun, ...]
    run: int


async def changes_since(subject: Subject, earlier: KeptRun) -> tuple[Change, ...]:
    """All that changed since a run; of one whose version is not known, everything may have."""
    then = await read_version(subject.stage.database, earlier.version)
    if then is None:
        return (Change("program", "with which that run was played and which is not known", "changed"),)
    return (await subject.version()).changes_since(then)


async def plan_since(subject: Subject, earlier: KeptRun) -> Plan:
    """What of the suite has to be played again since that run, and why."""
    before = AgentSpec.model_validate(earlier.spec)
    library = subject.stage.library
    changed = Changed(before, subject.spec, subject.model == EMBEDDED, referring(library))
    results = await results_of(subject.stage.database, earlier.id)
    changes = await changes_since(subject, earlier)
    return plan(subject.suite, results, changes, changed, earlier.attempts)


async def rerun(
    subject: Subject, earlier: KeptRun, planned: Plan, at_once: int, tell: Callable[[CaseRun], None]
) -> Rerun:
    """Play what is planned and keep it with what is taken over, as a run of the whole suite."""
    stage, spec = subject.stage, subject.spec
    database = stage.database
    scene = await scene_of(stage, spec, subject.suite, subject.moment)
    manner = Manner(attempts=earlier.attempts, at_once=at_once)
    run = await open_run(scene, spec.criteria.success_rate, manner)
    results = await results_of(database, earlier.id)
    taken = [replace(each, reused=True) for each in results if each.name in planned.taken_over]
    await save_results(database, run.id, taken)
    missing = [play for play in run.missing if play.case.name in planned.played]
    played: list[CaseRun] = []
    async with Keeping(database, run) as keeping, aclosing(run_cases(scene, missing, at_once)) as playing:
        async for ended in playing:
            keeping.keep(ended)
            played.append(ended)
            tell(ended)
    await finish_run(database, run.id)
    return Rerun(planned, tuple(played), run.id)
