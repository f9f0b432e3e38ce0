"""`understudy trust screen`: how much each text of a file looks like an instruction to an agent."""

from pathlib import Path
from typing import Annotated

import typer

from understudy.cli.console import command, console, progress
from understudy.trust.given import read_given
from understudy.trust.screening.batch import ReadText, screened_lines

__all__ = ["screen_"]


@command
async def screen_(
    file: Annotated[
        Path,
        typer.Option(metavar="IN.jsonl", help='Lines of {"id", "text"}, and "channel" if it is not user.'),
    ],
    out: Annotated[
        Path, typer.Option(metavar="OUT.jsonl", help='Gets lines of {"id", "score", "flag", "signals"}.')
    ],
) -> None:
    """Score texts: 0 is nothing, 1 surely an instruction to an agent. Needs no model and no database."""
    texts = read_given(file, ReadText)
    flagged = 0
    with progress() as bars, out.open("w", encoding="utf-8") as written:
        task = bars.add_task("texts", total=len(texts))
        for line, flag in screened_lines(texts):
            written.write(line)
            flagged += flag
            bars.advance(task)
    console.print(f"{len(texts):,} texts, {flagged:,} of them flagged: {out}", soft_wrap=True, markup=False)
