"""`understudy knowledge probe`: ask the agents questions made from the documents, and judge each stage."""

from pathlib import Path
from typing import Annotated

import typer

from understudy.agents.spec import agent_names
from understudy.app import open_app
from understudy.cli.console import command, console, progress
from understudy.cli.evals.running import write
from understudy.cli.knowledge.stages import print_report
from understudy.evals.probe.play import play
from understudy.observe.stages.report import as_json
from understudy.observe.stages.reports import probe_report

__all__ = ["probe"]


@command
async def probe(
    source: Annotated[
        str | None, typer.Option(help="Only documents of this source: articles, or the path that was added.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=100_000, help="How many questions.")] = 100,
    seed: Annotated[int, typer.Option(help="The same number draws the same questions.")] = 1,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Where to write the report as JSON.")
    ] = None,
) -> None:
    """Ask questions made from the documents, and tell at which stage answers are lost; goes on if stopped."""
    async with open_app() as app:
        stage = await app.stage()
        specs = [app.agent(name) for name in agent_names(app.settings.agents_dir)]
        with progress() as bars:
            bar = bars.add_task(f"{stage.org.name}: probe", total=count)

            def tell(done: int, total: int) -> None:
                bars.update(bar, completed=done, total=total)

            await play(stage, specs, app.moment(stage.org), source=source, count=count, seed=seed, tell=tell)
        report = await probe_report(app.database, stage.org.name)
    assert report is not None, "a probe that was played has a report"
    print_report(report)
    if json_file:
        write(json_file, as_json(report))
        console.print(f"report in {json_file}")
