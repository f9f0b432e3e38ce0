"""Documents in Markdown and HTML, from files, as plain text under headings."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import yaml
from markdown_it import MarkdownIt

from understudy.kit.errors import InputError, Place
from understudy.knowledge.markup import Page, read_markup

__all__ = ["AUDIENCES", "Audience", "Document", "Section", "read_audience", "read_files", "read_text"]

Audience = Literal["public", "customers", "employees"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
_MARKDOWN = frozenset({".md", ".markdown", ".txt"})
_HTML = frozenset({".html", ".htm"})
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<head>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
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
    """A text that somebody may read. `key` is its name within its source."""

    key: str
    title: str
    text: str
    sections: tuple[Section, ...]
    audience: Audience
    summary: str = ""
    url: str | None = None


def read_text(
    text: str, key: str, audience: Audience, *, title: str = "", summary: str = "", url: str | None = None
) -> Document:
    """The document in a Markdown or HTML text; HTML is known by its tags."""
    page = read_markup(text if _TAG.search(text) else _as_html(text))
    first = page.blocks[0].text if page.blocks and page.blocks[0].level else ""
    body, sections = _lay_out(page)
    return Document(
        key, title or page.title or first or key, body, sections, audience, summary or page.description, url
    )


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

    A file may begin with YAML between `---`: `title`, `summary`, `audience` (wins over the one given) and
    `url`.

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
    head, body = _front_matter(text, place)
    given = read_audience(head.get("audience"), audience, place)
    named = {name: head.get(name, "") for name in ("title", "summary")}
    is_html = file.suffix.lower() in _HTML
    # Markdown may hold a tag or two and is Markdown all the same.
    html = body if is_html else _as_html(body)
    return read_text(f"<body>{html}</body>", key, given, url=head.get("url"), **named)


def _front_matter(text: str, place: Place) -> tuple[dict[str, str], str]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        head: object = yaml.safe_load(found["head"])
    except yaml.YAMLError as error:
        raise InputError(f"what stands between the first --- is not YAML: {error}", place=place) from error
    if not isinstance(head, dict):
        return {}, text
    values = cast("dict[object, object]", head)
    return {str(name): str(value) for name, value in values.items() if value is not None}, text[found.end() :]


def read_audience(given: str | None, otherwise: Audience, place: Place | None = None) -> Audience:
    """The audience of that name; `otherwise` when none is given.

    Raises:
        InputError: there is no such audience. A slip of the pen must not open a document.
    """
    if not given:
        return otherwise
    for audience in AUDIENCES:
        if given.strip().lower() == audience:
            return audience
    raise InputError(f"there is no audience {given!r}", hint=f"one of {', '.join(AUDIENCES)}", place=place)
