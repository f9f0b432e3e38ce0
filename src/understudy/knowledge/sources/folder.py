"""The files of a folder, at any depth, or one file."""

import asyncio
import os
from collections import Counter
from pathlib import Path

from understudy.kit.errors import InputError
from understudy.knowledge.formats.extract import ENDINGS
from understudy.knowledge.formats.file import File, Skipped
from understudy.knowledge.formats.limits import MOST_BYTES
from understudy.knowledge.front_matter import Head
from understudy.knowledge.sources.items import Fresh, Walk

__all__ = ["of_no_kind", "walk_folder"]


async def walk_folder(path: Path, head: Head) -> Walk:
    """In order of their paths. What is hidden by a dot is passed over; a link may not lead out of the folder.

    Raises:
        InputError: there is nothing at the path, or nothing that is read.
    """
    root, listed = await asyncio.to_thread(_listed, path)
    known = [file for file in listed if file.suffix.lower() in ENDINGS]
    if not known:
        raise InputError(
            f"nothing to read in {str(path)!r}",
            hint=f"files that end in {', '.join(sorted(ENDINGS))} are read",
        )
    for file in known:
        yield await asyncio.to_thread(_item, file, root, head, len(known))
    for skipped in of_no_kind(
        Counter(file.suffix.lower() for file in listed if file.suffix.lower() not in ENDINGS)
    ):
        yield skipped


def of_no_kind(endings: Counter[str]) -> list[Skipped]:
    """A line for each ending of files that are not read."""
    return [
        Skipped(f"*{ending}", f"{count} {'file' if count == 1 else 'files'} of a kind that is not read")
        for ending, count in sorted(endings.items())
    ]


def _listed(path: Path) -> tuple[Path, list[Path]]:
    """The folder, and the files in it."""
    if not path.exists():
        raise InputError(f"there is no file or folder {str(path)!r}")
    path = path.resolve()
    if path.is_file():
        return path.parent, [path]
    found: list[Path] = []
    for folder, below, names in os.walk(path):
        linked = [name for name in below if Path(folder, name).is_symlink()]
        below[:] = [name for name in below if not name.startswith(".")]
        found += [Path(folder, name) for name in (*names, *linked) if not name.startswith(".")]
    return path, sorted(found)


def _item(file: Path, root: Path, head: Head, total: int) -> Fresh | Skipped:
    key = file.relative_to(root).as_posix()
    try:
        if not file.resolve(strict=True).is_relative_to(root):
            return Skipped(key, "is a link out of the folder")
        if not file.is_file():
            return Skipped(key, "is no file that can be read from beginning to end")
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, RuntimeError) as error:
        return Skipped(key, f"cannot be opened: {getattr(error, 'strerror', None) or error}", lasting=False)
    return Fresh(File(file.name, key, data, head), total=total)
