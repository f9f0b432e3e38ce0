"""`understudy eval generate`: a suite made of what the org holds."""

from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.company import today_of
from understudy.cli.console import command, console, progress, table
from understudy.cli.evals.running import evals, suites_folder, write
from understudy.evals.generate.coverage import Coverage
from understudy.evals.generate.file import as_coverage_json, as_yaml
from understudy.evals.generate.generate import Generated, generate
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.orgs import Org

__all__ = ["generate_"]

_SHOWN = 6


@evals.command("generate")
@command
async def generate_(
    agent: Annotated[str, typer.Argument(help="Name of an agent, or path of its file.")],
    cases: Annotated[int, typer.Option(min=1, max=10_000, help="How many cases.")] = 200,
    out: Annotated[
        Path | None, typer.Option(help="Where to write the suite; AGENT_generated.yaml beside the agents.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same cases.")] = 1,
    action: Annotated[str | None, typer.Option(help="Cases of this action only.")] = None,
    org: Annotated[str | None, typer.Option(help="The org; the current one when left out.")] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day on which is asked; today when left out."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Make cases of the org's records, definitions and documents, with answers that no model gave."""
    async with open_app() as app:
        path = out or suites_folder(app.settings) / f"{Path(agent).stem}_generated.yaml"
        if path.exists() and not force:
            raise InputError(
                f"{path} is there already", hint="write over it with --force, or name another with --out"
            )
        generated = await _generate(app, agent, cases, seed, action, org, day.date() if day else None)
    only = f" --action {action}" if action else ""
    made_by = f"understudy eval generate {agent} --cases {cases} --seed {seed}{only}"
    beside = path.with_suffix(".coverage.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, as_yaml(generated, made_by))
    write(beside, as_coverage_json(generated))
    _print_coverage(generated.coverage)
    for remark in generated.remarks:
        console.print(f"[yellow]{escape(remark)}[/]", soft_wrap=True)
    console.print(
        f"{len(generated.suite.cases)} cases in {path}; what they cover in {beside}", soft_wrap=True
    )


async def _generate(
    app: App, agent: str, cases: int, seed: int, action: str | None, org: str | None, day: date | None
) -> Generated:
    spec, stage = app.agent(agent), await app.stage(org)
    moment = _noon(app, stage.org, day or today_of(app, stage.org))
    with progress() as bars:
        bar = bars.add_task(f"{stage.org.name}: cases for {spec.name}", total=cases)
        return await generate(
            stage,
            spec,
            moment,
            cases=cases,
            seed=seed,
            action=action,
            tell=lambda done: bars.update(bar, completed=done),
        )


def _noon(app: App, org: Org, day: date) -> Moment:
    """As a suite's date is taken when it is run."""
    now = app.moment(org)
    return Moment(datetime.combine(day, clock_time(12), now.timezone), now.timezone, now.fiscal_year_start)


def _print_coverage(coverage: Coverage) -> None:
    """A line for each dimension: how much of it, the most tried first, and what not."""
    shown = table("", "covered", "cases", "not covered")
    for dimension, counts in coverage.counts.items():
        tried = sorted(((count, name) for name, count in counts.items() if count), key=lambda each: -each[0])
        told = ", ".join(f"{name} {count}" for count, name in tried[:_SHOWN])
        more = f" and {len(tried) - _SHOWN} more" if len(tried) > _SHOWN else ""
        missing = ", ".join(coverage.missing.get(dimension, []))
        shown.add_row(dimension, f"{len(tried)} of {len(counts)}", f"{told}{more}", missing)
    console.print(shown)
