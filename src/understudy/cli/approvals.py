"""`understudy approvals`: what waits for somebody's yes; agreeing, or saying no."""

import json
from typing import Annotated

import typer
from rich.markup import escape

from understudy.agents.approvals.deciding import approve, decline
from understudy.agents.approvals.desk import Desk
from understudy.agents.approvals.showing import Shown, list_shown, show, shown_as_json
from understudy.agents.spec import AgentSpec, agent_names
from understudy.app import App, open_app
from understudy.cli.asking import AS, actor_named
from understudy.cli.console import command, console
from understudy.kit.errors import InputError
from understudy.org.permissions import Actor

__all__ = ["approvals"]

approvals = typer.Typer(
    help="What agents would change once somebody else than who asked agrees.", no_args_is_help=True
)

NAMED = Annotated[str, typer.Argument(help="The approval, by its id.")]
BECAUSE = Annotated[str, typer.Option(help="Why, for who asked and who reads it later.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")]


@approvals.command("list")
@command
async def list_(
    all_: Annotated[bool, typer.Option("--all", help="What was decided or has expired, too.")] = False,
    who: AS = None,
    as_json: AS_JSON = False,
) -> None:
    """What waits for the operator, or for whom --as names."""
    async with open_app() as app:
        desk, actor = await _desk(app, who)
        shown = await list_shown(desk, actor)
        if all_:
            shown += await list_shown(desk, actor, decided=True)
    if as_json:
        console.print(
            json.dumps([shown_as_json(each) for each in shown], indent=2), soft_wrap=True, markup=False
        )
        return
    for each in shown:
        approval = each.approval
        until = f"{approval.due_at.astimezone(desk.org.timezone):%Y-%m-%d %H:%M}"
        asked, whose = escape(approval.asked_by.name), escape(approval.assignee.shown)
        console.print(
            f"[bold]{approval.id}[/] {each.standing}, {approval.risk} risk: {escape(each.title)}",
            soft_wrap=True,
        )
        console.print(f"  asked by {asked}; takes the yes of {whose} by {until}", soft_wrap=True)
    if not shown:
        console.print("nothing waits")


@approvals.command("show")
@command
async def show_(approval: NAMED, who: AS = None, as_json: AS_JSON = False) -> None:
    """One of them: what would change, who asked and why, and where each part comes from."""
    async with open_app() as app:
        desk, actor = await _desk(app, who)
        shown = await _shown(desk, actor, approval)
    if as_json:
        console.print(json.dumps(shown_as_json(shown), indent=2), soft_wrap=True, markup=False)
    else:
        _print(shown, desk)


@approvals.command("approve")
@command
async def approve_(approval: NAMED, because: BECAUSE = "", who: AS = None) -> None:
    """Agree, and have it done: once, exactly as shown, as the person who asked."""
    async with open_app() as app:
        desk, actor = await _desk(app, who)
        shown = await _shown(desk, actor, approval)
        ended = await approve(desk, actor, approval, shown.approval.seal, because)
    assert ended.decided is not None
    told = ended.decided.told
    console.print(escape(told if ended.state == "done" else f"not done: {told}"), soft_wrap=True)
    if ended.state != "done":
        raise typer.Exit(1)


@approvals.command("decline")
@command
async def decline_(approval: NAMED, because: BECAUSE = "", who: AS = None) -> None:
    """Say no. Nothing is changed, and who asked is told."""
    async with open_app() as app:
        desk, actor = await _desk(app, who)
        shown = await _shown(desk, actor, approval)
        await decline(desk, actor, approval, shown.approval.seal, because)
    console.print("declined; nothing was changed")


async def _desk(app: App, who: str | None) -> tuple[Desk, Actor]:
    stage = await app.stage()
    agents = set(agent_names(app.settings.agents_dir))

    def spec_of(name: str) -> AgentSpec | None:
        return app.agent(name) if name in agents else None

    return stage.desk(spec_of, app.moment(stage.org)), await actor_named(app, stage.org, who)


async def _shown(desk: Desk, actor: Actor, approval: str) -> Shown:
    shown = await show(desk, actor, approval)
    if shown is None:
        raise InputError(
            f"there is no approval {approval!r} for you", hint="understudy approvals list shows yours"
        )
    return shown


def _print(shown: Shown, desk: Desk) -> None:
    approval, zone = shown.approval, desk.org.timezone
    console.print(escape(f"{shown.title} ({shown.standing}, {approval.risk} risk)"), soft_wrap=True)
    for change in shown.changes:
        console.print(escape(f"  {change}"), soft_wrap=True)
    at = f"{approval.asked_at.astimezone(zone):%Y-%m-%d %H:%M}"
    asked = f"{approval.asked_by.name} asked {approval.agent}, {at}: {shown.message}"
    console.print(escape(asked), soft_wrap=True)
    console.print(escape(f"rule {approval.rule}: {approval.reason}"), soft_wrap=True)
    console.print(
        escape(f"for {approval.assignee.shown}, by {approval.due_at.astimezone(zone):%Y-%m-%d %H:%M}")
    )
    for name, source in shown.origins.items():
        console.print(escape(f"  {name}: {source}"), soft_wrap=True)
    if approval.decided:
        by = f"{approval.decided.by.name}, {approval.decided.at.astimezone(zone):%Y-%m-%d %H:%M}"
        console.print(escape(f"decided by {by}: {shown.told or approval.state}"), soft_wrap=True)
