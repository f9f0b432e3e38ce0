"""`understudy eval report`: a run that was kept, as a page, for a pull request or for machines."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from understudy.agents.acceptance import Acceptance
from understudy.agents.spec import AgentSpec
from understudy.app import open_app
from understudy.cli.console import command, console
from understudy.cli.evals.running import evals, write
from understudy.evals.report import as_json, as_junit
from understudy.evals.report.markdown import as_markdown
from understudy.evals.report.page import as_page
from understudy.evals.report.told import Report, of_kept
from understudy.evals.runs.choosing import choose_run
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.pairing import pair
from understudy.evals.runs.store import results_of
from understudy.kit.db import Database
from understudy.org.store import load_org

__all__ = ["report_of"]


@evals.command()
@command
async def report(
    run: Annotated[str, typer.Argument(help="A run: its number, or last.")] = "last",
    against: Annotated[
        str | None, typer.Option(help="An earlier run to compare it with: its number, previous, or live.")
    ] = None,
    suite: Annotated[str | None, typer.Option(help="The suite of which the last run is meant.")] = None,
    html: Annotated[Path | None, typer.Option(help="Where to write it as one HTML file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Where to write it as Markdown.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Where to write it as JUnit XML.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write it as JSON.")] = None,
) -> None:
    """Tell a run: verdict, failures by cause, every case; to the screen where no file is named."""
    async with open_app() as app:
        org = (await load_org(app.database)).name
        kept = await choose_run(app.database, org, run, suite)
        told = await report_of(app.database, kept, against)
    for path, form in ((html, as_page), (markdown, as_markdown), (junit, as_junit), (json_file, as_json)):
        if path:
            write(path, form(told))
            console.print(f"written: {path}", soft_wrap=True)
    if not any((html, markdown, junit, json_file)):
        sys.stdout.write(as_markdown(told))


async def report_of(database: Database, run: KeptRun, against: str | None = None) -> Report:
    """The report of a kept run, held against the criteria that its agent had."""
    results = await results_of(database, run.id)
    compared = None
    if against:
        earlier = await choose_run(database, run.org, against, beside=run)
        compared = pair(await results_of(database, earlier.id), results)
    asked = _criteria(run)
    return of_kept(run, results, asked, all_must_pass=run.suite in asked.must_never, compared=compared)


def _criteria(run: KeptRun) -> Acceptance:
    """As they were: the run's gate wins over the file's, since `--gate` may have named another."""
    asked = AgentSpec.model_validate(run.spec).criteria
    return asked.model_copy(update={"success_rate": run.gate})
