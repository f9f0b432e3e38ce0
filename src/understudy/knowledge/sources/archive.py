"""The files in a ZIP file, which is never unpacked onto the disk."""

import asyncio
import stat
from collections import Counter
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from understudy.kit.errors import InputError
from understudy.knowledge.formats.extract import ENDINGS
from understudy.knowledge.formats.file import File, Skipped
from understudy.knowledge.formats.limits import MOST_BYTES
from understudy.knowledge.front_matter import Head
from understudy.knowledge.sources.folder import of_no_kind
from understudy.knowledge.sources.items import Fresh, Walk

__all__ = ["walk_archive"]

_MOST_FILES = 100_000
_MOST_RATIO = 200
"""Of the length of a file to what it takes in the archive; text seldom comes to 20."""
_SMALL = 1_000_000
_ENCRYPTED = 1
# Others unpack a piece whole, however long that gets.
_BOUNDED = frozenset({ZIP_STORED, ZIP_DEFLATED})


async def walk_archive(path: Path, head: Head) -> Walk:
    """In order of their names in the archive.

    Raises:
        InputError: there is no such file, or it is no archive, or one of too many files.
    """
    try:
        archive = await asyncio.to_thread(ZipFile, path)
    except FileNotFoundError as error:
        raise InputError(f"there is no file {str(path)!r}") from error
    except (BadZipFile, OSError) as error:
        raise InputError(f"{str(path)!r} is no ZIP file: {error}") from error
    with archive:
        members = sorted((each for each in archive.infolist() if not each.is_dir()), key=lambda m: m.filename)
        if len(members) > _MOST_FILES:
            raise InputError(f"{str(path)!r} holds {len(members):,} files; at most {_MOST_FILES:,} are read")
        shown = [each for each in members if not _hidden(each.filename)]
        known = [each for each in shown if _ending(each) in ENDINGS]
        for member in known:
            yield await asyncio.to_thread(_item, archive, member, head, len(known))
        for skipped in of_no_kind(Counter(_ending(each) for each in shown if _ending(each) not in ENDINGS)):
            yield skipped


def _ending(member: ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _hidden(name: str) -> bool:
    return any(part.startswith(".") and part != ".." for part in PurePosixPath(name).parts)


def _item(archive: ZipFile, member: ZipInfo, head: Head, total: int) -> Fresh | Skipped:
    key = member.filename
    if refused := _refused(member):
        return Skipped(key, refused)
    try:
        # What is told of its length may be a lie, and without a limit all of it would be unpacked.
        with archive.open(member) as packed:
            data = packed.read(member.file_size)
    except (BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        return Skipped(key, f"is broken: {error}")
    except Exception as error:  # noqa: BLE001  (each way of packing has errors of its own)
        return Skipped(key, f"cannot be unpacked: {error}")
    return Fresh(File(PurePosixPath(key).name, key, data, head), total=total)


def _refused(member: ZipInfo) -> str:
    """Why the file is not unpacked; empty if it is."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if ".." in parts or parts[0] == "/" or ":" in parts[0]:
        return "has a path that leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in _BOUNDED:
        return "is packed in a way that is not read; pack it by deflate"
    if member.file_size > MOST_BYTES:
        return f"is larger than {MOST_BYTES // 1_000_000} MB"
    if member.file_size > max(_SMALL, _MOST_RATIO * member.compress_size):
        return "is a bomb: it unpacks to more than 200 times its length"
    return ""
