"""`understudy knowledge check`: where documents disagree, what is stale, unlinked or there twice."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console, errors
from understudy.kit.clock import SystemClock
from understudy.kit.config import Settings
from understudy.kit.errors import ConfigError
from understudy.knowledge.facts.check import STALE_MONTHS, Report, check_documents
from understudy.knowledge.facts.claim import Claim, Conflict
from understudy.knowledge.facts.effort import effort_of, is_young
from understudy.knowledge.facts.folder import Folder, as_written, read_folder
from understudy.knowledge.store import read_documents
from understudy.llm.embedder import Embedder, TextEncoder
from understudy.org.store import load_org

__all__ = ["check"]

_MOST_WARNINGS = 10


@command
async def check(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of documents; without it the current org's are checked.")
    ] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to check for; today if not given.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the report as JSON.")] = None,
    stale_months: Annotated[
        int, typer.Option(min=1, help="Months after which a page that nobody looked at is stale.")
    ] = STALE_MONTHS,
) -> None:
    """Find what documents disagree on, and which are stale, unlinked or there twice."""
    day = today.date() if today else SystemClock().now().date()
    read = read_folder(folder) if folder else await _of_org()
    report = check_documents(read.documents, today=day, encoder=_encoder(), stale_months=stale_months)
    for warning in read.warnings[:_MOST_WARNINGS]:
        errors.print(f"[yellow]warning[/]: {escape(warning)}", soft_wrap=True)
    if len(read.warnings) > _MOST_WARNINGS:
        errors.print(f"[yellow]warning[/]: and {len(read.warnings) - _MOST_WARNINGS} more like these")
    titles = {} if folder else {each.key: each.title for each in read.documents}
    _tell(report, read, titles)
    if json_file:
        told = json.dumps(_as_json(report, read), ensure_ascii=False, indent=2)
        json_file.write_text(f"{told}\n", encoding="utf-8")


async def _of_org() -> Folder:
    async with open_app() as app:
        org = await load_org(app.database)
        return Folder(await read_documents(app.database, org.name))


def _encoder() -> TextEncoder | None:
    """The encoder, with no database; None where its weights are not installed: then words alone decide."""
    try:
        return Embedder.load(Settings.from_environment(os.environ).workspace / "cache")
    except ConfigError as error:
        errors.print(f"[yellow]warning[/]: {escape(error.message)}: fewer wordings are recognised")
        return None


def _tell(report: Report, read: Folder, titles: Mapping[str, str]) -> None:
    """The report for people; documents go by their titles, where these are given, and not by their keys."""

    def name(key: str) -> str:
        return titles.get(key, key)

    console.print(f"{report.documents} documents, {len(report.claims)} claims")
    _tell_conflicts(report, read, name)
    _tell_list("stale", [f"{name(each.document)}: {each.why}" for each in report.stale])
    if report.orphans is None:
        console.print("\n[bold]orphans[/]: cannot be told, no document links to another")
    else:
        _tell_list("orphans (no page links to them)", [name(each) for each in report.orphans])
    told = [
        f"keep {name(each.canonical)}, drop {', '.join(map(name, each.others))}" for each in report.duplicates
    ]
    _tell_list("near duplicates", told)
    effort = effort_of(report)
    console.print(
        f"\neffort: {effort.decided} of {effort.found} decided; left about {effort.minutes_left} minutes"
        f" ({effort.method})"
    )
    if is_young(report.documents, read.without_head):
        console.print(
            "\nWhere to begin: write down your ten most asked questions, give each one page that answers it,"
            " with its owner and the day of its last review at its head, link them from one start page, and"
            " check again."
        )


def _tell_conflicts(report: Report, read: Folder, name: Callable[[str], str]) -> None:
    console.print(f"\n[bold]conflicts[/]: {len(report.conflicts)}")
    for number, conflict in enumerate(report.conflicts, start=1):
        console.print(f"{number}. {escape(conflict.about)}", soft_wrap=True)
        for claim in (conflict.a, conflict.b):
            audience = _audiences(conflict, read).get(claim.document)
            whose = f" ({audience})" if audience else ""
            console.print(
                f"   {escape(name(claim.document))}{whose}: {escape(claim.sentence)}", soft_wrap=True
            )


def _audiences(conflict: Conflict, read: Folder) -> dict[str, str]:
    """For whom the two pages are, where that is not the same."""
    keys = (conflict.a.document, conflict.b.document)
    found = {each.key: each.audience for each in read.documents if each.key in keys}
    return {key: f"for {name}" for key, name in found.items()} if len(set(found.values())) > 1 else {}


def _tell_list(name: str, lines: Sequence[str]) -> None:
    console.print(f"\n[bold]{name}[/]: {len(lines)}")
    for line in lines:
        console.print(f"   {escape(line)}", soft_wrap=True)


def _as_json(report: Report, read: Folder) -> dict[str, Any]:
    def sentence(claim: Claim) -> str:
        return as_written(claim.sentence, read.written.get(claim.document, claim.sentence))

    return {
        "conflicts": [
            {
                "a": each.a.document,
                "b": each.b.document,
                "about": each.about,
                "a_sentence": sentence(each.a),
                "b_sentence": sentence(each.b),
            }
            for each in report.conflicts
        ],
        "stale": [each.document for each in report.stale],
        "orphans": list(report.orphans or ()),
        "duplicates": [[each.canonical, other] for each in report.duplicates for other in each.others],
    }
