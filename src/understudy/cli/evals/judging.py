"""`understudy eval judge` and `judges`: judges say of results whether they are good, and are measured."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console, line_of, progress, table
from understudy.cli.evals.running import evals
from understudy.evals.judges.calibrate import calibrate, labels_of
from understudy.evals.judges.judging import Judges, judge_run
from understudy.evals.judges.language import LanguageJudge
from understudy.evals.judges.rubric import load_rubric
from understudy.evals.judges.store import Judged, judgements_of
from understudy.evals.judges.traced import Budgets
from understudy.evals.review.desk import ReviewDesk
from understudy.evals.review.store import reviews_of
from understudy.evals.runs.store import last_runs
from understudy.kit.errors import InputError
from understudy.org.permissions import System
from understudy.org.store import load_org

__all__: list[str] = []

_WHO = System("judging at the terminal")
_LOOKED_BACK = 50


@evals.command("judge")
@command
async def judge_(
    run: Annotated[int | None, typer.Argument(help="The number of a run; the last when left out.")] = None,
    model: Annotated[str | None, typer.Option(help="A language model that judges by a rubric.")] = None,
    rubric: Annotated[Path | None, typer.Option(help="A file of your own questions.")] = None,
    most: Annotated[int | None, typer.Option(min=1, help="How many results; all when left out.")] = None,
    max_steps: Annotated[int | None, typer.Option(min=0, help="Actions that a case may run.")] = None,
    max_calls: Annotated[int | None, typer.Option(min=0, help="Calls of the model in a case.")] = None,
    max_ms: Annotated[float | None, typer.Option(min=0, help="Milliseconds of the slowest turn.")] = None,
    max_cost: Annotated[float | None, typer.Option(min=0, help="US dollars that a case may cost.")] = None,
) -> None:
    """Have a run's results judged: by their traces, against budgets, and by a language model."""
    budgets = Budgets(max_steps, max_calls, max_ms, max_cost)
    if budgets.is_open and model is None:
        raise InputError("nothing to judge by", hint="give --model, or a budget such as --max-ms")
    async with open_app() as app:
        stage = await app.stage()
        found = await ReviewDesk(app.database, stage.org, _WHO).run(run)
        asked = LanguageJudge(stage, model, load_rubric(rubric), app.moment(stage.org)) if model else None
        with progress() as bars:
            tell = line_of(bars, f"{found.suite}, run {found.id}")
            said = await judge_run(app.database, found, Judges(budgets, asked), most=most, tell=tell)
    made = table("judge", "criterion", "yes", "no", "could not say")
    for judge, criterion in sorted({(each.judge, each.criterion) for each in said}):
        of = [each for each in said if (each.judge, each.criterion) == (judge, criterion)]
        counts = [str(sum(each.passed is verdict for each in of)) for verdict in (True, False, None)]
        made.add_row(escape(judge), criterion, *counts)
    console.print(made)
    _print_failures(said)


@evals.command("judges")
@command
async def judges_() -> None:
    """How far each judge agrees with people, over the last runs, and which have a say in gates."""
    async with open_app() as app:
        org = await load_org(app.database)
        labels: dict[tuple[int, str, int], bool] = {}
        judged: list[tuple[int, Judged]] = []
        for run in await last_runs(app.database, org.name, most=_LOOKED_BACK):
            labels |= labels_of(run.id, await reviews_of(app.database, run.id))
            judged += [(run.id, each) for each in await judgements_of(app.database, run.id)]
    if not (found := calibrate(labels, judged)):
        console.print("no judge has judged what people have reviewed: understudy eval judge, then review")
    for each in found:
        silent = f"; could not say {each.silent} times" if each.silent else ""
        console.print(
            f"[bold]{escape(each.judge)} {each.criterion}[/]: {each.agreement}{silent}", soft_wrap=True
        )
        console.print(f"  [{'green' if each.is_trusted else 'yellow'}]{each.told}[/]", soft_wrap=True)


def _print_failures(said: list[Judged]) -> None:
    failed = [each for each in said if each.passed is False]
    for each in sorted(failed, key=lambda each: (each.name, each.criterion)):
        console.print(f"{escape(each.name)}: {each.criterion}, {escape(each.because)}", soft_wrap=True)
