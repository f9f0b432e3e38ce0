"""Many texts of a file, each with its score."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from understudy.kit.errors import InputError, Place
from understudy.trust.screening.score import screen
from understudy.trust.screening.signals import Channel

__all__ = ["Text", "read_texts", "screened_lines"]


class Text(BaseModel):
    """A line of the file; other keys are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str | int
    text: str
    channel: Channel = "user"


def read_texts(path: Path) -> list[Text]:
    """The texts of a file of JSON lines.

    Raises: InputError for a file that is not there, and for the first line that is no text, with its number.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"the file {str(path)!r} cannot be read: {error.strerror}") from None
    return [_text(line, Place(str(path), number)) for number, line in enumerate(lines, 1) if line.strip()]


def screened_lines(texts: Sequence[Text]) -> Iterator[tuple[str, bool]]:
    """For each text its line of JSON, and whether it is flagged."""
    for each in texts:
        found = screen(each.text, each.channel)
        told = {"id": each.id, "score": found.score, "flag": found.flag, "signals": found.signals}
        yield json.dumps(told, ensure_ascii=False) + "\n", found.flag


def _text(line: str, place: Place) -> Text:
    try:
        return Text.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        hint = 'each line is {"id": …, "text": …}, with "channel": "tool_result" for what an action returned'
        raise InputError(f"{where}: {first['msg'].lower()}", place=place, hint=hint) from None
