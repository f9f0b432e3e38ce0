"""The reader of each format, chosen by the ending of a file's name."""

from collections.abc import Callable, Mapping

from understudy.kit.errors import InputError
from understudy.knowledge.documents import Document
from understudy.knowledge.formats.file import File, MissingToolError, Reading, Skipped, UnreadableError
from understudy.knowledge.formats.image import read_image
from understudy.knowledge.formats.limits import MOST_BYTES, MOST_CHARACTERS
from understudy.knowledge.formats.mail import read_mailbox, read_message
from understudy.knowledge.formats.pdf import read_pdf
from understudy.knowledge.formats.sheets import read_sheets
from understudy.knowledge.formats.slides import read_slides
from understudy.knowledge.formats.text import read_csv_file, read_html_file, read_markdown_file
from understudy.knowledge.formats.word import read_word

__all__ = ["ENDINGS", "MEDIA_TYPES", "extract"]

Reader = Callable[[File], list[Document]]
_DEEPEST = 3


def extract(file: File, depth: int = 0) -> Reading:
    """The documents in a file: one, but for mail. What cannot be read is in the answer, with the reason.

    Args:
        depth: in how many messages it is attached.
    """
    try:
        return _checked(_read(file, depth))
    except InputError as error:
        told = error.message + (f" ({error.hint})" if error.hint else "")
        return Reading(skipped=(Skipped(file.key, told, not isinstance(error, MissingToolError)),))
    except RecursionError:
        return Reading(skipped=(Skipped(file.key, "is nested too deep"),))
    except MemoryError:
        return Reading(skipped=(Skipped(file.key, "needs too much memory"),))
    except Exception as error:  # noqa: BLE001  (readers fail on hostile files in ways that nobody has foreseen)
        return Reading(skipped=(Skipped(file.key, f"cannot be read: {type(error).__name__}: {error}"),))


def _read(file: File, depth: int) -> Reading:
    if len(file.data) > MOST_BYTES:
        raise UnreadableError(f"is larger than {MOST_BYTES // 1_000_000} MB")
    if depth > _DEEPEST:
        raise UnreadableError("is nested too deep")
    if mail := _MAIL.get(file.ending):
        return mail(file, lambda each: extract(each, depth + 1))
    reader = _READERS.get(file.ending)
    if reader is None:
        raise UnreadableError(f"files that end in {file.ending or 'nothing'} are not read")
    return Reading(tuple(reader(file)))


def _checked(reading: Reading) -> Reading:
    if any(len(each.text) > MOST_CHARACTERS for each in reading.documents):
        raise UnreadableError(f"has more than {MOST_CHARACTERS:,} letters", hint="split it")
    empty = tuple(Skipped(each.key, "has no text") for each in reading.documents if not each.text)
    return Reading(tuple(each for each in reading.documents if each.text), (*reading.skipped, *empty))


_MAIL = {".eml": read_message, ".mbox": read_mailbox}
_READERS: Mapping[str, Reader] = {
    **dict.fromkeys((".md", ".markdown", ".txt"), read_markdown_file),
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_html_file),
    **dict.fromkeys((".csv", ".tsv"), read_csv_file),
    ".pdf": read_pdf,
    ".docx": read_word,
    ".xlsx": read_sheets,
    ".pptx": read_slides,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif"), read_image),
}
ENDINGS = frozenset(_READERS.keys() | _MAIL.keys())
"""The endings of the files that are read."""
_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Mapping[str, str] = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
}
"""What a server calls a format, and the ending that stands for it."""
