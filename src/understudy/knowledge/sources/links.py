"""What a page says to crawlers: where its links lead, and what it asks of robots.

Found without the page's text, which is read in a process of its own: a parser of HTML can be held up for
hours by a page that was made for it, and this takes a time that grows with the page's length and no faster.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from understudy.kit.outside.url import cleaned

__all__ = ["Said", "read_links"]

_HIDING = re.compile(r"<!--|<script\b", re.IGNORECASE)
_SHOWING = re.compile(r"-->|</script\b", re.IGNORECASE)
_TAG = re.compile(r"(a|meta)[\s/]", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(href|name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """Addresses, each once and in the order of the page; `robots` is in small letters, empty for nothing."""

    links: tuple[str, ...]
    robots: str


def read_links(url: str, html: str) -> Said:
    """What the page at this address says."""
    links: dict[str, None] = {}
    robots = ""
    for tag, told in _tags(html):
        if tag == "meta" and told.get("name", "").strip().lower() == "robots":
            robots = robots or told.get("content", "").lower()
        elif tag == "a" and (link := _address(url, told.get("href", ""))):
            links[link] = None
    return Said(tuple(links), robots)


def _tags(html: str) -> list[tuple[str, dict[str, str]]]:
    """The links and notes of a page, each with what its attributes say."""
    return [
        (found[1].lower(), {each[1].lower(): _value(each) for each in _ATTRIBUTE.finditer(part)})
        for part in _shown(html).split("<")
        if (found := _TAG.match(part))
    ]


def _value(attribute: re.Match[str]) -> str:
    return unescape(attribute[2] or attribute[3] or attribute[4] or "")


def _shown(html: str) -> str:
    """The page without comments and scripts."""
    first, *others = _HIDING.split(html)
    return first + "".join(part[end.end() :] for part in others if (end := _SHOWING.search(part)))


def _address(url: str, link: str) -> str:
    try:
        return cleaned(urljoin(url, link.strip())) if link.strip() else ""
    except ValueError:
        return ""
