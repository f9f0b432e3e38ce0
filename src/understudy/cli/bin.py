"""`understudy org bin`: what was deleted, bringing it back, and letting go of it for good."""

from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console, table
from understudy.kit.errors import InputError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.records import Write, purge, undelete
from understudy.org.recycled import Recycled, expire, list_recycled
from understudy.org.store import load_org
from understudy.org.users import find_actor
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES

__all__ = ["bin_"]

_MOST = 50
_OPERATOR = System("the operator at the terminal")

bin_ = typer.Typer(help="The recycle bin: what was deleted and can be brought back.", no_args_is_help=True)

AS = Annotated[str | None, typer.Option("--as", help="As whom; as the operator when left out.")]


@bin_.command("list")
@command
async def list_() -> None:
    """What was deleted last in the current org, and until when it can be brought back."""
    async with open_app() as app:
        current = await load_org(app.database)
        made = table("deleted", "object", "record", "name", "by", "with")
        for each in await list_recycled(app.database, current, most=_MOST):
            made.add_row(
                f"{each.deleted_at.astimezone(current.timezone):%Y-%m-%d %H:%M}",
                each.object,
                each.id,
                escape(await _name(app, current, each)),
                escape(each.deleted_by),
                "" if each.deleted_with == each.id else each.deleted_with,
            )
        console.print(made)
        console.print(f"[dim]kept for {app.settings.bin_days} days (UNDERSTUDY_BIN_DAYS)[/]")


@bin_.command()
@command
async def restore(
    ids: Annotated[list[str], typer.Argument(help="Records, by their ids.")], who: AS = None
) -> None:
    """Bring records back, with what went along and the references to them that are still empty."""
    async with open_app() as app:
        write = await _write(app, who)
        for record_id in ids:
            await undelete(write, record_id)
            console.print(f"{record_id} is back")


@bin_.command("purge")
@command
async def purge_(
    ids: Annotated[list[str] | None, typer.Argument(help="Records, by their ids.")] = None,
    expired: Annotated[
        bool, typer.Option("--expired", help="All that has lain there longer than UNDERSTUDY_BIN_DAYS.")
    ] = False,
    who: AS = None,
) -> None:
    """Delete records in the bin for good. It takes the right modify_all, and nothing brings them back."""
    if bool(ids) == expired:
        raise InputError("purge what?", hint="give the ids of records in the bin, or --expired")
    if expired and who:
        raise InputError("what has expired is purged for the operator, for nobody else")
    async with open_app() as app:
        write = await _write(app, who)
        for record_id in ids or ():
            await purge(write, record_id)
            console.print(f"{record_id} is gone")
        if expired:
            count = await expire(app.database, write.org, write.now, app.settings.bin_days)
            console.print(f"{count} {'record is' if count == 1 else 'records are'} gone")


async def _write(app: App, who: str | None) -> Write:
    current = await load_org(app.database)
    actor: Actor = await find_actor(app.database, current, who) if who else _OPERATOR
    return Write(app.database, current, actor, app.moment(current).now, ROW_RULES)


async def _name(app: App, current: Org, found: Recycled) -> str:
    described = current.schema.object(found.object)
    if described is None or described.name_field is None:
        return ""
    query = f"SELECT {described.name_field} FROM {described.name} WHERE Id = :id"  # noqa: S608 - SOQL
    shown = await run(
        app.database, current, query, _OPERATOR, app.moment(current), binds={"id": found.id}, all_rows=True
    )
    return str(shown.rows[0][described.name_field] or "") if shown.rows else ""
