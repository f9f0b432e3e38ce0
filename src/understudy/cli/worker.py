"""`understudy worker`: play cases of runs that others have begun, on this machine or on many."""

import asyncio
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console, errors
from understudy.evals.run import CaseRun
from understudy.evals.runs.digests import whole
from understudy.evals.sharing import Worker, installed, refused
from understudy.kit.jobs.queue import AT_ONCE, open_jobs

__all__ = ["worker"]

_LOOK_EVERY_S = 5.0


@command
async def worker(
    at_once: Annotated[int, typer.Option(min=AT_ONCE, max=64, help="How many cases at a time.")] = 4,
) -> None:
    """Play cases of runs until Ctrl-C: `eval run` hands them out while a worker is there.

    It needs the same database, program, definitions, policies and model as who begins a run.
    """
    async with open_app() as app:
        ours = installed(app.declared, app.settings.model)
        playing = Worker(app, at_once, _tell)
        async with open_jobs(app.database, whole(ours), playing.play):
            console.print(f"worker of version {whole(ours)}: waiting for cases; Ctrl-C ends it")
            told: set[int] = set()
            while True:
                await _tell_refused(app, ours, told)
                await asyncio.sleep(_LOOK_EVERY_S)


def _tell(suite: str, run: CaseRun) -> None:
    came = {True: "[green]passed[/]", False: "[red]failed[/]", None: "[yellow]not judged[/]"}[run.passed]
    console.print(f"{escape(suite)}: {escape(run.case.name)} {came}, {run.took_ms:.0f} ms", soft_wrap=True)


async def _tell_refused(app: App, ours: dict[str, str], told: set[int]) -> None:
    """Each run once."""
    for number, (run, wrong) in (await refused(app.database, ours)).items():
        if number not in told:
            told.add(number)
            errors.print(
                f"[bold red]refused[/]: run {number} of suite {escape(run.suite)} was begun with other"
                f" {', '.join(wrong)} than this machine has\n[cyan]hint[/]: bring both to the same"
                " version of program and files, then start the worker again",
                soft_wrap=True,
            )
