"""`understudy org query` and `search`: the current org asked, as the operator or as somebody."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from understudy.agents.actions.shown import shown_value
from understudy.app import App, open_app
from understudy.channels.salesforce_rest.values import json_value
from understudy.cli.console import command, console, table
from understudy.cli.indexing import index_progress
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.store import load_org
from understudy.org.users import find_actor
from understudy.soql.run import Result, run
from understudy.soql.sosl.run import FoundObject, search
from understudy.soql.warehouse.run import open_warehouse, run_on_duckdb

__all__ = ["AS", "SOQL", "actor_named", "query", "search_"]

AS = Annotated[
    str | None, typer.Option("--as", help="As whom: a user or contact by id, email, username or name.")
]
SOQL = Annotated[str, typer.Argument(help="One SOQL query.")]
SOSL = Annotated[str, typer.Argument(help="One SOSL search.")]
MOST_ROWS = 200


@command
async def query(
    soql: SOQL,
    who: AS = None,
    folder: Annotated[
        Path | None,
        typer.Option("--warehouse", help="Ask the records that org export wrote to this folder, by DuckDB."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")] = False,
) -> None:
    """Run a SOQL query on the current org, as the operator or as somebody."""
    async with open_app() as app:
        current = await load_org(app.database)
        actor, moment = await actor_named(app, current, who), app.moment(current)
        if folder:
            with open_warehouse(folder) as warehouse:
                result = await run_on_duckdb(warehouse, current, soql, actor, moment, limit_guard=MOST_ROWS)
        else:
            result = await run(app.database, current, soql, actor, moment, limit_guard=MOST_ROWS)
        (_print_as_json if as_json else _print)(result, current)


def _print_as_json(result: Result, _current: Org) -> None:
    """Records as objects; those of a child query are a list, the object of TYPEOF as it is."""
    told = {"records": _told(result.rows), "truncated": result.truncated}
    sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def _told(value: object) -> object:
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    return json_value(value)


def _print(result: Result, current: Org) -> None:
    made = table(*(column.name for column in result.columns))
    for row in result.rows:
        made.add_row(*(escape(_cell(row[column.name], current)) for column in result.columns))
    console.print(made)
    cut = f" (cut at {MOST_ROWS}; add LIMIT to see others)" if result.truncated else ""
    console.print(f"[dim]{len(result.rows)} rows{cut} in {result.ms:.1f} ms[/]")


@command
async def search_(sosl: SOSL, who: AS = None) -> None:
    """Run a SOSL search on the current org, as the operator or as somebody."""
    async with open_app() as app:
        current = await load_org(app.database)
        actor, moment = await actor_named(app, current, who), app.moment(current)
        with index_progress() as progress:
            result = await search(
                app.database, current, sosl, actor, moment, limit_guard=MOST_ROWS, progress=progress
            )
        for found in result.objects:
            _show_found(found, current)
        for note in result.notes:
            console.print(escape(note))
        cut = f" (cut at {MOST_ROWS}; add LIMIT to see others)" if result.truncated else ""
        console.print(f"[dim]{result.total} records{cut} in {result.ms:.1f} ms[/]")


def _show_found(found: FoundObject, current: Org) -> None:
    console.print(f"[bold]{found.object}[/]: {len(found.rows)}")
    if not found.rows:
        return
    made = table(*(column.name for column in found.columns))
    for row in found.rows:
        made.add_row(*(escape(_cell(row.get(column.name), current)) for column in found.columns))
    console.print(made)
    if found.cut:
        console.print(f"more {found.object} records match than are put in order: of the newest, the best")


async def actor_named(app: App, current: Org, who: str | None) -> Actor:
    """Who asks: the operator, or whom `--as` names."""
    return await find_actor(app.database, current, who) if who else System("the operator at the terminal")


def _cell(value: object, current: Org) -> str:
    if isinstance(value, tuple):
        return f"{len(value)} rows"
    return shown_value(value, current.timezone)
