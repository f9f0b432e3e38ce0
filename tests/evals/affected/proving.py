"""Are cases that a change is said not to reach really as they were? They are played after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.evals.affected.mutants import Mutant

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.affected.plan import Plan, plan, referring
from understudy.evals.affected.reach import Changed
from understudy.evals.cases import Suite
from understudy.evals.run import CaseRun, run_suite
from understudy.evals.runs.current import current_version
from understudy.evals.runs.ended import as_kept
from understudy.kit.clock import Moment
from understudy.llm.model import EMBEDDED


@dataclass(frozen=True)
class Proof:
    """What was planned for a mutant, and the cases that were skipped and ended otherwise all the same."""

    plan: Plan
    missed: tuple[str, ...]


async def played(stage: Stage, spec: AgentSpec, suite: Suite, moment: Moment) -> list[CaseRun]:
    """Every case of the suite."""
    return [run async for run in run_suite(stage, spec, suite, moment, at_once=4)]


async def prove(
    stage: Stage, spec: AgentSpec, suite: Suite, moment: Moment, base: Sequence[CaseRun], mutant: Mutant
) -> Proof:
    """Play the cases that are skipped for the mutant."""
    then = await current_version(stage, spec, EMBEDDED, moment)
    now = await current_version(mutant.stage, mutant.spec, EMBEDDED, moment)
    changed = Changed(spec, mutant.spec, is_embedded=True, referring=referring(stage.library))
    planned = plan(suite, [as_kept(run, "", 0.0) for run in base], now.changes_since(then), changed)
    skipped = tuple(case for case in suite.cases if case.name in planned.taken_over)
    if not skipped:
        return Proof(planned, ())
    some = suite.model_copy(update={"cases": skipped})
    before = {run.case.name: _ended(run) for run in base}
    after = await played(mutant.stage, mutant.spec, some, moment)
    missed = [run.case.name for run in after if before[run.case.name] != _ended(run)]
    return Proof(planned, tuple(missed))


def _ended(run: CaseRun) -> tuple[bool | None, list[str]]:
    """Whether it passed, and what was said but for numbers: those of new records go on from case to case."""
    return run.passed, [re.sub(r"\d+", "#", reply) for reply in run.replies]
