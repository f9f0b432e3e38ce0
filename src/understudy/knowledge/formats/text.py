"""Markdown, HTML, CSV and plain text."""

import codecs
import csv
import io
import re

from understudy.kit.errors import Place
from understudy.knowledge.documents import Document, read_html, read_markdown
from understudy.knowledge.formats.file import File, UnreadableError
from understudy.knowledge.formats.limits import MOST_CELLS
from understudy.knowledge.formats.paragraphs import as_table
from understudy.knowledge.front_matter import Head, split_head

__all__ = ["decoded", "read_csv_file", "read_html_file", "read_markdown_file"]

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
_SAMPLE = 4_096


def read_markdown_file(file: File) -> list[Document]:
    """Markdown and text; YAML between `---` at its beginning wins over what is known from outside."""
    head, body = _with_head(decoded(file.data), file)
    return [read_markdown(body, file.key, head)]


def read_html_file(file: File) -> list[Document]:
    """A page; it may begin with YAML as well."""
    declared = _CHARSET.search(file.data[:_SAMPLE])
    text = decoded(file.data, declared[1].decode("ascii") if declared else None)
    head, body = _with_head(text, file)
    return [read_html(f"<body>{body}</body>", file.key, head)]


def _with_head(text: str, file: File) -> tuple[Head, str]:
    head, body = split_head(text, file.head.audience, Place(file.key))
    head = head.filled(file.head)
    return head if file.says_for_whom else head.for_the_same(file.head), body


def read_csv_file(file: File) -> list[Document]:
    """A table; commas, semicolons, tabs or bars part its cells."""
    text = decoded(file.data)
    try:
        dialect = csv.Sniffer().sniff(text[:_SAMPLE], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows: list[list[str]] = []
    left = MOST_CELLS
    try:
        for row in csv.reader(io.StringIO(text, newline=""), dialect):
            rows.append(row)
            left -= len(row)
            if left < 0:
                raise UnreadableError(f"the table has more than {MOST_CELLS:,} cells")
    except csv.Error as error:
        raise UnreadableError(f"is not a table: {error}") from error
    return [read_html(as_table(rows), file.key, file.head)]


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text in the encoding that its first bytes tell, or the one declared, or UTF-8; no other is guessed.

    Raises:
        UnreadableError: it is not in that encoding, or not text at all.
    """
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    encoding = marked or declared or "utf-8"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableError(f"is not text in {encoding}", hint="save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableError("is not text: there are zero bytes in it", hint="save it as UTF-8")
    return text
