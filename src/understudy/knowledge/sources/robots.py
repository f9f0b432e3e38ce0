"""What a site asks of robots: where not to go, how slowly, and where its sitemaps are."""

import zlib
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from protego import Protego

from understudy.kit.outside.client import AGENT
from understudy.kit.outside.failure import FetchError
from understudy.kit.outside.url import cleaned
from understudy.knowledge.formats.file import UnreadableError
from understudy.knowledge.formats.office import refuse_declarations
from understudy.knowledge.sources.fetch import Fetcher

__all__ = ["Robots", "sitemap_pages"]

_MOST_SITEMAPS = 50
_MOST_UNPACKED = 50_000_000
_GZIP = b"\x1f\x8b"
_LONGEST_DELAY_S = 30.0


class Robots:
    """The rules of the sites that a crawl meets, each asked for once."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, Protego | None] = {}

    async def admits(self, url: str) -> bool:
        """Whether the page may be fetched.

        Raises:
            FetchError: the site cannot say so now, and admits nobody until it can (RFC 9309, 2.3.1.4).
        """
        rules = await self._of(url)
        if rules is None:
            raise FetchError("the site's robots.txt cannot be read now", passing=True)
        return rules.can_fetch(url, AGENT)

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps of a page's site: those that it names, or the usual one."""
        rules = await self._of(url)
        return [*(rules.sitemaps if rules else ())] or [urljoin(url, "/sitemap.xml")]

    async def _of(self, url: str) -> Protego | None:
        place = urljoin(url, "/robots.txt")
        if place not in self._rules:
            self._rules[place] = rules = await self._fetched(place)
            delay_s = (rules.crawl_delay(AGENT) if rules else None) or 0.0
            self._fetcher.delay_s = max(self._fetcher.delay_s, min(delay_s, _LONGEST_DELAY_S))
        return self._rules[place]

    async def _fetched(self, place: str) -> Protego | None:
        try:
            answer = await self._fetcher.get(place)
        except FetchError as error:
            return None if error.passing else Protego.parse("")
        return Protego.parse((answer.data or b"").decode("utf-8", "replace"))


async def sitemap_pages(fetcher: Fetcher, sitemaps: list[str]) -> list[str]:
    """The pages in sitemaps and in those that they name; what is broken or not there is passed over."""
    queue, pages = [cleaned(each) for each in sitemaps], list[str]()
    seen: set[str] = set()
    while queue and len(seen) < _MOST_SITEMAPS:
        url = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        try:
            root = _parsed((await fetcher.get(url)).data or b"")
        except (FetchError, UnreadableError, ET.ParseError, zlib.error):
            continue
        found = [cleaned(each.text.strip()) for each in root.iterfind("./{*}*/{*}loc") if each.text]
        (queue if root.tag.endswith("sitemapindex") else pages).extend(each for each in found if each)
    return pages


def _parsed(data: bytes) -> ET.Element:
    if data.startswith(_GZIP):
        data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, _MOST_UNPACKED)
    refuse_declarations(data, "a sitemap")
    return ET.fromstring(data)  # noqa: S314  (declarations were refused)
