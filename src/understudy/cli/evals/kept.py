"""`understudy eval runs` and `show`: the runs that are kept, and one with all its cases."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console, table
from understudy.cli.evals.running import evals, write
from understudy.evals.gates import Verdict, judge
from understudy.evals.runs.kept import Counts, KeptResult, KeptRun
from understudy.evals.runs.store import counts_of, last_runs, read_run, results_of
from understudy.kit.errors import InputError

__all__ = ["runs", "show"]


@evals.command()
@command
async def runs(
    suite: Annotated[str | None, typer.Option(help="Those of one suite only, by its name.")] = None,
    agent: Annotated[str | None, typer.Option(help="Those of one agent only.")] = None,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    org: Annotated[str | None, typer.Option(help="Another org than the current one.")] = None,
) -> None:
    """The latest runs of suites, with their verdicts."""
    async with open_app() as app:
        stage = await app.stage(org)
        kept = await last_runs(app.database, stage.org.name, suite, agent, most)
        counts = await counts_of(app.database, [run.id for run in kept])
    if not kept:
        console.print("no suite was run yet: understudy eval run SUITE")
        return
    made = table("run", "suite", "agent", "model", "version", "when", "played", "passed", "verdict")
    for run in kept:
        made.add_row(*(escape(cell) for cell in _cells(run, counts.get(run.id, Counts()))))
    console.print(made)


@evals.command()
@command
async def show(
    run: Annotated[int, typer.Argument(help="The number of a run, as `eval runs` has it.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write it as JSON.")] = None,
    org: Annotated[str | None, typer.Option(help="Another org than the current one.")] = None,
) -> None:
    """A run, and what came of each of its cases."""
    async with open_app() as app:
        stage = await app.stage(org)
        kept = await read_run(app.database, stage.org.name, run)
        if kept is None:
            raise InputError(
                f"org {stage.org.name!r} has no run {run}", hint="understudy eval runs lists them"
            )
        results = await results_of(app.database, run)
        counts = (await counts_of(app.database, [run])).get(run, Counts())
    if json_file:
        write(json_file, _as_json(kept, results))
    made = table("case", "attempt", "passed", "took", "what did not fit")
    for each in results:
        made.add_row(*(escape(cell) for cell in _case(each)))
    console.print(made)
    console.print(_told(kept, counts), soft_wrap=True)


def _cells(run: KeptRun, counts: Counts) -> tuple[str, ...]:
    played = f"{counts.ended} of {run.cases * run.attempts}"
    when = run.started_at.strftime("%Y-%m-%d %H:%M")
    verdict = _verdict(run, counts)
    rate = f"{verdict.rate:.1%}" if verdict else ""
    return (
        str(run.id), run.suite, run.agent, run.model, run.version[:8], when, played, rate, _held(run, counts)
    )  # fmt: skip


def _verdict(run: KeptRun, counts: Counts) -> Verdict | None:
    judged = counts.ended - counts.unjudged
    return judge(counts.passed, judged, run.gate) if judged else None


def _held(run: KeptRun, counts: Counts) -> str:
    verdict = _verdict(run, counts)
    if run.finished_at is None:
        return "stopped"
    if verdict is None:
        return "not judged"
    unjudged = f", {counts.unjudged} not judged" if counts.unjudged else ""
    return f"{run.gate:.0%} {'holds' if verdict.holds else 'does not hold'}{unjudged}"


def _case(result: KeptResult) -> tuple[str, ...]:
    passed = {True: "yes", False: "no", None: "not judged"}[result.passed]
    wrong = "; ".join(" ".join(f"{m.what}: {m.expected}, came {m.came}".split()) for m in result.mismatches)
    took = "taken over" if result.reused else f"{result.took_ms:.0f} ms"
    return result.name, str(result.attempt), passed, took, wrong


def _told(run: KeptRun, counts: Counts) -> str:
    verdict = _verdict(run, counts)
    rate = f"{verdict.rate:.1%} ({verdict.low:.1%} to {verdict.high:.1%})" if verdict else "nothing judged"
    cost = f"; ${counts.cost:.2f}" if counts.cost else ""
    who = f"run {run.id}: {run.suite} by {run.agent} with {run.model}, version {run.version}"
    return escape(f"{who}: {counts.passed} of {counts.ended} passed, {rate}; {_held(run, counts)}{cost}")


def _as_json(run: KeptRun, results: list[KeptResult]) -> dict[str, Any]:
    told = {"run": _plain(run), "results": [_plain(each) for each in results]}
    return json.loads(json.dumps(told, default=str))


def _plain(kept: KeptRun | KeptResult) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(kept)
