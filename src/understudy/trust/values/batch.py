"""Texts of a file, one JSON object a line, and what was found in each, written as lines again."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from understudy.kit.errors import InputError, Place
from understudy.trust.values.span import Span

__all__ = ["GivenText", "line_of", "read_texts"]


class GivenText(BaseModel):
    """One line: a text, and the id by which it is told again."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    text: str


def read_texts(path: Path) -> list[GivenText]:
    """All texts of the file.

    Raises: InputError when it cannot be read, is no UTF-8 or has a line that is no text; with the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the texts cannot be read: {error}") from None
    return list(_texts(lines, path))


def _texts(lines: Sequence[str], path: Path) -> Iterator[GivenText]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield GivenText.model_validate_json(line)
        except ValidationError as error:
            detail = error.errors()[0]
            where = ".".join(str(part) for part in detail["loc"]) or "the line"
            raise InputError(
                f"{where}: {detail['msg']}",
                place=Place(str(path), number),
                hint='each line is {"id": "…", "text": "…"}',
            ) from None


def line_of(given: GivenText, spans: Sequence[Span]) -> str:
    """What was found in a text. A day of birth is a DATE_TIME there: the words are those of others' data."""
    told = [
        {
            "start": span.start,
            "end": span.end,
            "type": "DATE_TIME" if span.type == "DATE_OF_BIRTH" else span.type,
        }
        for span in spans
    ]
    return json.dumps({"id": given.id, "spans": told}) + "\n"
