"""`understudy eval list`, `run` and `schema`: play a suite of test cases against an agent, with a verdict."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console, progress
from understudy.evals.batch import SuiteRun, play_suite
from understudy.evals.cases import Suite, load_suite, suite_json_schema, suite_names
from understudy.evals.report import as_json, as_junit
from understudy.evals.run import AT_ONCE
from understudy.evals.runs.current import current_version
from understudy.evals.runs.keeping import keep_played
from understudy.kit.config import Settings

__all__ = ["evals", "play", "print_failures", "suites_folder", "write"]

_LONGEST_TOLD = 160

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
) -> None:
    """Run every case of a suite; ends with status 0 only if enough of them pass."""
    async with open_app() as app:
        played = await play(app, load_suite(suite, suites_folder(app.settings)), agent, gate, at_once)
    if junit:
        write(junit, as_junit(played))
    if json_file:
        write(json_file, as_json(played))
    print_failures(played)
    _print_verdict(played)
    sys.exit(0 if played.verdict.holds else 1)


@evals.command()
def schema() -> None:
    """The JSON Schema of a suite's file, for your editor."""
    sys.stdout.write(json.dumps(suite_json_schema(), indent=2) + "\n")


async def play(
    app: App, suite: Suite, agent: str | None = None, gate: float | None = None, at_once: int = AT_ONCE
) -> SuiteRun:
    """Play a suite under a bar; agent and gate are the suite's own and its agent's when left out."""
    stage, spec = await app.stage(suite.org), app.agent(agent or suite.agent)
    await app.warm(stage, spec)
    version = await current_version(stage, spec, app.model_of(spec), app.moment(stage.org))
    with progress() as bars:
        bar = bars.add_task(f"{stage.org.name}: {suite.name}", total=len(suite.cases))
        played = await play_suite(
            stage,
            spec,
            suite,
            app.moment(stage.org),
            spec.criteria.success_rate if gate is None else gate,
            at_once=at_once,
            tell=lambda _run: bars.advance(bar),
        )
    run = await keep_played(stage.database, stage.org.name, suite, spec, version, played.runs)
    return replace(played, id=run)


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


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}…"


def _print_verdict(played: SuiteRun) -> None:
    verdict = played.verdict
    colour = "green" if verdict.holds else "red"
    held = "holds" if verdict.rate >= verdict.gate else "does not hold"
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
    for reason in verdict.reasons:
        if not (reason.met and reason.sure):
            console.print(f"  {escape(reason.told)}", soft_wrap=True)
    if played.id:
        console.print(f"[dim]kept as run {played.id}; see understudy eval report[/]")


def suites_folder(settings: Settings) -> Path:
    """Where the company's own suites lie: beside its agents."""
    return settings.agents_dir / "suites"


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
