"""`understudy audit`: what was done here, by whom, and the proof that nobody changed it since."""

import json
import sys
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console, errors, progress, table
from understudy.kit.errors import InputError
from understudy.trust.audit import store
from understudy.trust.audit.anchor import Anchor, keep_anchor, read_anchor
from understudy.trust.audit.entry import KINDS, Entry
from understudy.trust.audit.export import as_line, from_lines
from understudy.trust.audit.key import load_key
from understudy.trust.audit.log import AuditLog
from understudy.trust.audit.verify import Report, verify, verify_entries

__all__ = ["audit"]

audit = typer.Typer(help="What was done here, and the proof that nobody changed it.", no_args_is_help=True)

_SHOWN = 20


@audit.command("list")
@command
async def list_(
    kind: Annotated[str | None, typer.Option(help=f"Only one kind: {', '.join(KINDS)}.")] = None,
    agent: Annotated[str | None, typer.Option(help="Only what this agent did.")] = None,
    session: Annotated[str | None, typer.Option(help="Only of this session.")] = None,
    who: Annotated[str | None, typer.Option(help="Only for this person, as kind:id.")] = None,
    since: Annotated[str | None, typer.Option(help="Only since this day, YYYY-MM-DD.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = _SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """The newest entries, newest first."""
    if kind is not None and kind not in KINDS:
        raise InputError(f"there is no kind {kind!r}", hint=f"kinds: {', '.join(KINDS)}")
    wanted = store.Wanted(None, kind, agent, session, who, _day(since) if since else None)
    async with open_app() as app:
        found = await store.newest(app.database, wanted, limit)
    if as_json:
        for entry in found:
            console.print(as_line(entry), markup=False, soft_wrap=True)
        return
    if not found:
        console.print("nothing like that was logged yet")
        return
    made = table("entry", "when", "kind", "agent", "for", "what")
    for entry in found:
        who_, what = _told(entry)
        made.add_row(
            f"{entry.seq:,}",
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            entry.kind,
            entry.agent,
            escape(who_),
            escape(what),
        )
    console.print(made)


@audit.command("verify")
@command
async def verify_(
    file: Annotated[Path | None, typer.Option(help="An exported log instead of the database's.")] = None,
    anchor: Annotated[
        list[str] | None, typer.Option(help="An entry that must be in it, as `anchor` printed it.")
    ] = None,
    other: Annotated[
        list[str] | None, typer.Option("--key", help="The name of another machine's key, as it told it.")
    ] = None,
) -> None:
    """Go through the whole log: what was edited, exchanged, forged or cut off is told. Exits with 1 then."""
    anchors = [Anchor.parse(each) for each in anchor or ()]
    async with open_app() as app:
        workspace = app.settings.workspace
        key = load_key(workspace)
        known = read_anchor(workspace)
        anchors += [known] if known else []
        with progress() as bars:
            bar = bars.add_task("verifying", total=None)
            if file:
                report = await verify_entries(
                    from_lines(_lines(file)), _last(file), key, anchors, other or ()
                )
            else:
                report = await verify(
                    app.database,
                    key,
                    anchors,
                    lambda done, whole: bars.update(bar, completed=done, total=whole),
                    other or (),
                )
        if report.ok and report.head and not file:
            keep_anchor(workspace, report.head)
    _tell(report, anchored=bool(anchors))
    if not report.ok:
        sys.exit(1)


@audit.command()
@command
async def anchor() -> None:
    """Print the newest entry's number and digest. Kept where nobody who runs this can reach it, it proves
    later that all up to it is as it was: `verify --anchor`.
    """
    async with open_app() as app:
        async with app.database.snapshot() as connection:
            head = await store.read_head(connection)
        name = load_key(app.settings.workspace).name
    if head is None or head.seq == 0:
        raise InputError("nothing has been logged yet")
    console.print(str(head), soft_wrap=True)
    errors.print(f"sealed with the key {name}")


@audit.command()
@command
async def export(
    file: Annotated[Path, typer.Argument(help="Where to; lines of JSON.")],
) -> None:
    """Write the whole log to a file that can be verified anywhere. It holds what people did: keep it well."""
    draft = file.with_name(f"{file.name}.part")
    count = 0
    async with open_app() as app:
        with progress() as bars, draft.open("w", encoding="utf-8") as out:
            async with app.database.snapshot() as connection:
                await connection.execute("SET LOCAL statement_timeout = 0")
                whole = await store.count_entries(connection)
                bar = bars.add_task("exporting", total=whole)
                async for entry in store.entries(connection):
                    out.write(as_line(entry) + "\n")
                    count += 1
                    bars.update(bar, completed=count)
    draft.replace(file)
    console.print(f"{count:,} entries written to {escape(str(file))}")


@audit.command()
@command
async def forget(
    days: Annotated[int, typer.Option(min=1, help="Entries older than so many days are deleted.")],
) -> None:
    """Delete old entries. The log says how many went and how the rest goes on, so it still verifies."""
    async with open_app() as app:
        deleted = await _log(app).forget_before(app.clock.now() - timedelta(days=days))
    console.print(f"{deleted:,} entries deleted" if deleted else "no entry is that old")


def _log(app: App) -> AuditLog:
    return app.audit


def _told(entry: Entry) -> tuple[str, str]:
    """For whom, and what."""
    if entry.body is None:
        return "", "erased"
    told = json.loads(entry.body.text)
    return told["who"], " ".join(
        [told["subject"], *(f"{name}={_short(v)}" for name, v in told["details"].items())]
    )


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _tell(report: Report, *, anchored: bool) -> None:
    for fault in report.faults:
        console.print(f"[bold red]{fault}[/]")
    last = report.head.seq if report.head else 0
    if report.ok:
        console.print(
            f"[bold green]nothing was changed[/]: {report.entries:,} entries, {report.first:,} to {last:,}"
        )
    else:
        console.print(
            f"[bold red]the log was changed[/]: {len(report.faults):,} faults in {report.entries:,} entries"
        )
    if report.erased:
        console.print(f"{report.erased:,} bodies were erased, as the log says")
    if report.foreign:
        console.print(
            f"{report.foreign:,} entries are sealed with another key: their writer cannot be proved here"
        )
    if not anchored:
        console.print("no entry of it was known here before: a cut at its end would not have been noticed")


async def _lines(file: Path) -> AsyncGenerator[str]:
    try:
        with file.open(encoding="utf-8") as opened:
            for line in opened:
                yield line
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file {str(file)!r} cannot be read: {error}") from error


def _last(file: Path) -> Anchor | None:
    """The last entry of an exported log: it has no head of its own."""
    last = ""
    try:
        with file.open(encoding="utf-8") as opened:
            for line in opened:
                last = line.strip() or last
        told = json.loads(last)
        return Anchor(told["seq"], bytes.fromhex(told["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _day(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise InputError(f"{text!r} is no day", hint="such as 2026-11-21") from None
