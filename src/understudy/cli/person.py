"""`understudy person`: where somebody stands in here, and how one is erased."""

from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.channels.admission.store import Person as KeyHolder
from understudy.channels.admission.store import end_sign_ins, list_keys, revoke_key
from understudy.cli.company import today_of
from understudy.cli.console import command, console, progress, table
from understudy.kit.errors import InputError
from understudy.knowledge.articles import SOURCE
from understudy.knowledge.index.indexing import index_articles
from understudy.observe.erasure.erase import Traces, erase_person, find_traces
from understudy.observe.erasure.person import Person, find_person
from understudy.org.orgs import Org
from understudy.org.store import load_org

__all__ = ["person"]

person = typer.Typer(help="Where somebody stands in here, and how one is erased.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(metavar="WHO", help="A contact, lead or user by id, email or full name.")]


@person.command()
@command
async def find(who: Who) -> None:
    """Where the person's name, addresses and numbers stand: every table and document of the current org."""
    async with open_app() as app:
        org = await load_org(app.database)
        found = await find_person(app.database, org, who)
        with progress() as bars:
            bar = bars.add_task("searching", total=None)
            traces = await find_traces(
                app.database,
                org,
                found,
                lambda what, done, total: bars.update(bar, description=what, completed=done, total=total),
            )
    _tell(found, traces)


@person.command()
@command
async def erase(
    who: Who,
    reason: Annotated[str, typer.Option(help="Why, for the audit log; no names.")] = "asked by the person",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask. It cannot be undone.")] = False,
) -> None:
    """Erase a person: conversations and traces, names in records, documents and their vectors, texts of the
    audit log, keys. Then it is looked once more, everywhere, whether anything is left.
    """
    async with open_app() as app:
        org = await load_org(app.database)
        found = await find_person(app.database, org, who)
        if not yes and not typer.confirm(f"Erase {found} for good?"):
            raise InputError("nothing was erased", hint="--yes to go on without being asked")
        keys = await _revoked(app, org, found)
        with progress() as bars:
            bar = bars.add_task("erasing", total=None)
            done = await erase_person(
                app.database,
                org,
                found,
                app.audit,
                reason,
                lambda what, at, total: bars.update(bar, description=what, completed=at, total=total),
            )
            if any(source == SOURCE for _, source, _ in done.documents):
                await index_articles(app.database, org, app.encoder, today=today_of(app, org))
    console.print(
        f"erased: {done.sessions} conversations, {sum(done.rows.values()):,} rows of {len(done.rows)} tables,"
        f" {len(done.documents)} documents, {done.entries} entries of the audit log, {keys} keys and sign-ins"
    )
    for source in sorted({source for _, source, _ in done.documents} - {SOURCE}):
        console.print(
            f"[yellow]the source {escape(source)} still has them: take them out there, or they come back when"
            " it is synchronised[/]"
        )
    if done.left.none:
        console.print("[bold green]nothing is left[/]: every column that can hold a text was searched")
    else:
        _tell(found, done.left)
        raise InputError("something is left", hint="it was written meanwhile: erase once more")


async def _revoked(app: App, org: Org, found: Person) -> int:
    """End the keys and sign-ins that speak for the person; how many."""
    ended = 0
    for _, key in found.records:
        holder = KeyHolder(org.name, key)
        for kept in await list_keys(app.database, holder):
            ended += await revoke_key(app.database, kept.id, holder)
        ended += await end_sign_ins(app.database, holder)
    return ended


def _tell(found: Person, traces: Traces) -> None:
    if traces.none:
        console.print(f"nothing tells of {found}")
        return
    shown = table("table", "rows")
    for name, rows in sorted(traces.rows.items()):
        shown.add_row(escape(name), f"{rows:,}")
    console.print(shown)
    for _, source, key in traces.documents:
        console.print(f"document {escape(key)} of {escape(source)}")
