"""`understudy eval review`: look at what agents said in tests, a key for each verdict."""

from itertools import zip_longest
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console
from understudy.cli.evals.running import evals, suites_folder
from understudy.evals.keeping.expected import Correction, value_of
from understudy.evals.review.blind import Choice, Pair
from understudy.evals.review.desk import ReviewDesk, case_of
from understudy.evals.review.queue import Waiting
from understudy.evals.review.store import Said
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.org.permissions import System
from understudy.org.store import load_org

__all__: list[str] = []

_VERDICTS: dict[str, Said] = {"y": "good", "n": "bad", "s": "skip"}
_CHOICES: dict[str, Choice] = {"a": "left", "b": "right", "=": "same", "s": "skip"}


@evals.command("review")
@command
async def review_(
    run: Annotated[
        int | None, typer.Argument(help="The number of a run; the last one when left out.")
    ] = None,
    against: Annotated[int | None, typer.Option(help="Compare it with this run, blind.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many to look at.")] = 20,
    by: Annotated[str, typer.Option(help="Whose verdicts they are, where several review here.")] = "",
) -> None:
    """Say of results, one by one, whether they are good, with one key each."""
    async with open_app() as app:
        org = await load_org(app.database)
        who = System("reviewing at the terminal")
        desk = ReviewDesk(app.database, org, who, suites_folder(app.settings), by)
        found = await desk.run(run)
        if against is None:
            await _review(desk, found, most)
        else:
            earlier, later = sorted((found, await desk.run(against)), key=lambda each: each.id)
            await _compare(desk, earlier, later, most)


async def _review(desk: ReviewDesk, run: KeptRun, most: int) -> None:
    waiting = await desk.waiting(run)
    console.print(f"{escape(run.suite)}, run {run.id}: {len(waiting)} wait for you", soft_wrap=True)
    for each in waiting[:most]:
        _print_case(each)
        correction = Correction()
        while (key := _key("y good, n not good, s skip, e say what should have come, q quit")) == "e":
            correction = _corrected()
        if key not in _VERDICTS:
            break
        result = each.result
        said = (result.name, result.attempt, _VERDICTS[key], each.reason)
        if await desk.say(run, *said, correction):
            console.print("  written into the suite")
    progress = await desk.progress(run, await desk.waiting(run))
    told = f"{progress.said} said, {progress.waiting} left"
    console.print(f"{told}; reviewers: {progress.agreement}" if progress.agreement.items else told)


async def _compare(desk: ReviewDesk, first: KeptRun, second: KeptRun, most: int) -> None:
    pairs = await desk.pairs(first, second)
    console.print(f"runs {first.id} and {second.id}: {len(pairs)} differ and wait for you")
    for pair in pairs[:most]:
        _print_pair(pair)
        key = _key("a the first, b the second, = both alike, s skip, q quit")
        if key not in _CHOICES:
            break
        await desk.prefer(first, second, pair.first.name, pair.first.attempt, _CHOICES[key])
    told = await desk.tally(first, second)
    console.print(f"run {first.id} {told.first}, run {second.id} {told.second}, both alike {told.same}")


def _print_case(waiting: Waiting) -> None:
    result = waiting.result
    console.print(f"\n[bold]{escape(result.name)}[/]  [dim]{waiting.reason}[/]", soft_wrap=True)
    _print_said(result)
    for said in case_of(result).messages:
        if said.expect:
            told = said.expect.model_dump(mode="json", exclude_defaults=True)
            console.print(f"  [dim]expected  {escape(str(told))}[/]", soft_wrap=True)


def _print_pair(pair: Pair) -> None:
    console.print(f"\n[bold]{escape(pair.first.name)}[/]", soft_wrap=True)
    for letter, result in (("a", pair.left), ("b", pair.right)):
        console.print(f"[cyan]{letter}[/]")
        _print_said(result)


def _print_said(result: KeptResult) -> None:
    for said, reply in zip_longest(case_of(result).messages, result.replies):
        if said:
            console.print(f"  [dim]asked[/]     {escape(said.say)}", soft_wrap=True)
        console.print(f"  [dim]answered[/]  [green]{escape(reply or '')}[/]", soft_wrap=True)


def _corrected() -> Correction:
    given: str = typer.prompt("the bare answers, with | between them")
    return Correction(answers=tuple(value_of(each.strip()) for each in given.split("|") if each.strip()))


def _key(told: str) -> str:
    console.print(f"[dim]{told}[/]", soft_wrap=True)
    return typer.getchar().lower()
