"""`understudy trust detect`: the values in the texts of a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from understudy.agents.names import OrgNames
from understudy.app import open_app
from understudy.cli.console import command, console, progress
from understudy.kit.errors import InputError
from understudy.org.permissions import System
from understudy.trust.given import GivenText, read_given
from understudy.trust.masking.fields import kind_of_name, private_objects
from understudy.trust.values.batch import line_of
from understudy.trust.values.candidates import look_up
from understudy.trust.values.detect import Detector
from understudy.trust.values.known import KnownValues
from understudy.trust.values.numbered import numbers_of
from understudy.trust.values.presidio import Presidio
from understudy.trust.values.span import Recogniser

__all__ = ["detect_"]

_AT_ONCE = 50
_READER = System("finding the names of an org in texts")


@command
async def detect_(
    file: Annotated[Path, typer.Option(metavar="IN.jsonl", help='Lines of {"id", "text"}.')],
    out: Annotated[
        Path,
        typer.Option(metavar="OUT.jsonl", help='Gets lines of {"id", "spans": [{"start", "end", "type"}]}.'),
    ],
    org: Annotated[
        bool, typer.Option("--org", help="Know the names and numbers of the current org too.")
    ] = False,
    presidio: Annotated[
        bool, typer.Option("--presidio", help="Ask Presidio too (understudy[presidio]).")
    ] = False,
) -> None:
    """Find what may be somebody's: names, addresses, numbers, keys. Needs no model and no network."""
    texts = read_given(file, GivenText)
    more = (Presidio(),) if presidio else ()
    detector = Detector((*more, *(await _known(texts))) if org else more)
    found = _write(texts, detector, out)
    console.print(f"{len(texts):,} texts, {found:,} values in them: {out}", soft_wrap=True, markup=False)


def _write(texts: Sequence[GivenText], detector: Detector, out: Path) -> int:
    """Write the lines, all of them or none; how many values they tell."""
    part = out.with_name(f".{out.name}.part")
    found = 0
    try:
        with progress() as bars, part.open("w", encoding="utf-8") as written:
            task = bars.add_task("texts", total=len(texts))
            for given in texts:
                spans = detector.values(given.text)
                written.write(line_of(given, spans))
                found += len(spans)
                bars.advance(task)
        part.replace(out)
    except OSError as error:
        raise InputError(f"the result cannot be written: {error}") from None
    finally:
        part.unlink(missing_ok=True)
    return found


async def _known(texts: Sequence[GivenText]) -> tuple[Recogniser, ...]:
    """Recognisers of what the current org knows of these texts."""
    known = KnownValues()
    async with open_app() as app:
        org = (await app.stage()).org
        names = OrgNames(app.database, org, _READER, private_objects(org.schema))
        asked: set[str] = set()
        for start in range(0, len(texts), _AT_ONCE):
            some = [given.text for given in texts[start : start + _AT_ONCE]]
            async for match in look_up(names, some, asked):
                described = org.schema.object(match.object)
                if (
                    described
                    and (kind := kind_of_name(described))
                    and match.name.lower() == match.phrase.lower()
                ):
                    known.add(match.name, kind)
    return known, numbers_of(org.schema)
