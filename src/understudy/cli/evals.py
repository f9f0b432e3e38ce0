"""`understudy eval`: run a suite of test cases against an agent, with a verdict."""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from understudy.app import App, open_app
from understudy.cli.console import command, console, table
from understudy.evals.cases import Suite, load_suite, suite_json_schema, suite_names
from understudy.evals.gates import Verdict, judge
from understudy.evals.report import as_json, as_junit
from understudy.evals.run import AT_ONCE, CaseRun, run_suite
from understudy.kit.config import Settings

__all__ = ["evals"]

evals = typer.Typer(help="Test agents with suites of cases.", no_args_is_help=True)


@evals.command("list")
@command
async def list_() -> None:
    """The suites that can be run by name."""
    for name in suite_names(_folder(Settings.from_environment(_environment()))):
        console.print(name)


@evals.command("run")
@command
async def run_(
    suite: Annotated[str, typer.Argument(help="Name of a suite, or path of its file.")],
    agent: Annotated[str | None, typer.Option(help="Another agent than the suite's.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Where to write the result as JUnit XML.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write it as JSON.")] = None,
    gate: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="The share that must pass; the agent's acceptance when left out."),
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, max=64, help="How many cases at a time.")] = AT_ONCE,
) -> None:
    """Run every case of a suite; ends with status 0 only if enough of them pass."""
    async with open_app() as app:
        read = load_suite(suite, _folder(app.settings))
        spec = app.agent(agent or read.agent)
        runs = await _run(app, read, agent or read.agent, at_once)
    verdict = judge(
        sum(run.passed for run in runs), len(runs), spec.acceptance.success_rate if gate is None else gate
    )
    if junit:
        junit.write_text(as_junit(read, spec.name, runs), encoding="utf-8")
    if json_file:
        told = as_json(read, spec.name, runs, verdict)
        json_file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _print_failures(runs)
    _print_verdict(read, runs, verdict)
    sys.exit(0 if verdict.holds else 1)


@evals.command()
def schema() -> None:
    """The JSON Schema of a suite's file, for your editor."""
    sys.stdout.write(json.dumps(suite_json_schema(), indent=2) + "\n")


async def _run(app: App, suite: Suite, agent: str, at_once: int) -> list[CaseRun]:
    """All runs, in the order of the suite."""
    stage, spec = await app.stage(suite.org), app.agent(agent)
    await app.warm(stage, spec)
    runs: dict[str, CaseRun] = {}
    with _progress() as progress:
        bar = progress.add_task(f"{stage.org.name}: {suite.name}", total=len(suite.cases))
        async for run in run_suite(stage, spec, suite, app.moment(stage.org), at_once=at_once):
            runs[run.case.name] = run
            progress.advance(bar)
    return [runs[case.name] for case in suite.cases]


def _print_failures(runs: list[CaseRun]) -> None:
    failed = [run for run in runs if not run.passed]
    if not failed:
        return
    made = table("case", "what", "expected", "came", "trace")
    for run in failed:
        for number, found in enumerate(run.mismatches):
            name = escape(run.case.name) if number == 0 else ""
            trace = run.trace_ids[-1][:8] if number == 0 and run.trace_ids else ""
            made.add_row(name, escape(found.what), escape(found.expected), escape(found.came), trace)
    console.print(made)


def _print_verdict(suite: Suite, runs: list[CaseRun], verdict: Verdict) -> None:
    colour = "green" if verdict.holds else "red"
    held = "holds" if verdict.holds else "does not hold"
    sure = "clears" if verdict.is_sure else "does not clear"
    took = f"median {median(run.took_ms for run in runs):.0f} ms a case"
    console.print(
        f"{suite.name}: {verdict.passed} of {verdict.total} passed, [bold]{verdict.rate:.1%}[/] (95% interval"
        f" {verdict.low:.1%} to {verdict.high:.1%}); {took}",
        soft_wrap=True,
    )
    console.print(
        f"[{colour}]the gate of {verdict.gate:.0%} {held}[/]; the interval's lower end {sure} it",
        soft_wrap=True,
    )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _folder(settings: Settings) -> Path:
    """Where the company's own suites lie: beside its agents."""
    return settings.agents_dir / "suites"


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
