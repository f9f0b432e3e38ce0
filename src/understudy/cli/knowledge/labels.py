"""`understudy knowledge`: for whom documents are that don't say so; confirming what is proposed."""

from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.company import today_of
from understudy.cli.console import command, console
from understudy.kit.errors import InputError
from understudy.knowledge.front_matter import read_audience
from understudy.knowledge.labels.deciding import Confirmation, confirm, list_proposals, under
from understudy.knowledge.labels.proposing import Proposed
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.store import load_org
from understudy.org.users import find_actor

__all__ = ["label", "labels"]

_OPERATOR = System("the operator at the terminal")
AS = Annotated[str | None, typer.Option("--as", help="As whom; as the operator when left out.")]


@command
async def labels(who: AS = None) -> None:
    """Documents that don't say for whom they are, what is proposed and why; employees read them till then."""
    async with open_app() as app:
        org = await load_org(app.database)
        listed = await _listed(app, org, await _actor(app, org, who))
    for each in listed:
        console.print(
            f"[bold]{escape(each.document.key)}[/] “{escape(each.document.title)}”"
            f" [dim]({escape(each.source)})[/]: for [bold]{each.audience}[/]",
            soft_wrap=True,
        )
        console.print(f"  {escape('; '.join(each.why))}", soft_wrap=True)
    told = "document has" if len(listed) == 1 else "documents have"
    console.print(f"{len(listed)} {told} no label" if listed else "every document has a label")


@command
async def label(
    document: Annotated[
        str, typer.Argument(help="A document's key or title, a folder, or a source: all in it.")
    ],
    audience: Annotated[
        str | None,
        typer.Argument(help="public, customers or employees; what is proposed, when left out."),
    ] = None,
    decline: Annotated[bool, typer.Option("--decline", help="Keep it for employees.")] = False,
    who: AS = None,
) -> None:
    """Confirm for whom documents without a label are. It holds at once, and until their text changes."""
    if decline and audience:
        raise InputError("a document is either declined or for an audience")
    given = "employees" if decline else read_audience(audience, "employees") if audience else None
    async with open_app() as app:
        org = await load_org(app.database)
        actor = await _actor(app, org, who)
        found = under(await _listed(app, org, actor), document)
        settled = [Confirmation(each, given or each.audience) for each in found]
        await confirm(app.database, org, app.encoder, actor, settled, app.clock.now(), today_of(app, org))
    for each in settled:
        console.print(f"{escape(each.proposed.document.key)}: for {each.audience}", soft_wrap=True)


async def _listed(app: App, org: Org, actor: Actor) -> list[Proposed]:
    return await list_proposals(app.database, org, app.encoder, actor, app.moment(org))


async def _actor(app: App, org: Org, who: str | None) -> Actor:
    return await find_actor(app.database, org, who) if who else _OPERATOR
