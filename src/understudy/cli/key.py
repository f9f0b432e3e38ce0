"""`understudy key`: the API keys that let people and programs in."""

from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.channels import store
from understudy.channels.keys import new_key
from understudy.channels.store import Person
from understudy.cli.console import command, console, table
from understudy.kit.errors import InputError
from understudy.org.permissions import Employee
from understudy.org.store import load_org
from understudy.org.users import find_actor

__all__ = ["key"]

key = typer.Typer(help="API keys.", no_args_is_help=True)


@key.command()
@command
async def new(
    who: Annotated[
        str | None, typer.Option("--as", help="For whom: a user or contact by id, email, username or name.")
    ] = None,
    operator: Annotated[
        bool, typer.Option("--operator", help="For the operator, who sees everything.")
    ] = False,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Make a key and show it, this once."""
    if bool(who) == operator:
        raise InputError("whom shall the key speak for?", hint="give either --as WHO or --operator")
    async with open_app() as app:
        person = Person(None, None)
        if who:
            org = await load_org(app.database)
            actor = await find_actor(app.database, org, who, signing_in=True)
            person = Person(org.name, actor.user_id if isinstance(actor, Employee) else actor.contact_id)
        console.print(await new_key(app.database, person, label), soft_wrap=True)


@key.command("list")
@command
async def list_() -> None:
    """The keys, without their secrets."""
    async with open_app() as app:
        shown = table("Id", "For", "Label", "Created", "State")
        for kept in await store.list_keys(app.database):
            person = f"{kept.person.who} of {kept.person.org}" if kept.person.who else "the operator"
            state = "revoked" if kept.revoked_at else "good"
            created = f"{kept.created_at:%Y-%m-%d %H:%M}"
            shown.add_row(kept.id, escape(person), escape(kept.label), created, state)
        console.print(shown)


@key.command()
@command
async def revoke(key_id: Annotated[str, typer.Argument(help="The key's id, as listed.")]) -> None:
    """End a key, and every sign-in that was opened with it."""
    async with open_app() as app:
        if not await store.revoke_key(app.database, key_id):
            raise InputError(f"no key in force has the id {key_id!r}", hint="see understudy key list")
        console.print(f"revoked {key_id}")
