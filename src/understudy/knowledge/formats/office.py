"""What all files of Office share: they are archives, and say who changed them and when."""

import io
import re
from datetime import date
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from understudy.knowledge.formats.file import File, UnreadableError
from understudy.knowledge.formats.limits import MOST_UNPACKED
from understudy.knowledge.front_matter import Head

__all__ = ["checked_archive", "core_head", "refuse_declarations"]

_CORE = "docProps/core.xml"
_NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dcterms": "http://purl.org/dc/terms/",
}
# In UTF-8 and in UTF-16. No program writes these into such a file; they can make a page of a line.
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
# What programs call a file that nobody has given a title.
_NO_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|(?:word|powerpoint) (?:document|presentation)|untitled.*|document\d*)",
    re.IGNORECASE,
)
_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def checked_archive(file: File) -> ZipFile:
    """The file as an archive that is safe to unpack.

    Raises:
        UnreadableError: it is none, it is encrypted, it is a bomb, or its XML declares entities.
    """
    if file.data.startswith(_ENCRYPTED):
        raise UnreadableError(
            "is encrypted, or of an Office before 2007", hint="save it anew, without a password"
        )
    try:
        archive = ZipFile(io.BytesIO(file.data))
        if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
            raise UnreadableError(f"unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
        for each in archive.infolist():
            if each.filename.endswith((".xml", ".rels")):
                refuse_declarations(archive.read(each), each.filename)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableError(f"is broken: {error}") from error
    return archive


def refuse_declarations(xml: bytes, name: str) -> None:
    """Raise UnreadableError for XML that declares entities, by which a line becomes a gigabyte."""
    if any(word in xml for word in _DECLARATIONS):
        raise UnreadableError(f"declares entities in {name}, which it has no need of")


def core_head(archive: ZipFile, head: Head) -> Head:
    """The head, filled with title, owner and day of change from the file's core properties."""
    if _CORE not in archive.namelist():
        return head
    try:
        core = ET.fromstring(archive.read(_CORE))  # noqa: S314  (declarations were refused)
    except ET.ParseError:
        return head
    title = (core.findtext("dc:title", "", _NAMES) or "").strip()
    owner = core.findtext("cp:lastModifiedBy", "", _NAMES) or core.findtext("dc:creator", "", _NAMES) or ""
    told = core.findtext("dcterms:modified", "", _NAMES) or ""
    try:
        updated = date.fromisoformat(told[:10])
    except ValueError:
        updated = None
    title = "" if _NO_TITLE.fullmatch(title) else title
    return head.filled(Head(head.audience, title, owner=owner.strip(), updated=updated))
