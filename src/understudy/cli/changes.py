"""`understudy org changes`, `undo`, `rules`: what agents wrote, taking it back, what no record may be."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console, table
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.records import Change, Write, list_changes, read_change, undo
from understudy.org.store import load_org, save_schema
from understudy.org.users import find_actor
from understudy.org.validations import read_validations, with_validations
from understudy.soql.validate import ROW_RULES, check_validations

__all__ = ["changes", "rules", "undo_"]

_MOST = 50


@command
async def changes(
    number: Annotated[int | None, typer.Argument(help="One change; the newest when left out.")] = None,
    record: Annotated[str | None, typer.Option(help="Only those of one record, by its id.")] = None,
) -> None:
    """What agents changed in the current org: the newest, or all that is known of one."""
    async with open_app() as app:
        current = await load_org(app.database)
        if number is not None:
            _print_change(current, await read_change(app.database, current, number))
            return
        made = table("change", "when", "what", "record", "fields", "agent", "")
        for each in await list_changes(app.database, current, record_id=record, most=_MOST):
            when = _when(each, current)
            fields = ", ".join(each.before if each.operation == "update" else ())
            made.add_row(
                str(each.id),
                when,
                f"{each.operation} {each.object}",
                each.record_id,
                fields,
                each.agent,
                _standing(each),
            )
        console.print(made)


@command
async def undo_(
    number: Annotated[int, typer.Argument(help="The change, as `understudy org changes` lists it.")],
    who: Annotated[str | None, typer.Option("--as", help="As whom; as the operator when left out.")] = None,
) -> None:
    """Take a change of an agent back, if nobody has touched the record since. It can be taken back itself."""
    async with open_app() as app:
        current = await load_org(app.database)
        actor = await _actor(app, current, who)
        now = app.moment(current).now
        done = await undo(Write(app.database, current, actor, now, ROW_RULES), number)
        console.print(f"change {number} is undone, by change {done.undone_by}")


@command
async def rules(
    path: Annotated[Path, typer.Argument(help="A YAML file of validation rules by object.")],
) -> None:
    """Give objects of the current org the validation rules in a file, in place of those they had."""
    async with open_app() as app:
        current = await load_org(app.database)
        schema = with_validations(current.schema, read_validations(path))
        check_validations(schema, app.moment(current))
        await save_schema(app.database, current, schema)
        count = sum(len(described.validations) for described in schema)
        console.print(f"{current.name} has {count} validation rules")


async def _actor(app: App, current: Org, who: str | None) -> Actor:
    return await find_actor(app.database, current, who) if who else System("the operator at the terminal")


def _standing(change: Change) -> str:
    if change.undone_by is not None:
        return f"undone by {change.undone_by}"
    return f"undoes {change.undoes}" if change.undoes is not None else ""


def _when(change: Change, current: Org) -> str:
    """The time where the org is, and its zone."""
    return f"{change.at.astimezone(current.timezone):%Y-%m-%d %H:%M %Z}"


def _print_change(current: Org, change: Change) -> None:
    turn = f", turn {change.turn}" if change.turn is not None else ""
    what = f"{change.operation} {change.object} {change.record_id}"
    console.print(f"change {change.id}: {what} {_standing(change)}".rstrip())
    whose = f"by {change.agent} for {change.actor}, session {change.session_id}"
    console.print(f"{whose}{turn}, {_when(change, current)}")
    for name in {**change.before, **change.after}:
        before, after = json.dumps(change.before.get(name)), json.dumps(change.after.get(name))
        console.print(escape(f"  {name}: {before} → {after}"), soft_wrap=True)
