"""Documents in Markdown and HTML as plain text under headings."""

import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urljoin, urlsplit

from markdown_it import MarkdownIt

from understudy.knowledge.front_matter import Audience, Head
from understudy.knowledge.markup import Page, read_markup

__all__ = ["Document", "Section", "is_html", "read_html", "read_markdown", "read_text"]

_CHANGED = tuple("article:modified_time og:updated_time dcterms.modified last-modified dc.date date".split())
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
    One that is not `labelled` is for employees until its owner confirms for whom it is.
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
    labelled: bool = True


def read_text(text: str, key: str, head: Head) -> Document:
    """The document in a Markdown or HTML text; HTML is known by its tags."""
    return (read_html if is_html(text) else read_markdown)(text, key, head)


def is_html(text: str) -> bool:
    """Whether there are tags in the text, of which HTML has many and Markdown few."""
    return _TAG.search(text) is not None


def read_markdown(text: str, key: str, head: Head) -> Document:
    """The document in a Markdown text, which may hold a tag or two."""
    return read_html(MarkdownIt("commonmark").enable("table").render(text), key, head)


def read_html(html: str, key: str, head: Head) -> Document:
    """The document in a page; what its head says counts where `head` leaves something open."""
    page = read_markup(html)
    first = page.blocks[0].text if page.blocks and page.blocks[0].level else ""
    body, sections = _lay_out(page)
    links = (_target(key, link) for link in page.links)
    return Document(
        key,
        head.title or page.title or first or key,
        body,
        sections,
        head.audience,
        head.summary or page.meta.get("description", ""),
        head.url,
        head.owner or page.meta.get("author", ""),
        head.updated or _day_of(page),
        head.reviewed,
        head.valid_from,
        tuple(dict.fromkeys(link for link in links if link)),
        head.permission,
        head.labelled or head.audience != "employees" or bool(head.permission),
    )


def _day_of(page: Page) -> date | None:
    """The day on which a page says that it was changed."""
    for name in _CHANGED:
        with suppress(ValueError):
            return date.fromisoformat(page.meta.get(name, "")[:10])
    return None


def _target(key: str, link: str) -> str:
    """What a link in the document of this key points to: a key of the same source, or an address; no place
    within a document.
    """
    try:
        address = urlsplit(urljoin(key, link) if "://" in key else link)
    except ValueError:
        return ""
    if address.scheme or address.netloc:
        return address._replace(fragment="").geturl() if address.scheme in ("", "http", "https") else ""
    path = unquote(address.path)
    if not path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(key), path)).lstrip("/").removeprefix("../")


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
