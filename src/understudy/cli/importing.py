"""`understudy org import`: progress while it loads, and the report of what was found."""

import os
import re
import sys
from pathlib import Path

from rich.markup import escape

from understudy.app import App
from understudy.cli.access import chosen_rules, tell_rights
from understudy.cli.console import console, errors, progress, table
from understudy.org.importer import ImportReport, import_org
from understudy.org.importer.salesforce import Credentials, Source, copy_org
from understudy.org.standard import standard_schema
from understudy.org.store import load_org

__all__ = ["run_copy", "run_import"]

_SHOWN_NOTICES = 25


async def run_copy(
    app: App, address: str, name: str | None, *, fresh: bool, access_file: Path | None = None
) -> ImportReport:
    """Copy a Salesforce org in and report; leaves the process with status 1 when nothing was loaded."""
    source = Source.parse(address)
    org = name or org_name(Path(source.host))
    access, whose = await chosen_rules(app, Path(source.host), org, access_file)
    with progress(errors) as bars:
        bar = bars.add_task("reading what there is", total=None)

        def tell(loading: str, done: int, total: int) -> None:
            bars.update(bar, description=loading or "loading", completed=done, total=total)

        report = await copy_org(
            app.database,
            source,
            Credentials.from_environment(os.environ),
            org,
            standard=standard_schema(),
            access=access,
            progress=tell,
            fresh=fresh,
        )
    return await _finish(app, report, whose)


async def run_import(
    app: App, path: Path, name: str | None, *, lenient: bool, access_file: Path | None = None
) -> ImportReport:
    """Import and report; leaves the process with status 1 when nothing was loaded."""
    org = name or org_name(path)
    access, whose = await chosen_rules(app, path, org, access_file)
    with progress(errors) as bars:
        bar = bars.add_task("reading and checking", total=None)

        def tell(loading: str, done: int, total: int) -> None:
            bars.update(bar, description=loading or "indexing", completed=done, total=total)

        report = await import_org(
            app.database,
            path,
            org,
            standard=standard_schema(),
            access=access,
            progress=tell,
            lenient=lenient,
        )
    return await _finish(app, report, whose)


async def _finish(app: App, report: ImportReport, whose: str) -> ImportReport:
    _print_report(report)
    if report.problem_count:
        sys.exit(1)
    console.print(f"who may see what: {escape(whose)}", soft_wrap=True)
    await tell_rights(app, await load_org(app.database, report.org))
    return report


def org_name(path: Path) -> str:
    """A name for the org made of the file's."""
    name = re.sub(r"[^a-z0-9_-]+", "-", path.resolve().stem.lower()).strip("-")
    return name[:40] if name[:1].isalpha() else f"org-{name}"[:40]


def _print_report(report: ImportReport) -> None:
    made = table("object", "changed" if report.only_changes else "rows", "known", "fields that were added")
    for found in report.objects:
        made.add_row(
            found.name, f"{found.rows:,}", "yes" if found.standard else "inferred", ", ".join(found.added)
        )
    console.print(made)
    for notice in report.notices[:_SHOWN_NOTICES]:
        where = f"{notice.object}.{notice.column}" if notice.column else notice.object
        console.print(f"[dim]{escape(where)}: {escape(notice.what)}[/]", soft_wrap=True)
    if len(report.notices) > _SHOWN_NOTICES:
        console.print(f"[dim]and {len(report.notices) - _SHOWN_NOTICES} more notes[/]")
    if report.problem_count:
        for problem in report.problems:
            errors.print(f"[red]problem[/] {escape(str(problem))}", soft_wrap=True)
        errors.print(f"nothing was loaded: {report.problem_count:,} problems")
        return
    total = sum(found.rows for found in report.objects)
    what = "records changed since the last copy, in" if report.only_changes else "records of"
    console.print(
        f"{total:,} {what} {len(report.objects)} objects in {report.seconds:.1f} s; "
        f"{report.org} is now the current org"
    )
    if report.only_changes:
        console.print("[dim]--fresh copies all of it again[/]")
