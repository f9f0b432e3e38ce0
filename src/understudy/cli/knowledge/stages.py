"""`understudy knowledge stages`: where answers are lost, in the last probe and in what people asked."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from understudy.agents.spec import agent_names
from understudy.app import open_app
from understudy.cli.console import command, console, progress, table
from understudy.cli.evals.running import write
from understudy.observe.stages.live import Place, judge_turns
from understudy.observe.stages.measures import Measure
from understudy.observe.stages.report import Report, as_json, leading
from understudy.observe.stages.reports import live_report, probe_report

__all__ = ["print_report", "stages"]

_MOST_LOST = 12
_SHORT_ID = 8


@command
async def stages(
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many weeks back.")] = 8,
    json_file: Annotated[Path | None, typer.Option("--json", help="Where to write it as JSON.")] = None,
) -> None:
    """The six stages of an answer: measures with their intervals, and what was lost where, week by week."""
    async with open_app() as app:
        stage = await app.stage()
        now = app.moment(stage.org).now
        specs = [app.agent(name) for name in agent_names(app.settings.agents_dir)]
        with progress() as bars:
            bar = bars.add_task(f"{stage.org.name}: what people asked", total=None)

            def tell(done: int, total: int) -> None:
                bars.update(bar, completed=done, total=total)

            place = Place(stage.database, stage.org, stage.encoder, specs)
            since = now - timedelta(weeks=weeks)
            await judge_turns(place, since, tell=tell)
            bars.remove_task(bar)
        probe = await probe_report(app.database, stage.org.name, since)
        live = await live_report(app.database, stage.org.name, since)
    if probe is None and live is None:
        console.print("nothing has been asked yet; understudy knowledge probe asks questions of its own")
    for report in (probe, live):
        if report is not None:
            print_report(report)
    if json_file:
        told = {"probe": probe, "asked": live}
        write(json_file, {name: as_json(each) if each else None for name, each in told.items()})


def print_report(report: Report) -> None:
    """Stages with measures and losses, then sources, weeks and what was lost."""
    run = report.run
    begun = f"probe of {run.started_at:%Y-%m-%d %H:%M} (seed {run.seed})" if run else "what people asked"
    console.print(f"[bold]{begun}[/]: {report.questions} questions; {_counted(report.endings)}")
    console.print(_stage_table(report))
    aside = {
        name: count for name, count in report.causes.items() if name not in {s.stage for s in report.steps}
    }
    if aside:
        console.print(f"lost beside the stages: {_counted(aside)}")
    if report.expected:
        console.print(f"rightly left without an answer: {_counted(report.expected)}")
    for name, groups in (
        ("source", report.by_source),
        ("topic", report.by_topic),
        ("asked", report.by_level),
    ):
        if len(groups) > 1 or name == "source":
            _print_groups(name, groups)
    if len(report.weeks) > 1:
        _print_groups("week", {each.begins.isoformat(): each.measures for each in report.weeks})
    _print_lost(report)


def _stage_table(report: Report) -> Table:
    made = table("stage", "came", "lost", "measure", "value", "95%", "counted", "method")
    for step in report.steps:
        own = [_cells(each) for each in report.measures if each.stage == step.stage]
        for place, cells in enumerate(own or [("not known", "", "", "", "")]):
            head = (step.stage, f"{step.entered:,}", f"{step.lost:,}") if not place else ("", "", "")
            made.add_row(*head, *cells)
    for column in made.columns[:6]:
        column.no_wrap = True
    return made


def _cells(measure: Measure) -> tuple[str, str, str, str, str]:
    value = f"{measure.value:.3f}" if measure.is_mean else f"{measure.value:.1%}"
    counted = f"{measure.numerator:,.1f}" if measure.is_mean else f"{measure.numerator:,.0f}"
    return (
        measure.name,
        value,
        f"{measure.low:.2f}–{measure.high:.2f}",
        f"{counted} of {measure.denominator:,.0f}",
        measure.method,
    )


def _print_groups(name: str, groups: Mapping[str, Sequence[Measure]]) -> None:
    made = table(name, "query", "retriever", "chunk", "handoff", "response", "citation")
    for group, measures in groups.items():
        made.add_row(
            escape(group or "none"),
            *(
                f"{found.value:.0%} of {found.questions}" if (found := leading(measures, stage)) else "–"
                for stage in ("query", "retriever", "chunk", "handoff", "response", "citation")
            ),
        )
    console.print(made)


def _print_lost(report: Report) -> None:
    for each in report.lost[:_MOST_LOST]:
        trace = f"  [dim]trace {each.trace_id[:_SHORT_ID]}[/]" if each.trace_id else ""
        asked = f"“{escape(each.question)}” " if each.question else ""
        console.print(
            f"[bold]{each.cause}[/]: {asked}{each.ending}; {escape(each.told)}{trace}", soft_wrap=True
        )
    if len(report.lost) > _MOST_LOST:
        console.print(f"[dim]and {len(report.lost) - _MOST_LOST} more; --json has them all[/]")


def _counted(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
