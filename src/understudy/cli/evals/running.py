"""`understudy eval list`, `run` and `schema`: play a suite of test cases against an agent, with a verdict."""

import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console
from understudy.cli.evals.progress import RunBar
from understudy.evals.batch import Manner, Player, SuiteRun, here, play_suite
from understudy.evals.cases import Suite, load_suite, suite_json_schema, suite_names
from understudy.evals.report import as_json, as_junit
from understudy.evals.run import AT_ONCE
from understudy.evals.runs.digests import whole
from understudy.evals.sharing import Worker, installed, shared
from understudy.kit.config import Settings
from understudy.kit.jobs.presence import those_present
from understudy.kit.jobs.queue import open_jobs

__all__ = ["evals", "play", "print_failures", "suites_folder", "write"]

_LONGEST_TOLD = 160
_MOST_UNJUDGED = 5

evals = typer.Typer(help="Test agents with suites of cases.", no_args_is_help=True)


@evals.command("list")
@command
async def list_() -> None:
    """The suites that can be run by name."""
    for name in suite_names(suites_folder(Settings.from_environment(_environment()))):
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
    attempts: Annotated[int, typer.Option(min=1, max=100, help="How often each case is played.")] = 1,
    fresh: Annotated[bool, typer.Option("--fresh", help="Take nothing over from earlier runs.")] = False,
    workers: Annotated[
        bool | None,
        typer.Option(help="Have workers play too; when left out, if there is one (understudy worker)."),
    ] = None,
    worker_only: Annotated[bool, typer.Option("--worker-only", help="Play no case here.")] = False,
) -> None:
    """Run every case of a suite; ends with status 0 only if all could be judged and enough of them pass.

    A run that was stopped is gone on with by the same command. A case that was played before, when all that
    its result depends on was the same, is not played again.
    """
    manner = Manner(attempts, at_once, fresh)
    async with open_app() as app, _player(app, manner, workers, worker_only) as by:
        played = await play(app, load_suite(suite, suites_folder(app.settings)), agent, gate, manner, by)
    if junit:
        write(junit, as_junit(played))
    if json_file:
        write(json_file, as_json(played))
    print_failures(played)
    _print_verdict(played)
    _print_what_is_kept(played)
    sys.exit(0 if played.verdict.holds and not played.unjudged else 1)


@evals.command()
def schema() -> None:
    """The JSON Schema of a suite's file, for your editor."""
    sys.stdout.write(json.dumps(suite_json_schema(), indent=2) + "\n")


async def play(
    app: App,
    suite: Suite,
    agent: str | None = None,
    gate: float | None = None,
    manner: Manner | None = None,
    by: Player = here,
) -> SuiteRun:
    """Play a suite under a bar; agent and gate are the suite's own and its agent's when left out."""
    stage, spec = await app.stage(suite.org), app.agent(agent or suite.agent)
    await app.warm(stage, spec)
    with RunBar(f"{stage.org.name}: {suite.name}") as bar:
        return await play_suite(
            stage,
            spec,
            suite,
            app.moment(stage.org),
            spec.criteria.success_rate if gate is None else gate,
            manner,
            by=by,
            begun=bar.begin,
            tell=bar.advance,
        )


@asynccontextmanager
async def _player(
    app: App, manner: Manner, workers: bool | None, worker_only: bool
) -> AsyncGenerator[Player]:
    """This process, or workers with it among them unless they are to be alone."""
    present = await those_present(app.database)
    if not worker_only and not (present if workers is None else workers):
        yield here
        return
    ours = installed(app.declared, app.settings.model)
    playing = None if worker_only else Worker(app, manner.at_once).play
    async with open_jobs(app.database, whole(ours), playing) as jobs:
        if worker_only and not present:
            console.print("no worker is there yet: start one with understudy worker")
        yield shared(jobs, len(present) + (not worker_only) or 1, ours)


def write(path: Path, told: str | dict[str, Any]) -> None:
    """A text as it is, anything else as JSON."""
    text = told if isinstance(told, str) else json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")


def print_failures(played: SuiteRun) -> None:
    """Each case that failed with all that did not fit, in lines that no terminal has to fold into columns."""
    for run in played.failed:
        trace = f"  [dim]trace {run.trace_ids[-1][:8]}[/]" if run.trace_ids else ""
        console.print(f"{escape(run.case.name)}{trace}", soft_wrap=True)
        for found in run.mismatches:
            told = f"{found.what}: expected {_brief(found.expected)}; came {_brief(found.came)}"
            console.print(f"  {escape(told)}", soft_wrap=True)


def _print_what_is_kept(played: SuiteRun) -> None:
    told = [f"kept as run {played.id}"]
    if played.reused:
        told.append(f"{played.reused} of {len(played.runs)} taken over from earlier runs (--fresh plays all)")
    if played.cost:
        told.append(f"${played.cost:.2f} spent")
    console.print(f"[dim]{'; '.join(told)}[/]", soft_wrap=True)
    if played.unjudged:
        console.print(
            f"[yellow]{len(played.unjudged)} could not be judged[/] and count neither way; the same command"
            " plays them again",
            soft_wrap=True,
        )
        for run in played.unjudged[:_MOST_UNJUDGED]:
            why = run.failure.why if run.failure else ""
            console.print(f"  {escape(run.case.name)}: {escape(_brief(why))}", soft_wrap=True)


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}…"


def _print_verdict(played: SuiteRun) -> None:
    verdict = played.verdict
    colour = "green" if verdict.holds else "red"
    held = "holds" if verdict.holds else "does not hold"
    sure = "clears" if verdict.is_sure else "does not clear"
    took = f"median {played.median_ms:.0f} ms a case"
    console.print(
        f"{played.suite.name}: {verdict.passed} of {verdict.total} passed, [bold]{verdict.rate:.1%}[/]"
        f" (95% interval {verdict.low:.1%} to {verdict.high:.1%}); {took}",
        soft_wrap=True,
    )
    console.print(
        f"[{colour}]the gate of {verdict.gate:.0%} {held}[/]; the interval's lower end {sure} it",
        soft_wrap=True,
    )


def suites_folder(settings: Settings) -> Path:
    """Where the company's own suites lie: beside its agents."""
    return settings.agents_dir / "suites"


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
