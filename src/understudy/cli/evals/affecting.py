"""`understudy eval affected` and `drift`: what a change reaches, and what changed where nobody meant to."""

import sys
from typing import Annotated

import typer
from rich.markup import escape

from understudy.agents.spec import AgentSpec
from understudy.app import App, open_app
from understudy.cli.console import command, console, progress
from understudy.cli.evals.comparing import print_compared
from understudy.cli.evals.running import evals, suites_folder
from understudy.evals.affected.drift import drift as drift_of
from understudy.evals.affected.plan import Plan, referring
from understudy.evals.affected.reach import Changed
from understudy.evals.affected.rerun import Rerun, Subject, changes_since, plan_since, rerun
from understudy.evals.cases import load_suite
from understudy.evals.run import AT_ONCE
from understudy.evals.runs.choosing import choose_run
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.pairing import pair
from understudy.evals.runs.store import read_run, results_of
from understudy.llm.model import EMBEDDED

__all__: list[str] = []

_SHOWN = 8
Suite = Annotated[str, typer.Argument(help="Name of a suite, or path of its file.")]
Since = Annotated[str, typer.Option(help="The run to go on from: its number, or last.")]
Agent = Annotated[str | None, typer.Option(help="Another agent than the suite's.")]
AtOnce = Annotated[int, typer.Option(min=1, max=64, help="How many cases at a time.")]


@evals.command()
@command
async def affected(
    suite: Suite,
    since: Since = "last",
    agent: Agent = None,
    dry: Annotated[bool, typer.Option("--dry", help="Only say what would be played.")] = False,
    at_once: AtOnce = AT_ONCE,
) -> None:
    """Play only the cases that a change since a run can reach; take the others' results over.

    Ends with status 1 if the agent became worse by more than chance.
    """
    async with open_app() as app:
        subject = await _subject(app, suite, agent)
        earlier = await choose_run(app.database, subject.stage.org.name, since, subject.suite.name)
        planned = await plan_since(subject, earlier)
        _print_plan(planned, len(subject.suite.cases))
        if dry:
            return
        again = await _rerun(subject, earlier, planned, at_once)
        found = await _compared(app, subject, earlier, again)
    sys.exit(1 if found else 0)


@evals.command()
@command
async def drift(suite: Suite, agent: Agent = None, at_once: AtOnce = AT_ONCE) -> None:
    """Play a whole suite again, and say what ended otherwise and what changed since the last run.

    Ends with status 1 if the agent became worse by more than chance. Made for every night.
    """
    async with open_app() as app:
        subject = await _subject(app, suite, agent)
        earlier = await choose_run(app.database, subject.stage.org.name, "last", subject.suite.name)
        changes = await changes_since(subject, earlier)
        for change in changes[:_SHOWN]:
            console.print(escape(str(change)), soft_wrap=True)
        if len(changes) > _SHOWN:
            console.print(f"and {len(changes) - _SHOWN} more changes")
        everything = Plan((), dict.fromkeys((case.name for case in subject.suite.cases), ""), ())
        again = await _rerun(subject, earlier, everything, at_once)
        before, after = [await results_of(app.database, run) for run in (earlier.id, again.run)]
        then = AgentSpec.model_validate(earlier.spec)
        changed = Changed(then, subject.spec, subject.model == EMBEDDED, referring(subject.stage.library))
        for each in drift_of(pair(before, after), changes, changed):
            told = "; ".join(map(str, each.causes[:3])) or "nothing that changed reaches it: chance"
            how = "passes now" if each.flip.after.passed else "fails now"
            console.print(f"{escape(each.flip.name)} {how}: {escape(told)}", soft_wrap=True)
        found = await _compared(app, subject, earlier, again)
    sys.exit(1 if found else 0)


async def _subject(app: App, suite: str, agent: str | None) -> Subject:
    loaded = load_suite(suite, suites_folder(app.settings))
    stage, spec = await app.stage(loaded.org), app.agent(agent or loaded.agent)
    await app.warm(stage, spec)
    return Subject(stage, spec, app.model_of(spec), loaded, app.moment(stage.org))


async def _rerun(subject: Subject, earlier: KeptRun, planned: Plan, at_once: int) -> Rerun:
    with progress() as bars:
        bar = bars.add_task(subject.suite.name, total=len(planned.played))
        return await rerun(subject, earlier, planned, at_once, lambda _run: bars.advance(bar))


async def _compared(app: App, subject: Subject, earlier: KeptRun, again: Rerun) -> bool:
    later = await read_run(app.database, subject.stage.org.name, again.run)
    assert later is not None
    found = pair(await results_of(app.database, earlier.id), await results_of(app.database, later.id))
    print_compared(earlier, later, found)
    return found.is_worse


def _print_plan(planned: Plan, cases: int) -> None:
    for reach in planned.reaches[:_SHOWN]:
        console.print(f"[dim]{escape(reach.told)}[/]", soft_wrap=True)
    if len(planned.reaches) > _SHOWN:
        console.print(f"[dim]and {len(planned.reaches) - _SHOWN} more changes[/]")
    why: dict[str, list[str]] = {}
    for name, reason in planned.played.items():
        why.setdefault(reason, []).append(name)
    for reason, names in why.items():
        console.print(f"{len(names)} to play, since {escape(reason)}", soft_wrap=True)
    skipped = len(planned.taken_over)
    console.print(
        f"{len(planned.played)} of {cases} cases are played;"
        f" {skipped} are taken over: no change reaches them",
        soft_wrap=True,
    )
