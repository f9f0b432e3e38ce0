"""`understudy bench`: run a public benchmark against the current org."""

import json
from collections import defaultdict
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from understudy.app import open_app
from understudy.cli.console import command, console, table
from understudy.evals.suites.crmarena_pro.run import TaskRun, run_tasks
from understudy.evals.suites.crmarena_pro.tasks import read_tasks
from understudy.kit.errors import InputError

__all__ = ["bench"]

bench = typer.Typer(help="Run a public benchmark.", no_args_is_help=True)


@bench.command("crmarena-pro")
@command
async def crmarena_pro(
    tasks: Annotated[Path, typer.Option(help="The tasks, a JSON object a line; answers in it are not read.")],
    out: Annotated[Path, typer.Option(help="Where to write the answers, a JSON object a line.")],
    agent: Annotated[str, typer.Option(help="The agent that answers.")] = "analyst",
) -> None:
    """CRMArena-Pro's structured tasks, each a conversation with the agent on the current org."""
    asked = read_tasks(tasks)
    if not asked:
        raise InputError(f"there is no task in {str(tasks)!r}")
    async with open_app() as app:
        stage, spec = await app.stage(), app.agent(agent)
        await app.warm(stage, spec)
        runs: list[TaskRun] = []
        with _progress() as progress, out.open("w", encoding="utf-8") as file:
            bar = progress.add_task(f"{stage.org.name}: crmarena-pro", total=len(asked))
            async for run in run_tasks(stage, spec, asked, app.moment(stage.org)):
                runs.append(run)
                file.write(json.dumps({"idx": run.task.idx, "answer": run.answer}) + "\n")
                progress.advance(bar)
    _print_table(runs)
    console.print(f"answers in {out}")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _print_table(runs: list[TaskRun]) -> None:
    by_task: dict[str, list[TaskRun]] = defaultdict(list)
    for run in runs:
        by_task[run.task.task].append(run)
    by_task["all"] = runs
    made = table("task", "questions", "answered", "without answer", "median ms", "p95 ms")
    for name, group in by_task.items():
        times = sorted(run.took_ms for run in group)
        cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else [times[0]] * 19
        answered = sum(run.answer is not None for run in group)
        made.add_row(
            name,
            str(len(group)),
            str(answered),
            str(len(group) - answered),
            f"{cuts[9]:.0f}",
            f"{cuts[18]:.0f}",
        )
    console.print(made)
