"""`understudy eval compare`: whether it became better or worse."""

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console
from understudy.cli.evals.running import evals
from understudy.evals.gates.comparison import MARGIN, Outcome
from understudy.evals.runs.choosing import choose_run
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.pairing import Flip, Paired, pair
from understudy.evals.runs.store import results_of
from understudy.org.store import load_org

__all__: list[str] = []

_LONGEST_TOLD = 300
_COLOURS: Mapping[Outcome, str] = {
    "better": "green",
    "same": "green",
    "worse": "red",
    "not enough data": "yellow",
}


@evals.command()
@command
async def compare(
    before: Annotated[str, typer.Argument(help="A run: its number, previous, or live.")],
    after: Annotated[str, typer.Argument(help="Another run over the same cases: its number, or last.")],
    suite: Annotated[str | None, typer.Option(help="The suite of which the last run is meant.")] = None,
    margin: Annotated[
        float, typer.Option(min=0.001, max=1, help="The smallest difference of the rate that matters.")
    ] = MARGIN,
) -> None:
    """Compare two runs case by case; ends with status 1 if the later one is worse by more than chance."""
    async with open_app() as app:
        org = (await load_org(app.database)).name
        later = await choose_run(app.database, org, after, suite)
        earlier = await choose_run(app.database, org, before, suite, beside=later)
        results = [await results_of(app.database, run.id) for run in (earlier, later)]
    found = pair(results[0], results[1], margin)
    print_compared(earlier, later, found)
    sys.exit(1 if found.is_worse else 0)


def print_compared(earlier: KeptRun, later: KeptRun, found: Paired) -> None:
    """What both runs say of each other, and every case that ended otherwise with both replies."""
    console.print(f"run {earlier.id} ({_is(earlier)}) → run {later.id} ({_is(later)})", soft_wrap=True)
    _print_flips("passed less often than before", found.regressed)
    _print_flips("passed more often than before", found.improved)
    for why, names in (
        ("not the same case any more", found.changed),
        ("only in the earlier run", found.only_before),
        ("only in the later run", found.only_after),
        ("not judged", found.unjudged),
    ):
        if names:
            console.print(f"[dim]not compared, {why}: {escape(', '.join(names))}[/]", soft_wrap=True)
    colour = "red" if found.is_worse else _COLOURS[found.comparison.outcome]
    for each in found.never:
        console.print(f"[red]“{escape(each.name)}” must never fail, and fails now.[/]", soft_wrap=True)
    console.print(f"[{colour}]{escape(str(found.comparison))}[/]", soft_wrap=True)


def _is(run: KeptRun) -> str:
    return f"{run.suite}, {run.agent}, {run.started_at:%Y-%m-%d %H:%M}, version {run.version[:8]}"


def _print_flips(what: str, flips: Sequence[Flip]) -> None:
    if flips:
        console.print(f"[bold]{what}[/]")
    for each in flips:
        console.print(f"  {escape(each.name)}", soft_wrap=True)
        for when, result in (("before", each.before), ("now", each.after)):
            console.print(f"    {when}: {escape(_brief(result))}", soft_wrap=True)
        wrong = each.before if each.after.passed else each.after
        for mismatch in wrong.mismatches:
            console.print(f"    [dim]{escape(str(mismatch)[:_LONGEST_TOLD])}[/]", soft_wrap=True)


def _brief(result: KeptResult) -> str:
    line = " ".join(" / ".join(result.replies).split()) or "no reply"
    return line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}…"
