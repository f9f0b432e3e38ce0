"""Word's files (DOCX): headings, lists and tables by their styles."""

import io

from understudy.knowledge.documents import Document, read_html
from understudy.knowledge.formats.file import File, UnreadableError
from understudy.knowledge.formats.office import checked_archive, core_head

__all__ = ["read_word"]


def read_word(file: File) -> list[Document]:
    """One document; pictures are left out."""
    import mammoth

    archive = checked_archive(file)
    try:
        made = mammoth.convert_to_html(io.BytesIO(file.data), convert_image=_no_image)
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise UnreadableError(f"is no Word document: {error}") from error
    return [read_html(made.value, file.key, core_head(archive, file.head))]


def _no_image(_image: object) -> list[object]:
    return []
