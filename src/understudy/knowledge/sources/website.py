"""A website, page by page, from one address on."""

import asyncio
import posixpath
import re
from collections import deque
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from understudy.kit.errors import InputError
from understudy.kit.outside.failure import FetchError
from understudy.kit.outside.url import cleaned
from understudy.knowledge.formats.extract import ENDINGS, MEDIA_TYPES
from understudy.knowledge.formats.file import File, Skipped
from understudy.knowledge.formats.limits import MOST_CHARACTERS
from understudy.knowledge.front_matter import Head
from understudy.knowledge.sources.fetch import Fetched, Fetcher
from understudy.knowledge.sources.items import Fresh, Item, Known, Unchanged, Walk
from understudy.knowledge.sources.links import read_links
from understudy.knowledge.sources.robots import Robots, sitemap_pages
from understudy.knowledge.sources.spec import WebsiteSpec

__all__ = ["walk_website"]

_HTML = ".html"


async def walk_website(spec: WebsiteSpec, known: Mapping[str, Known]) -> Walk:
    """The pages that links and sitemaps lead to, the nearest first.

    Raises:
        InputError: the first page cannot be read.
    """
    start = cleaned(spec.url)
    if not start:
        raise InputError(f"{spec.url!r} is no address of the web")
    scope = _Scope(start, spec)
    async with Fetcher(scope.may_be_asked, scope.may_be_near, spec.delay_s) as fetcher:
        crawl = _Crawl(fetcher, Robots(fetcher), scope, known, spec.head)
        queue, seen = deque([start]), {start}
        count = 0
        while queue and count < spec.most_pages:
            url = queue.popleft()
            item, links = await crawl.visit(url)
            if url == start and isinstance(item, Skipped):
                raise InputError(f"{item.key}: {item.reason}")
            if url == start:
                links = [*links, *await sitemap_pages(fetcher, await crawl.robots.sitemaps(start))]
            if item is not None:
                count += 1
                yield item
            for link in links:
                if link not in seen and scope.holds(link):
                    seen.add(link)
                    queue.append(link)
        if queue:
            yield Skipped(f"{len(queue)} pages", f"are beyond the limit of {spec.most_pages} (--most-pages)")


class _Scope:
    """Where a crawl may go: hosts for every request, and the folder of the first page for what it reads."""

    def __init__(self, start: str, spec: WebsiteSpec) -> None:
        self._start = urlsplit(start)
        self._folder = self._start.path.rpartition("/")[0] + "/"
        self._trusted = frozenset(spec.trusted_hosts)
        self._hosts = frozenset(spec.hosts) | self._trusted

    def may_be_asked(self, url: str) -> bool:
        """Whether a request may be made there, be it for a page, a redirect or the rules for robots."""
        parts = urlsplit(url)
        same = parts.hostname == self._start.hostname and parts.port in (self._start.port, None)
        return parts.scheme in ("http", "https") and (same or parts.netloc in self._hosts)

    def may_be_near(self, host: str, port: int) -> bool:
        """Whether the host may lie in a private network. The usual ports need not be named."""
        name = f"[{host}]" if ":" in host else host
        return f"{name}:{port}" in self._trusted or (port in (80, 443) and name in self._trusted)

    def holds(self, url: str) -> bool:
        """Whether a page is one of the source."""
        parts = urlsplit(url)
        if not self.may_be_asked(url):
            return False
        return parts.netloc != self._start.netloc or parts.path.startswith(self._folder)


class _Crawl:
    """Visits pages."""

    def __init__(
        self, fetcher: Fetcher, robots: Robots, scope: _Scope, known: Mapping[str, Known], head: Head
    ) -> None:
        self.robots = robots
        self._scope = scope
        self._fetcher = fetcher
        self._known = known
        self._head = head
        self._met: set[str] = set()

    async def visit(self, url: str) -> tuple[Item | None, list[str]]:
        """The page and where its links lead; no page if it was met under another address."""
        try:
            if not await self.robots.admits(url):
                return Skipped(url, "the site's robots.txt asks not to read it"), []
            fetched = await self._fetcher.get(url, self._state)
            astray = fetched.url != url and not await self._holds(fetched.url)
        except FetchError as error:
            # What may be back tomorrow still leads on.
            links = self._state(url).get("links", []) if error.passing else []
            return Skipped(url, error.reason, lasting=not error.passing), links
        if fetched.url in self._met:
            return None, []
        self._met.add(fetched.url)
        if astray:
            return Skipped(url, f"leads to {fetched.url}, which is not to be read"), []
        if fetched.data is None:
            return Unchanged(fetched.url), self._state(fetched.url).get("links", [])
        return await self._read(fetched, fetched.data)

    async def _holds(self, url: str) -> bool:
        """Whether a page that another one led to is to be read."""
        return self._scope.holds(url) and await self.robots.admits(url)

    def _state(self, url: str) -> Mapping[str, Any]:
        """What is remembered of a page; nothing of one that is to be read again."""
        known = self._known.get(url)
        return known.state if known and known.mark else {}

    async def _read(self, fetched: Fetched, data: bytes) -> tuple[Item, list[str]]:
        ending = _ending(fetched)
        if ending not in ENDINGS:
            told = fetched.headers.get("content-type", "something unnamed").split(";")[0]
            return Skipped(fetched.url, f"{told} is not read"), []
        links: list[str] = []
        asked = fetched.headers.get("x-robots-tag", "").lower()
        if ending == _HTML:
            text = data[:MOST_CHARACTERS].decode("utf-8", "replace")
            said = await asyncio.to_thread(read_links, fetched.url, text)
            asked = f"{asked}, {said.robots}"
            links = [] if _is_asked("nofollow", asked) else [*said.links]
        if _is_asked("noindex", asked):
            return Skipped(fetched.url, "asks not to be kept"), links
        state = {
            "etag": fetched.headers.get("etag"),
            "last_modified": fetched.headers.get("last-modified"),
            "links": links,
        }
        name = posixpath.basename(urlsplit(fetched.url).path) or "index"
        file = File(name + ending, fetched.url, data, self._page_head(fetched), says_for_whom=False)
        return Fresh(file, state), links

    def _page_head(self, fetched: Fetched) -> Head:
        changed = fetched.headers.get("last-modified")
        try:
            day = parsedate_to_datetime(changed).astimezone(UTC).date() if changed else None
        except ValueError:
            day = None
        return self._head.filled(Head(self._head.audience, url=fetched.url, updated=day))


def _is_asked(wish: str, asked: str) -> bool:
    """Whether robots are asked for that; "none" asks for all there is."""
    return wish in asked or "none" in re.split(r"[\s,:]+", asked)


def _ending(fetched: Fetched) -> str:
    """What the server calls it, or else what its name says."""
    media_type = fetched.headers.get("content-type", "").split(";")[0].strip().lower()
    own = posixpath.splitext(urlsplit(fetched.url).path)[1].lower()
    # Many servers call Markdown and tables plain text.
    if media_type in ("text/plain", "application/octet-stream", "") and own in ENDINGS:
        return own
    return MEDIA_TYPES.get(media_type, "")
