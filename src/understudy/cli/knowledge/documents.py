"""`understudy knowledge`: the group of its commands; keep the articles indexed, see what a search finds."""

from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.company import today_of
from understudy.cli.console import command, console, errors, line_of, progress, table
from understudy.cli.knowledge.benchmark import benchmark
from understudy.cli.knowledge.check import check
from understudy.cli.knowledge.probe import probe
from understudy.cli.knowledge.sources import CHECKING, add, remove, sources, sync
from understudy.cli.knowledge.stages import stages
from understudy.knowledge.index.indexing import index_articles
from understudy.knowledge.index.retrieve import retrieve
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.store import load_org
from understudy.org.users import find_actor

__all__ = ["knowledge"]

knowledge = typer.Typer(help="The documents that agents answer from.", no_args_is_help=True)
for each in (add, sync, sources, remove, check, probe, stages, benchmark):
    knowledge.command()(each)

_WIDTH = 90


@knowledge.command()
@command
async def index() -> None:
    """Index the current org's articles: those that changed, since the last time."""
    async with open_app() as app:
        org = await load_org(app.database)
        with progress(errors) as bars:
            report = await index_articles(
                app.database,
                org,
                app.encoder,
                line_of(bars, "indexing"),
                today=today_of(app, org),
                checking=line_of(bars, CHECKING),
            )
    console.print(
        f"{report.documents} documents: {report.embedded} indexed in {report.chunks} passages,"
        f" {report.unchanged} unchanged; {report.removed} removed"
    )


@knowledge.command()
@command
async def search(
    question: Annotated[str, typer.Argument(help="What to look for.")],
    who: Annotated[
        str | None, typer.Option("--as", help="As whom: a user or contact by id, email, username or name.")
    ] = None,
) -> None:
    """The nearest passages that somebody may read, the best first."""
    async with open_app() as app:
        org = await load_org(app.database)
        found = await retrieve(app.database, org, app.encoder, question, await _actor(app, org, who))
    made = table("document", "passage", "meaning", "words")
    for passage in found:
        each = passage.found
        text = each.text if len(each.text) <= _WIDTH else f"{each.text[:_WIDTH].rstrip()}…"
        made.add_row(escape(each.title), escape(text), f"{each.cosine:.2f}", f"{each.coverage:.2f}")
    console.print(made if found else "no document that may be read here")


async def _actor(app: App, org: Org, who: str | None) -> Actor:
    return await find_actor(app.database, org, who) if who else System("the operator at the terminal")
