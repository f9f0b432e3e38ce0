"""`understudy org`: bring an org in, look at it, ask it in SOQL, search it in SOSL."""

from pathlib import Path
from typing import Annotated

import typer

from understudy.app import open_app
from understudy.cli.asking import AS, SOQL, actor_named, query, search_
from understudy.cli.bin import bin_
from understudy.cli.changes import changes, rules, undo_
from understudy.cli.console import command, console, table
from understudy.cli.explaining import print_explanation, print_explanation_as_json
from understudy.cli.warehouse import export
from understudy.kit.errors import InputError
from understudy.org.access_writing import write_access
from understudy.org.importer.salesforce import is_salesforce
from understudy.org.metadata import Field
from understudy.org.store import list_orgs, load_org, use_org
from understudy.soql.explain import explain
from understudy.soql.warehouse.engines import Engine

__all__ = ["org"]

org = typer.Typer(help="The CRM org: records, fields and who may see them.", no_args_is_help=True)
org.command()(changes)
org.command("undo")(undo_)
org.command()(rules)
org.command()(export)
org.command()(query)
org.command("search")(search_)
org.add_typer(bin_, name="bin")


@org.command("list")
@command
async def list_() -> None:
    """The orgs of this workspace; the current one is marked."""
    async with open_app() as app:
        made = table("", "name", "objects", "loaded")
        for entry in await list_orgs(app.database):
            made.add_row(
                "*" if entry.is_current else "",
                entry.name,
                str(entry.objects),
                f"{entry.loaded_at:%Y-%m-%d %H:%M}",
            )
        console.print(made)


@org.command()
@command
async def use(name: str) -> None:
    """Make an org the current one."""
    async with open_app() as app:
        await use_org(app.database, name)
        console.print(f"{name} is now the current org")


@org.command()
@command
async def describe(
    name: Annotated[str | None, typer.Argument(help="An object; all when left out.")] = None,
) -> None:
    """The objects of the current org, or the fields of one."""
    async with open_app() as app:
        schema = (await load_org(app.database)).schema
        if name is None:
            made = table("object", "label", "fields", "key prefix")
            for kind in schema:
                made.add_row(kind.name, kind.label, str(len(kind.fields)), kind.key_prefix)
            console.print(made)
            return
        kind = schema.object(name)
        if kind is None:
            near = schema.nearest_object(name)
            raise InputError(f"there is no object {name!r}", hint=f"did you mean {near!r}?" if near else None)
        made = table("field", "label", "type", "key", "refers to", "values")
        for f in kind.fields:
            targets, values = ", ".join(f.references), ", ".join(f.values[:8])
            made.add_row(f.name, f.label, f.type.value, _key(f), targets, values)
        console.print(made)


def _key(field: Field) -> str:
    """Whether a value is had once only, and whether another system's."""
    told = ("unique" if field.unique else "", "external id" if field.external_id else "")
    return ", ".join(filter(None, told))


@org.command("explain")
@command
async def explain_(
    soql: SOQL,
    who: AS = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")] = False,
    engine: Annotated[
        Engine | None, typer.Option("--dialect", help="Show the SQL of a warehouse instead.")
    ] = None,
) -> None:
    """What a query becomes for somebody: which rule added what and where it stands, the SQL and its plan."""
    async with open_app() as app:
        current = await load_org(app.database)
        actor = await actor_named(app, current, who)
        explanation = await explain(
            current, soql, actor, app.moment(current), database=app.database, engine=engine
        )
        (print_explanation_as_json if as_json else print_explanation)(explanation)


@org.command()
@command
async def access(
    file: Annotated[
        Path | None, typer.Argument(help="An access file; the org has its rules from now on.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--export", help="Write the rules as they are to this file.")
    ] = None,
) -> None:
    """Who has whose rules and what is shared with whom; or give the current org other rules."""
    from understudy.cli.access import print_sharing, replace_access, tell_rights

    async with open_app() as app:
        current = await load_org(app.database)
        if out:
            out.write_text(write_access(current.access), encoding="utf-8")
            console.print(f"the rules of {current.name} are in {out}", soft_wrap=True)
            return
        if file:
            current = await replace_access(app, current, file)
            console.print(
                f"{current.name} has the rules of {file}; a running server takes them when it starts"
            )
        print_sharing(current)
        await tell_rights(app, current)


@org.command("import")
@command
async def import_(
    origin: Annotated[
        str,
        typer.Argument(
            help="A SQLite file, a folder of CSV or Parquet files, or an org of Salesforce: salesforce://HOST.",
            metavar="PATH",
        ),
    ],
    name: Annotated[
        str | None, typer.Option(help="What to call the org; the file's name when left out.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Empty references that point nowhere, and say so.")
    ] = False,
    access_file: Annotated[
        Path | None, typer.Option("--access", help="Who may see what: an access file.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Copy all of a Salesforce org again, not only what changed.")
    ] = False,
    words: Annotated[
        bool,
        typer.Option(
            "--words/--no-words", help="Index the words for searches; else the first search has it done."
        ),
    ] = True,
) -> None:
    """Bring an org in: tables become objects, columns fields. All or nothing; it becomes the current org."""
    from understudy.cli.importing import run_copy, run_import
    from understudy.cli.indexing import index_words

    async with open_app() as app:
        if is_salesforce(origin):
            report = await run_copy(app, origin, name, fresh=fresh, access_file=access_file)
        else:
            report = await run_import(app, Path(origin), name, lenient=lenient, access_file=access_file)
        if words:
            await index_words(app, report.org)
