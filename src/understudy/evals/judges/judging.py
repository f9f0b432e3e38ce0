"""All results of a run that is kept, judged, and what was said kept with them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from understudy.agents.spec import AgentSpec
from understudy.evals.judges.language import LanguageJudge
from understudy.evals.judges.store import Judged, save_judgement
from understudy.evals.judges.traced import Budgets, judge_traces
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.store import results_of
from understudy.kit.db import Database
from understudy.observe.store import read_spans, read_turns
from understudy.observe.traces import Trace, arrange

__all__ = ["Judges", "judge_run"]

_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Judges:
    """Who judges: traces against budgets, and a language model if there is one."""

    budgets: Budgets = field(default_factory=Budgets)
    language: LanguageJudge | None = None


async def judge_run(
    database: Database,
    run: KeptRun,
    judges: Judges,
    *,
    most: int | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> list[Judged]:
    """What they say of the run's results, or of the first so many; `tell` hears how many are done, of all.

    Raises: InputError when the language model is none that writes.
    """
    results = (await results_of(database, run.id))[:most]
    spec, gate = AgentSpec.model_validate(run.spec), asyncio.Semaphore(_AT_ONCE)
    if judges.language:
        judges.language.check(spec)
    said: list[Judged] = []
    done = 0

    async def one(result: KeptResult) -> None:
        nonlocal done
        async with gate:
            found = await _judge(database, spec, result, judges)
        for each in found:
            await save_judgement(database, run.id, each)
        said.extend(found)
        done += 1
        tell(done, len(results))

    async with asyncio.TaskGroup() as group:
        for result in results:
            group.create_task(one(result))
    return said


async def _judge(database: Database, spec: AgentSpec, result: KeptResult, judges: Judges) -> list[Judged]:
    turns = await read_turns(database, result.trace_ids)
    found: list[Judged] = []
    if not judges.budgets.is_open:
        spans = {trace: await read_spans(database, trace) for trace in turns}
        traces = [Trace(trace, arrange(spans[trace]), turn) for trace, turn in turns.items()]
        found += judge_traces(result, traces, judges.budgets)
    if judges.language:
        ordered = [turns[trace] for trace in result.trace_ids if trace in turns]
        found += await judges.language.judge(spec, result, ordered)
    return found
