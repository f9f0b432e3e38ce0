"""Texts of a file, one JSON object a line: what the commands read that try a part of the layer on many."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from understudy.kit.errors import InputError, Place

__all__ = ["GivenText", "read_given"]


class GivenText(BaseModel):
    """One line: a text, and the id by which it is told again; other keys are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    looks_so: ClassVar[str] = 'each line is {"id": "…", "text": "…"}'

    id: str | int
    text: str


T = TypeVar("T", bound=GivenText)


def read_given(path: Path, form: type[T]) -> list[T]:
    """All texts of the file.

    Raises: InputError when it cannot be read, is no UTF-8 or has a line that is no text; with the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the texts of {str(path)!r} cannot be read: {error}") from None
    return list(_texts(lines, path, form))


def _texts(lines: Sequence[str], path: Path, form: type[T]) -> Iterator[T]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield form.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            place = Place(str(path), number)
            raise InputError(f"{where}: {first['msg'].lower()}", place=place, hint=form.looks_so) from None
