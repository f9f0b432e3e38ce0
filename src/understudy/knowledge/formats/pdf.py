"""PDF: a heading for each page, and those of the text by the size of their letters."""

import io
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from understudy.knowledge.documents import Document, read_html
from understudy.knowledge.formats.file import File, UnreadableError
from understudy.knowledge.formats.limits import MOST_CHARACTERS, MOST_PAGES
from understudy.knowledge.formats.pdf_lines import Line, as_html, first_heading
from understudy.knowledge.front_matter import Head

if TYPE_CHECKING:
    from pypdf import DocumentInformation, PageObject, PdfReader

__all__ = ["read_pdf"]

_OPENLY = "save it anew, without a password"
_NOBODY = frozenset({"anonymous", "(anonymous)", "unknown", "unspecified", "untitled"})


def read_pdf(file: File) -> list[Document]:
    """One document.

    Raises:
        UnreadableError: it is broken, encrypted, too long, or holds pictures of text only.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(file.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("is encrypted", hint=_OPENLY)
        count = reader.get_num_pages()
        if count > MOST_PAGES:
            raise UnreadableError(f"has {count:,} pages; at most {MOST_PAGES:,} are read", hint="split it")
        pages = _pages(reader)
        known = file.head.filled(_head(reader.metadata, file.head))
    except DependencyError as error:
        raise UnreadableError("is encrypted", hint=_OPENLY) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        raise UnreadableError(f"is broken: {error}") from error
    if not any(pages):
        raise UnreadableError("has no text, only pictures of it", hint="have its text recognised (ocrmypdf)")
    title = first_heading(pages) or PurePosixPath(file.name).stem
    return [read_html(as_html(pages), file.key, known.filled(Head(known.audience, title)))]


def _pages(reader: "PdfReader") -> list[list[Line]]:
    pages: list[list[Line]] = []
    letters = 0
    for page in reader.pages:
        pages.append(_lines(page))
        letters += sum(len(line.text) for line in pages[-1])
        if letters > MOST_CHARACTERS:
            raise UnreadableError(f"has more than {MOST_CHARACTERS:,} letters", hint="split it")
    return pages


def _lines(page: "PageObject") -> list[Line]:
    """The lines of a page in the order in which they are read."""
    pieces: list[tuple[str, float]] = []

    def visit(text: str, _user: object, matrix: list[float], _font: object, size: float) -> None:
        pieces.append((text, round(abs(size * (matrix[3] or matrix[1] or 1.0)) * 2) / 2))

    page.extract_text(visitor_text=visit)
    lines: list[Line] = []
    text = ""
    letters: dict[float, int] = {}
    for piece, size in [*pieces, ("\n", 0.0)]:
        for place, part in enumerate(piece.split("\n")):
            if place:
                if shown := " ".join(text.split()):
                    lines.append(Line(shown, max(letters, key=lambda each: letters[each])))
                text, letters = "", {}
            text += part
            if part.strip():
                letters[size] = letters.get(size, 0) + len(part)
    return lines


def _head(told: "DocumentInformation | None", head: Head) -> Head:
    """What the file's information says."""
    if told is None:
        return head
    title, owner = (_named(each) for each in (told.title, told.author))
    changed = _day(told, "modification_date") or _day(told, "creation_date")
    return Head(head.audience, title, owner=owner, updated=changed.date() if changed else None)


def _named(told: str | None) -> str:
    """What was told, unless a program has filled it in."""
    name = " ".join(str(told or "").split())
    return "" if name.lower() in _NOBODY or name.lower().startswith("microsoft word -") else name


def _day(told: "DocumentInformation", name: str) -> datetime | None:
    try:
        return getattr(told, name)
    except ValueError:
        return None
