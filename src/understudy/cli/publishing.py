"""`understudy agent publish` and `versions`: what went live, and what it rests on."""

from typing import Annotated

import typer
from rich.markup import escape

from understudy.agents.rollout.store import versions_of
from understudy.app import open_app
from understudy.cli.console import command, console, errors, line_of, progress, table
from understudy.evals.publishing import publish as publish_agent
from understudy.evals.publishing import whoever_runs_this
from understudy.org.store import load_org

__all__ = ["publish", "versions"]


@command
async def publish(
    name: Annotated[str, typer.Argument(help="Name of an agent, or path of its file.")],
    by: Annotated[str | None, typer.Option(help="Who publishes; whoever runs this when left out.")] = None,
) -> None:
    """Publish this version of an agent, if its acceptance criteria are met by runs of this very version."""
    async with open_app() as app:
        spec, stage = app.agent(name), await app.stage()
        with progress(errors) as bars:
            tell = line_of(bars, "trying its guardrails")
            moment, who = app.moment(stage.org), by or whoever_runs_this()
            published = await publish_agent(stage, spec, app.model_of(spec), moment, who, tell)
    for reason in published.reasons:
        console.print(escape(reason), soft_wrap=True)
    runs = ", ".join(map(str, published.runs))
    console.print(
        f"[green]{published.agent} {published.number} is live[/], by {escape(published.by)};"
        f" it rests on run {runs}",
        soft_wrap=True,
    )


@command
async def versions(name: Annotated[str, typer.Argument(help="Name of an agent.")]) -> None:
    """The versions of an agent that were published, the latest first."""
    async with open_app() as app:
        org = await load_org(app.database)
        found = await versions_of(app.database, org.name, name)
    made = table("version", "digest", "runs", "by", "when")
    for each in found:
        runs = ", ".join(map(str, each.runs))
        made.add_row(str(each.number), each.digest[:8], runs, escape(each.by), f"{each.at:%Y-%m-%d %H:%M}")
    console.print(made)
