"""`understudy key`: the API keys that let people and programs in."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.channels.admission import store
from understudy.channels.admission.keys import KEY_LASTS, OLD_KEY_LASTS, new_key, rotate_key
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.store import Person
from understudy.cli.console import command, console, table
from understudy.kit.errors import InputError
from understudy.org.permissions import Employee
from understudy.org.store import load_org
from understudy.org.users import find_actor

__all__ = ["key"]

key = typer.Typer(help="API keys.", no_args_is_help=True)

_SCOPES = (Scope.PAGE, Scope.CHAT)
_HOUR = timedelta(hours=1)


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
    scope: Annotated[
        list[Scope], typer.Option(help="What it opens; give it again for more.", show_default="page, chat")
    ] = list(_SCOPES),  # noqa: B006 - typer's way
    days: Annotated[int, typer.Option(help="In how many days it ends.", min=1, max=3650)] = KEY_LASTS.days,
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
        made = await new_key(app.database, person, label, frozenset(scope), timedelta(days=days))
        console.print(made, soft_wrap=True)


@key.command("list")
@command
async def list_() -> None:
    """The keys, without their secrets."""
    async with open_app() as app:
        shown = table("Id", "For", "Label", "Opens", "Created", "Ends", "Last used", "State")
        for kept in await store.list_keys(app.database):
            person = f"{kept.person.who} of {kept.person.org}" if kept.person.who else "the operator"
            shown.add_row(
                kept.id,
                escape(person),
                escape(kept.label),
                " ".join(sorted(kept.scopes)),
                f"{kept.created_at:%Y-%m-%d %H:%M}",
                f"{kept.expires_at:%Y-%m-%d}" if kept.expires_at else "never",
                f"{kept.last_used_at:%Y-%m-%d %H:%M}" if kept.last_used_at else "never",
                kept.state,
            )
        console.print(shown)


@key.command()
@command
async def rotate(
    key_id: Annotated[str, typer.Argument(help="The key's id, as listed.")],
    hours: Annotated[
        int, typer.Option(help="For how many hours the old one opens yet.", min=0, max=720)
    ] = OLD_KEY_LASTS // _HOUR,
) -> None:
    """Make a key in place of another, for the same person and use, and show it, this once."""
    async with open_app() as app:
        made = await rotate_key(app.database, key_id, hours * _HOUR)
        if made is None:
            raise InputError(f"no key in force has the id {key_id!r}", hint="see understudy key list")
        console.print(made.key, soft_wrap=True)


@key.command()
@command
async def revoke(key_id: Annotated[str, typer.Argument(help="The key's id, as listed.")]) -> None:
    """End a key, and every sign-in that was opened with it."""
    async with open_app() as app:
        if not await store.revoke_key(app.database, key_id):
            raise InputError(f"no key in force has the id {key_id!r}", hint="see understudy key list")
        console.print(f"revoked {key_id}")
