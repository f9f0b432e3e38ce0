"""`understudy soql`: judge queries as texts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console, errors
from understudy.kit.errors import InputError
from understudy.org.store import load_org
from understudy.soql.check import Against, Language, Verdict, judge

__all__ = ["soql"]

soql = typer.Typer(help="The question language: judge queries.", no_args_is_help=True)


@soql.callback()
def _group() -> None:
    """Keeps `check` a command of its own."""


class Line(BaseModel):
    """One text to judge."""

    model_config = ConfigDict(extra="ignore")

    id: str | int
    lang: Language = "soql"
    query: str
    apex: bool = False


@soql.command()
@command
async def check(
    file: Annotated[Path, typer.Option(help='Texts, one JSON object a line: {"id","lang","query","apex"}.')],
    out: Annotated[Path, typer.Option(help='Verdicts: {"id", "valid", "error", "position", "rule"}.')],
    org: Annotated[bool, typer.Option("--org", help="Look names up in the current org too.")] = False,
    grammar: Annotated[bool, typer.Option("--grammar", help="Leave the documented rules out.")] = False,
) -> None:
    """Judge SOQL and SOSL texts: their grammar, the documented rules and, with --org, their names."""
    against = await _current() if org else None
    told = [_verdict(line, place, against, grammar_only=grammar) for place, line in _lines(file)]
    out.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in told), encoding="utf-8")
    valid, refused = (sum(each["valid"] is verdict for each in told) for verdict in (True, False))
    console.print(f"{valid} valid, {refused} not")
    broken = [each["error"] for each in told if each["valid"] is None]
    for message in broken:
        errors.print(f"[bold red]error[/]: {escape(str(message))}", soft_wrap=True)
    if broken:
        raise InputError(f"{len(broken)} lines were not understood", hint="mend them, and check again")


async def _current() -> Against:
    async with open_app() as app:
        org = await load_org(app.database)
        return Against(org, app.moment(org))


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Each line that is not empty, with its place."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}") from error
    return ((f"{file.name}:{number}", line) for number, line in enumerate(lines, 1) if line.strip())


def _verdict(line: str, place: str, against: Against | None, *, grammar_only: bool) -> dict[str, object]:
    """What is written for a line; `valid` is null where the line itself is broken."""
    try:
        asked = Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = "".join(f"{part}: " for part in first["loc"])
        verdict, valid = Verdict(f"{place}: {field}{first['msg']}"), None
        record_id = None
    else:
        verdict = judge(asked.query, asked.lang, apex=asked.apex, grammar_only=grammar_only, against=against)
        valid, record_id = verdict.valid, asked.id
    found = {"error": verdict.error, "position": verdict.position, "rule": verdict.rule}
    return {"id": record_id, "valid": valid, **found}
