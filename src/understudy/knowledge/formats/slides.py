"""PowerPoint's files (PPTX): a heading for each slide, with its lists, tables and notes."""

import io
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

from understudy.kit.extras import install_line
from understudy.knowledge.documents import Document, read_html
from understudy.knowledge.formats.file import File, MissingToolError, UnreadableError
from understudy.knowledge.formats.limits import MOST_PAGES
from understudy.knowledge.formats.office import checked_archive, core_head
from understudy.knowledge.formats.paragraphs import as_paragraphs, as_table

if TYPE_CHECKING:
    from pptx.slide import Slide

__all__ = ["read_slides"]

Shape: TypeAlias = Any
"""The library's classes of shapes have what they have only at run time."""


def read_slides(file: File) -> list[Document]:
    """One document; "Slide 3: Prices" is the heading of the third slide.

    Raises:
        MissingToolError: the extra that reads slides is not installed.
    """
    archive = checked_archive(file)
    try:
        from pptx import Presentation
    except ModuleNotFoundError as error:
        raise MissingToolError("slides need another package", hint=install_line("documents")) from error
    try:
        slides = list(Presentation(io.BytesIO(file.data)).slides)
    except (KeyError, ValueError, AttributeError) as error:
        raise UnreadableError(f"is no presentation: {error}") from error
    if len(slides) > MOST_PAGES:
        raise UnreadableError(f"has {len(slides):,} slides; at most {MOST_PAGES:,} are read")
    html = "\n".join(_slide(number, slide) for number, slide in enumerate(slides, start=1))
    return [read_html(html, file.key, core_head(archive, file.head))]


def _slide(number: int, slide: "Slide") -> str:
    title = slide.shapes.title
    named = title.text_frame.text.strip() if title is not None else ""
    heading = f"Slide {number}: {' '.join(named.split())}" if named else f"Slide {number}"
    parts = [f"<h1>{escape(heading)}</h1>"]
    parts += [part for shape in slide.shapes if shape != title for part in _parts(shape)]
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        parts.append(as_paragraphs(notes.text))
    return "\n".join(parts)


def _parts(shape: Shape) -> Iterator[str]:
    if hasattr(shape, "shapes"):
        for each in shape.shapes:
            yield from _parts(each)
    elif getattr(shape, "has_table", False):
        yield as_table([cell.text for cell in row.cells] for row in shape.table.rows)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            yield f"<p>{escape(''.join(run.text for run in paragraph.runs))}</p>"
