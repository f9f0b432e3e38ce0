"""Documents in Markdown and HTML, from files, as plain text under headings."""

import posixpath
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from understudy.kit.errors import InputError, Place
from understudy.knowledge.front_matter import Audience, Head, split_head
from understudy.knowledge.markup import Page, read_markup

__all__ = ["Document", "Section", "read_files", "read_text"]

_MARKDOWN = frozenset({".md", ".markdown", ".txt"})
_HTML = frozenset({".html", ".htm"})
_TAG = re.compile(r"</?(?:p|div|br|ul|ol|li|table|h[1-6]|span|strong|a|html|body)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: `path` is the heading with those above it; `start` and `end` are its
    place in the document's text, in which each paragraph, item or row is a line.
    """

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text that somebody may read. `key` is its name within its source.

    `owner` answers for it (an email address or a name); `updated`, `reviewed` and `valid_from` are the days
    that it gives itself. `links` are the keys of the documents that it points to, and addresses elsewhere.
    `permission` is the profile, role or permission set that a reader must have, in small letters; or empty.
    """

    key: str
    title: str
    text: str
    sections: tuple[Section, ...]
    audience: Audience
    summary: str = ""
    url: str | None = None
    owner: str = ""
    updated: date | None = None
    reviewed: date | None = None
    valid_from: date | None = None
    links: tuple[str, ...] = ()
    permission: str = ""


def read_text(text: str, key: str, head: Head) -> Document:
    """The document in a Markdown or HTML text; HTML is known by its tags."""
    page = read_markup(text if _TAG.search(text) else _as_html(text))
    first = page.blocks[0].text if page.blocks and page.blocks[0].level else ""
    body, sections = _lay_out(page)
    links = (_target(key, link) for link in page.links)
    return Document(
        key,
        head.title or page.title or first or key,
        body,
        sections,
        head.audience,
        head.summary or page.description,
        head.url,
        head.owner,
        head.updated,
        head.reviewed,
        head.valid_from,
        tuple(dict.fromkeys(link for link in links if link)),
        head.permission,
    )


def _target(key: str, link: str) -> str:
    """What a link in the document of this key points to: a key of the same source, or an address; no place
    within a document.
    """
    address = urlsplit(link)
    if address.scheme or address.netloc:
        return address._replace(fragment="").geturl() if address.scheme in ("", "http", "https") else ""
    path = unquote(address.path)
    if not path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(key), path)).lstrip("/").removeprefix("../")


def _as_html(markdown: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(markdown)


def _lay_out(page: Page) -> tuple[str, tuple[Section, ...]]:
    """All lines below each other, without the headings, and where each section lies."""
    lines: list[str] = []
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    start = end = 0
    for block in page.blocks:
        if block.level:
            if end > start:
                sections.append(Section(tuple(text for _, text in path), start, end))
            path = [(level, text) for level, text in path if level < block.level]
            path.append((block.level, block.text))
            start = end + 1 if lines else 0
            continue
        end = (end + 1 if lines else 0) + len(block.text)
        lines.append(block.text)
    if end > start:
        sections.append(Section(tuple(text for _, text in path), start, end))
    return "\n".join(lines), tuple(sections)


def read_files(path: Path, audience: Audience) -> list[Document]:
    """The Markdown and HTML files of a folder, at any depth, or one file. In order of their paths.

    A file may begin with YAML between `---`: see `Head`. Its audience wins over the one given.

    Raises:
        InputError: nothing there to read, or a file that cannot be read.
    """
    if not path.exists():
        raise InputError(f"there is no file or folder {str(path)!r}")
    kinds = _MARKDOWN | _HTML
    files = [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.is_file())
    known = [file for file in files if file.suffix.lower() in kinds]
    if not known:
        raise InputError(
            f"nothing to read in {str(path)!r}", hint=f"files that end in {', '.join(sorted(kinds))} are read"
        )
    root = path.parent if path.is_file() else path
    return [_read_file(file, file.relative_to(root).as_posix(), audience) for file in known]


def _read_file(file: Path, key: str, audience: Audience) -> Document:
    place = Place(key)
    try:
        text = file.read_text(encoding="utf-8-sig").replace("\0", "")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=place, hint="save it as UTF-8") from error
    head, body = split_head(text, audience, place)
    # Markdown may hold a tag or two and is Markdown all the same.
    html = body if file.suffix.lower() in _HTML else _as_html(body)
    return read_text(f"<body>{html}</body>", key, head)
