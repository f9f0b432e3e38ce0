"""`understudy knowledge add`, `sync`, `sources` and `remove`: where documents come from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.company import today_of
from understudy.cli.console import command, console, errors, line_of, progress, table
from understudy.kit.errors import InputError, UnderstudyError
from understudy.knowledge.articles import SOURCE
from understudy.knowledge.formats.extractor import Extractor
from understudy.knowledge.formats.file import Skipped
from understudy.knowledge.front_matter import AUDIENCES, read_audience
from understudy.knowledge.index.indexing import index_articles
from understudy.knowledge.sources import store
from understudy.knowledge.sources.location import spec_of
from understudy.knowledge.sources.spec import RecordsSpec, Spec
from understudy.knowledge.sources.store import Listed
from understudy.knowledge.sources.sync import SyncReport, sync_source
from understudy.knowledge.sources.walk import walk
from understudy.org.orgs import Org
from understudy.org.store import load_org

__all__ = ["CHECKING", "add", "remove", "sources", "sync"]

CHECKING = "checking whether documents agree"
_SHOWN = 20


@command
async def add(
    locations: Annotated[
        list[str],
        typer.Argument(
            metavar="LOCATION...",
            help="A file, a folder, a ZIP file, a website, or a field of an object such as Case.Description.",
        ),
    ],
    audience: Annotated[
        str, typer.Option(help=f"Who may read them, unless a file says so itself: {', '.join(AUDIENCES)}.")
    ] = "employees",
    permission: Annotated[
        str, typer.Option(help="The profile, role or permission set that a reader must have as well.")
    ] = "",
    hosts: Annotated[
        list[str] | None, typer.Option("--host", help="Website: another host whose pages are read.")
    ] = None,
    trusted_hosts: Annotated[
        list[str] | None,
        typer.Option("--allow-host", help="Website: as --host, and it may lie in a private network."),
    ] = None,
    most_pages: Annotated[int | None, typer.Option(help="Website: the most pages; 1,000 without it.")] = None,
    delay_s: Annotated[
        float | None, typer.Option(help="Website: the least seconds between two requests; 0.5 without it.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Records: the title, with fields in braces, such as '{CaseNumber}'.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="Records: the text, with fields in braces.")] = None,
    where: Annotated[str | None, typer.Option(help="Records: a condition in SOQL.")] = None,
) -> None:
    """Remember sources and index what they hold. The same one again takes its settings anew."""
    given = {
        "audience": read_audience(audience, "employees"),
        "permission": permission.strip().lower(),
        "trusted_hosts": trusted_hosts,
        "hosts": hosts,
        "most_pages": most_pages,
        "delay_s": delay_s,
        "title": title,
        "text": text,
        "where": where,
    }
    settings = {name: value for name, value in given.items() if value not in (None, [], "")}
    async with open_app() as app:
        org = await load_org(app.database)
        specs = [spec_of(location, org.schema, settings) for location in locations]
        known = {each.name for each in await store.list_sources(app.database, org.name)}
        for spec in specs:
            await store.keep_source(app.database, org.name, spec)
            if isinstance(spec, RecordsSpec):
                told = f"{spec.name}: all of {spec.audience} will read it, whoever may see the record"
                errors.print(escape(told), soft_wrap=True)
            try:
                await _sync(app, org, spec, alone=len(specs) == 1)
            except UnderstudyError:
                if spec.name not in known:
                    await store.forget_source(app.database, org.name, spec.name)
                raise


@command
async def sync(
    source: Annotated[str | None, typer.Argument(help="A source by its name; all without one.")] = None,
) -> None:
    """Take in what changed in the sources, and let go of what is gone. The articles are one of them."""
    async with open_app() as app:
        org = await load_org(app.database)
        listed = await store.list_sources(app.database, org.name)
        chosen = [_named(listed, source)] if source else listed
        failed: list[str] = []
        for each in chosen:
            try:
                await _sync_listed(app, org, each)
            except UnderstudyError as error:
                if source:
                    raise
                failed.append(each.name)
                errors.print(f"{escape(each.name)}: {escape(str(error))}", soft_wrap=True)
    if failed:
        raise InputError(f"{len(failed)} of {len(chosen)} sources could not be gone through")


@command
async def sources(
    source: Annotated[str | None, typer.Argument(help="One of them, with all that was skipped.")] = None,
) -> None:
    """The sources with how many documents each has, when it was last gone through, and what was skipped."""
    async with open_app() as app:
        listed = await store.list_sources(app.database, (await load_org(app.database)).name)
    if source:
        each = _named(listed, source)
        console.print(f"{escape(each.name)}: {each.documents} documents, {len(each.skipped)} skipped")
        _tell_skipped(each.skipped, len(each.skipped))
        return
    made = table("source", "kind", "for", "documents", "skipped", "last sync")
    made.columns[0].overflow = "fold"  # a name is there to be copied
    for each in listed:
        kind = each.spec.kind if each.spec else ""
        readers = ", ".join(filter(None, (each.spec.audience, each.spec.permission) if each.spec else ()))
        when = f"{each.synced_at:%Y-%m-%d %H:%M}" if each.synced_at else ""
        made.add_row(
            escape(each.name), kind, escape(readers), str(each.documents), str(len(each.skipped)), when
        )
    console.print(made if listed else "no sources; understudy knowledge add brings documents in")


@command
async def remove(source: Annotated[str, typer.Argument(help="A source by its name.")]) -> None:
    """Forget a source, and remove its documents."""
    async with open_app() as app:
        org = await load_org(app.database)
        each = _named(await store.list_sources(app.database, org.name), source)
        count = await store.forget_source(app.database, org.name, each.name)
    console.print(f"{escape(each.name)} and its {count} documents are removed", soft_wrap=True)


def _named(listed: Sequence[Listed], name: str) -> Listed:
    """The source of that name, or at that path; or the only one whose path or address ends in it."""
    names = (name, Path(name).resolve().as_posix())
    for each in listed:
        if each.name in names:
            return each
    ending = [each for each in listed if each.name.rstrip("/").endswith(f"/{name}")]
    if len(ending) == 1:
        return ending[0]
    known = ", ".join(each.name for each in listed) or "none"
    raise InputError(f"there is no source {name!r}", hint=f"sources: {known}")


async def _sync_listed(app: App, org: Org, listed: Listed) -> None:
    if listed.spec:
        await _sync(app, org, listed.spec)
    elif listed.name == SOURCE:
        with progress(errors) as bars:
            report = await index_articles(
                app.database,
                org,
                app.encoder,
                line_of(bars, SOURCE),
                today=today_of(app, org),
                checking=line_of(bars, CHECKING),
            )
        _tell(SOURCE, SyncReport(report.embedded, report.unchanged, report.removed, report.chunks, ()))
    else:
        console.print(f"{escape(listed.name)}: add it again, so that it is remembered", soft_wrap=True)


async def _sync(app: App, org: Org, spec: Spec, *, alone: bool = False) -> None:
    with progress(errors) as bars:
        bar = bars.add_task(escape(spec.name), total=None)
        async with Extractor() as extractor:
            report = await sync_source(
                app.database,
                org,
                spec.name,
                lambda known: walk(app.database, org, spec, known),
                app.encoder,
                extractor=extractor,
                today=today_of(app, org),
                progress=lambda done, total: bars.update(bar, completed=done, total=total),
                checking=line_of(bars, CHECKING),
            )
    _tell("" if alone else spec.name, report)


def _tell(name: str, report: SyncReport) -> None:
    """What was done, after the source's name if there are several."""
    console.print(
        f"{f'{escape(name)}: ' if name else ''}{report.documents} documents: {report.embedded} indexed"
        f" in {report.chunks} passages, {report.unchanged} unchanged; {report.removed} removed",
        soft_wrap=True,
    )
    if report.skipped:
        console.print(f"{len(report.skipped)} skipped:")
        _tell_skipped(report.skipped, _SHOWN)


def _tell_skipped(skipped: Sequence[Skipped], most: int) -> None:
    for each in skipped[:most]:
        console.print(f"  {escape(each.key)}: {escape(each.reason)}", soft_wrap=True)
    if len(skipped) > most:
        console.print(f"  and {len(skipped) - most} more: understudy knowledge sources SOURCE")
