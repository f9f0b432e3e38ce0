"""A crawl of a real server: what it reads, what it asks, and what it keeps away from."""

import gzip
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from understudy.kit.errors import InputError
from understudy.knowledge.formats.file import Skipped
from understudy.knowledge.sources.items import Fresh, Item, Known
from understudy.knowledge.sources.spec import WebsiteSpec
from understudy.knowledge.sources.website import walk_website


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """What a server answers by path, and what it was asked."""

    pages: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    port: int = 0
    busy_host: str = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    async def crawl(
        self, known: Mapping[str, Known] | None = None, path: str = "/", **more: object
    ) -> list[Item]:
        settings = {"url": self.url(path), "delay_s": 0, "trusted_hosts": [self.host], **more}
        return [item async for item in walk_website(WebsiteSpec.model_validate(settings), known or {})]


@pytest.fixture
def site() -> Generator[Site]:
    site = Site({})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = site.pages.get(self.path, Answer(status=404))
            if self.headers["Host"] == site.busy_host:
                answer = Answer(status=500)
            etag = answer.headers.get("ETag")
            status = 304 if etag and self.headers["If-None-Match"] == etag else answer.status
            site.asked.append(self.path)
            site.statuses.append(status)
            self.send_response(status)
            for name, value in {"Content-Type": "text/html", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def linked(*targets: str, text: str = "Text.") -> Answer:
    return Answer((text + "".join(f"<a href='{target}'>x</a>" for target in targets)).encode())


def told(items: list[Item], site: Site) -> dict[str, str]:
    """What became of each page, by path."""
    return {
        item.key.removeprefix(site.url("")): item.reason if isinstance(item, Skipped) else type(item).__name__
        for item in items
    }


def remembered(items: list[Item]) -> dict[str, Known]:
    return {item.key: Known("mark", (item.key,), (), item.state) for item in items if isinstance(item, Fresh)}


async def test_links_are_followed_within_the_host_and_the_folder(site: Site) -> None:
    outside = "https://elsewhere.example/"
    site.pages = {
        "/docs/": linked("a.html#top", "/docs/b.html?x=1", "/other.html", outside, "mailto:a@b.example"),
        "/docs/a.html": linked("./", "deep/c.html"),
        "/docs/b.html?x=1": linked("a.html"),
        "/docs/deep/c.html": linked("/docs/gone.html"),
        "/other.html": linked(),
    }
    assert told(await site.crawl(path="/docs/"), site) == {
        "/docs/": "Fresh",
        "/docs/a.html": "Fresh",
        "/docs/b.html?x=1": "Fresh",
        "/docs/deep/c.html": "Fresh",
        "/docs/gone.html": "the server answers 404",
    }
    assert "/other.html" not in site.asked


async def test_a_page_is_known_by_its_address_and_the_day_of_its_last_change(site: Site) -> None:
    site.pages = {"/": Answer(b"<p>x", headers={"Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"})}
    (item,) = await site.crawl()
    assert isinstance(item, Fresh)
    assert (item.file.head.url, item.file.head.updated) == (site.url(), date(2026, 3, 2))
    assert not item.file.says_for_whom


async def test_what_has_not_changed_is_not_sent_again_and_leads_on(site: Site) -> None:
    site.pages = {
        "/": Answer(linked("/a").body, headers={"ETag": '"1"'}),
        "/a": Answer(linked("/b").body, headers={"ETag": '"2"'}),
        "/b": Answer(b"Text.", headers={"ETag": '"3"'}),
    }
    first = await site.crawl()
    site.pages["/b"] = Answer(b"Other.", headers={"ETag": '"4"'})
    again = await site.crawl(remembered(first))
    assert told(again, site) == {"/": "Unchanged", "/a": "Unchanged", "/b": "Fresh"}
    assert site.statuses.count(304) == 2


async def test_robots_and_the_page_itself_are_heard(site: Site) -> None:
    site.pages = {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /private/\nDisallow: /*.cgi$\n"),
        "/": linked("/private/a", "/b.cgi", "/c", "/d", "/e", "/h"),
        "/private/a": linked(),
        "/b.cgi": linked(),
        "/c": Answer(b"<meta name=robots content=noindex><a href='/f'>f</a>"),
        "/d": Answer(b"<meta name=robots content=nofollow>Text.<a href='/g'>g</a>"),
        "/e": Answer(b"Text.", headers={"X-Robots-Tag": "noindex"}),
        "/f": linked(),
        "/h": Answer(b"<META CONTENT='all, none' NAME=ROBOTS>Text.<a href='/i'>i</a>"),
    }
    refused = "the site's robots.txt asks not to read it"
    assert told(await site.crawl(), site) == {
        "/": "Fresh",
        "/private/a": refused,
        "/b.cgi": refused,
        "/c": "asks not to be kept",
        "/d": "Fresh",
        "/e": "asks not to be kept",
        "/f": "Fresh",
        "/h": "asks not to be kept",
    }
    assert "/private/a" not in site.asked


async def test_a_site_whose_rules_cannot_be_read_is_not_read(site: Site) -> None:
    site.pages = {"/robots.txt": Answer(status=500), "/": linked()}
    with pytest.raises(InputError, match=r"robots\.txt"):
        await site.crawl()


async def test_another_host_whose_rules_cannot_be_read_now_keeps_its_documents(site: Site) -> None:
    other = f"localhost:{site.port}"
    site.pages = {"/robots.txt": Answer(status=404), "/": linked(f"http://{other}/a"), "/a": linked()}
    hosts = [site.host, other]
    known = remembered(await site.crawl(trusted_hosts=hosts))
    assert f"http://{other}/a" in known
    site.busy_host = other
    (skipped,) = [each for each in await site.crawl(known, trusted_hosts=hosts) if isinstance(each, Skipped)]
    assert (skipped.key, skipped.lasting) == (f"http://{other}/a", False)


async def test_pages_of_sitemaps_are_read_packed_ones_too_and_bombs_are_not(site: Site) -> None:
    maps = "".join(f"<sitemap><loc>{site.url(f'/{name}')}</loc></sitemap>" for name in ("a.gz", "bomb.xml"))
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    pages = f"<urlset {space}><url><loc>{site.url('/x')}</loc></url></urlset>"
    site.pages = {
        "/robots.txt": Answer(f"Sitemap: {site.url('/all.xml')}".encode()),
        "/all.xml": Answer(f"<sitemapindex {space}>{maps}</sitemapindex>".encode()),
        "/a.gz": Answer(gzip.compress(pages.encode())),
        "/bomb.xml": Answer(f"<!DOCTYPE u [<!ENTITY a 'aa'>]>{pages.replace('/x', '/&a;')}".encode()),
        "/": linked(),
        "/x": linked(),
    }
    assert told(await site.crawl(), site) == {"/": "Fresh", "/x": "Fresh"}


async def test_redirects_are_followed_as_far_as_they_may_lead(site: Site) -> None:
    def to(target: str) -> Answer:
        return Answer(status=302, headers={"Location": target})

    site.pages = {
        "/docs/": linked("moved", "loop", "away", "out", "near", *(f"hop{number}" for number in range(1))),
        "/docs/moved": to("/docs/new"),
        "/docs/new": linked(),
        "/docs/loop": to("/docs/loop"),
        "/docs/away": to("https://elsewhere.example/secret"),
        "/docs/out": to("/admin"),
        "/admin": linked(),
        "/docs/near": to("http://169.254.169.254/latest/meta-data"),
        **{f"/docs/hop{number}": to(f"/docs/hop{number + 1}") for number in range(9)},
    }
    assert told(await site.crawl(path="/docs/"), site) == {
        "/docs/": "Fresh",
        "/docs/new": "Fresh",
        "/docs/loop": "leads back to itself",
        "/docs/away": "leads to elsewhere.example, which is not to be read",
        "/docs/out": f"leads to {site.url('/admin')}, which is not to be read",
        "/docs/near": "leads to 169.254.169.254, which is not to be read",
        "/docs/hop0": "leads on more than 5 times",
    }


async def test_a_private_address_is_not_asked_unless_it_is_named(site: Site) -> None:
    site.pages = {"/": linked()}
    with pytest.raises(InputError, match=r"127\.0\.0\.1 lies at 127\.0\.0\.1, which is no public address"):
        await site.crawl(trusted_hosts=[])
    with pytest.raises(InputError, match="no public address"):
        await site.crawl(trusted_hosts=[], hosts=[site.host])
    assert site.asked == []


async def test_a_name_that_leads_to_a_private_address_is_not_asked(site: Site) -> None:
    site.pages = {"/": linked()}
    with pytest.raises(InputError, match="no public address"):
        await site.crawl(url=f"http://localhost:{site.port}/")
    assert site.asked == []
    assert (
        len(await site.crawl(url=f"http://localhost:{site.port}/", trusted_hosts=[f"localhost:{site.port}"]))
        == 1
    )


async def test_limits_of_pages_and_bytes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("understudy.knowledge.sources.fetch.MOST_BYTES", 10_000)
    bomb = Answer(gzip.compress(b"0" * 1_000_000), headers={"Content-Encoding": "gzip"})
    site.pages = {
        "/": linked("/bomb", "/a", "/b", "/c"),
        "/bomb": bomb,
        "/a": linked(),
        "/b": linked(),
        "/c": linked(),
    }
    assert told(await site.crawl(most_pages=3), site) == {
        "/": "Fresh",
        "/bomb": "is larger than 0 MB",
        "/a": "Fresh",
        "2 pages": "are beyond the limit of 3 (--most-pages)",
    }


async def test_what_fails_for_now_keeps_its_documents_and_what_it_leads_to(site: Site) -> None:
    site.pages = {"/": linked("/a"), "/a": linked("/b"), "/b": linked()}
    known = remembered(await site.crawl())
    site.pages["/a"] = Answer(status=500)
    again = await site.crawl(known)
    assert told(again, site) == {"/": "Fresh", "/a": "the server answers 500", "/b": "Fresh"}
    assert [item.lasting for item in again if isinstance(item, Skipped)] == [False]


async def test_a_server_that_is_too_busy_is_asked_again(site: Site) -> None:
    site.pages = {"/": Answer(status=503, headers={"Retry-After": "0"})}
    with pytest.raises(InputError, match="too busy"):
        await site.crawl()
    assert site.asked.count("/robots.txt") + site.asked.count("/") >= 3


async def test_the_kind_of_a_page_is_what_the_server_says(site: Site) -> None:
    site.pages = {
        "/": linked("/a.md", "/b", "/c.png"),
        "/a.md": Answer(b"# A\n\nText.", headers={"Content-Type": "text/plain; charset=utf-8"}),
        "/b": Answer(b"x,y", headers={"Content-Type": "text/csv"}),
        "/c.png": Answer(b"?", headers={"Content-Type": "image/png"}),
    }
    items = await site.crawl()
    assert {item.file.ending for item in items if isinstance(item, Fresh)} == {".html", ".md", ".csv"}
    assert told(items, site)["/c.png"] == "image/png is not read"
