"""What somebody has written is a text on every page: no script of it runs, and nothing of it is fetched.

Each page is opened twice: as it is, and with its policy switched off, so that what keeps a script from
running is the page itself and not the browser's last defence.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Browser, Page, Request, Route
from psycopg.types.json import Jsonb
from tests.browser.payloads import PAYLOADS
from tests.conftest import Ask

from understudy.channels.admission.keys import new_key
from understudy.channels.admission.sign_ins import sign_in
from understudy.channels.admission.store import Person
from understudy.channels.pages import COOKIE
from understudy.channels.service import Service
from understudy.cli.serve import HERE, listen, served
from understudy.conversations.store import list_turns
from understudy.conversations.turn import Stage
from understudy.kit.db import Database
from understudy.observe.stages.store import KeptVerdict, save_verdicts
from understudy.org.permissions import System

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("traced")]
OPERATOR = Person(None, None)
AT_ONCE = 16
"""Payloads on a page together; one that swallows those after it would be missed among the texts."""
_SAME = frozenset({"kind", "document", "action", "trace_id", "at"})
QUESTIONS = (
    "How can I cancel an order?",
    "Show me the cases that were opened in May 2026",
    "Please open a case about the broken lamp",
    "Who closed the most cases?",
)
_TABLES = {
    "document": ("title", "text", "owner", "summary"),
    "conflict": ("about", "a_sentence", "b_sentence", "a_value", "b_value"),
    "set_aside": ("why",),
}

_OF = {
    "document": "org = %(org)s",
    "conflict": "org = %(org)s",
    "set_aside": "document_id IN (SELECT id FROM understudy.document WHERE org = %(org)s)",
}


class Hostile(NamedTuple):
    """A text with some payloads in it."""

    text: str
    payloads: Sequence[str]


TEXTS = [
    Hostile(" ".join(PAYLOADS[first : first + AT_ONCE]), PAYLOADS[first : first + AT_ONCE])
    for first in range(0, len(PAYLOADS), AT_ONCE)
]


@dataclass
class Watched:
    """A page, and what it did that it must not."""

    page: Page
    here: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", self._fetched)
        self.page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))

    def _fetched(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.here:
            self.wrong.append(f"fetched {request.url}")

    async def check(self, place: str) -> str:
        """Open it, do with it what people do, and give its text."""
        await self.page.goto(f"http://{self.here}{place}", wait_until="load")
        for opened in await self.page.locator("details:not([open]) > summary").all():
            await opened.dispatch_event("click")
        await self.page.evaluate("document.body.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
        found: dict[str, Any] = await self.page.evaluate(_LOOK)
        assert found["ran"] is None, (place, found)
        assert found["handlers"] == [], (place, found)
        assert found["scripts"] == [], (place, found)
        assert found["links"] == [], (place, found)
        assert self.wrong == [], (place, self.wrong)
        assert self.page.url.startswith(f"http://{self.here}/"), self.page.url
        return found["text"]


_LOOK = """() => {
    const all = kind => [...document.querySelectorAll(kind)];
    const leading = ['href', 'src', 'action', 'data', 'hx-get', 'hx-post'];
    const running = ({name}) => /^(on|hx-on|srcdoc$|style$)/.test(name);
    return {
        ran: window.ran ?? null,
        handlers: all(':not(textarea)')
            .flatMap(each => [...each.attributes].filter(running).map(({name}) => name)),
        scripts: all('script, iframe, object, embed, base, style, template')
            .filter(each => !(each.src || '').startsWith(location.origin + '/static/'))
            .map(each => each.outerHTML),
        links: all('*').flatMap(each => leading.map(name => each.getAttribute(name)))
            .filter(each => each && new URL(each, location).origin !== location.origin),
        text: document.documentElement.textContent
            + all('[value]').map(each => each.getAttribute('value')).join(' '),
    };
}"""


def poisoned(value: Any, text: str) -> Any:
    """The same with the text in everything that somebody might have written."""
    if isinstance(value, dict):
        return {key: each if key in _SAME else poisoned(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, text) for each in value]
    return f"{value} {text}" if isinstance(value, str) and value else value


@asynccontextmanager
async def written(service: Service, sessions: Sequence[str], text: str) -> AsyncGenerator[None]:
    """The text stands in all that is stored and shown: documents, conflicts, and what was said and found."""
    database = service.database
    turns = [(session, turn) for session in sessions for turn in await list_turns(database, session)]
    await _change_tables(service, text, "{name} || %(text)s")
    for session, turn in turns:
        hostile = poisoned(turn.outcome, text)
        await _keep(database, session, turn.ordinal, f"{turn.message} {text}", hostile)
    yield
    await _change_tables(service, text, "left({name}, -length(%(text)s))")
    for session, turn in turns:
        await _keep(database, session, turn.ordinal, turn.message, turn.outcome)


async def _change_tables(service: Service, text: str, how: str) -> None:
    for table, columns in _TABLES.items():
        changed = ", ".join(f"{name} = {how.format(name=name)}" for name in columns)
        await service.database.execute(
            f"UPDATE understudy.{table} SET {changed} WHERE {_OF[table]}".encode(),
            {"text": text, "org": service.stage.org.name},
        )


async def _keep(
    database: Database, session: str, ordinal: int, message: str, outcome: dict[str, Any]
) -> None:
    await database.execute(
        "UPDATE understudy.turn SET message = %s, outcome = %s WHERE session_id = %s AND ordinal = %s",
        (message, Jsonb(outcome), session, ordinal),
    )


@dataclass(frozen=True)
class Shown:
    """What is served with a text in it, and the pages that show it to the operator."""

    service: Service
    sessions: tuple[str, ...]
    pages: tuple[str, ...]


@pytest.fixture
async def shown(service: Service, articles: Stage, ask: Ask) -> Shown:
    """Conversations of the operator with their traces, two documents, and the pages without either."""
    database, org = service.database, service.stage.org.name
    pages = ["/knowledge/conflicts", "/stages?of=asked", "/account"]
    sessions: list[str] = []
    for question in QUESTIONS:
        played = await ask(question, "analyst", actor=System("the operator"))
        sessions.append(played.session.id)
        pages += [f"/chat/analyst/{played.session.id}", f"/trace/{played.trace_id}"]
    rows = await database.fetch(
        "SELECT id, left(text, 40) FROM understudy.document WHERE org = %s LIMIT 2", (org,)
    )
    pages += [f"/source/{number}?quote={quote(text)}&at=0" for number, text in rows]
    return Shown(service, tuple(sessions), tuple(pages))


@pytest.fixture(params=[False, True], ids=["as it is", "without its policy"])
async def browsing(
    request: pytest.FixtureRequest, browser: Browser
) -> AsyncGenerator[Callable[[str, str], Awaitable[Watched]]]:
    """A browser that is signed in, with its policy or without."""
    contexts = []

    async def open_at(url: str, token: str) -> Watched:
        context = await browser.new_context(bypass_csp=request.param)
        contexts.append(context)
        await context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
        watched = Watched(await context.new_page(), urlsplit(url).netloc)
        watched.watch()
        return watched

    yield open_at
    for context in contexts:
        await context.close()


def named(service: Service, text: str) -> Service:
    """The service with agents that are called so."""
    agents = {
        name: spec.model_copy(
            update={
                "label": f"{spec.label} {text}",
                "job": text,
                "voice": spec.voice.model_copy(update={"greeting": text}),
                "topics": tuple(each.model_copy(update={"examples": (text,)}) for each in spec.topics),
            }
        )
        for name, spec in service.agents.items()
    }
    return replace(service, agents=agents)


def _answering(payload: str) -> Callable[[Route], Awaitable[None]]:
    async def answer(route: Route) -> None:
        await route.fulfill(body=f"<html>{payload}", content_type="text/html")

    return answer


def test_there_are_many() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


async def test_what_runs_is_noticed(browser: Browser, site: str) -> None:
    """The same look at a page that takes what was written for more than a text."""
    for payload in (
        "<img src=x onerror=window.ran=1>",
        "<img src=//elsewhere.example/x>",
        "<svg onload=window.ran=1>",
    ):
        context = await browser.new_context(bypass_csp=True)
        watched = Watched(await context.new_page(), urlsplit(site).netloc)
        watched.watch()
        await watched.page.route("**/login", _answering(payload))
        with pytest.raises(AssertionError):
            await watched.check("/login")
        await context.close()


@pytest.mark.parametrize("hostile", TEXTS, ids=lambda each: each.payloads[0][:20])
async def test_no_page_runs_or_fetches_what_was_written(
    shown: Shown, browsing: Callable[[str, str], Awaitable[Watched]], hostile: Hostile
) -> None:
    database, org = shown.service.database, shown.service.stage.org.name
    await new_key(database, OPERATOR, hostile.text)
    await save_verdicts(database, org, None, [_lost(shown.service, hostile.text)])
    token = await sign_in(database, OPERATOR)
    with listen(HERE, 0) as listening:
        async with (
            served(named(shown.service, hostile.text), listening) as url,
            written(shown.service, shown.sessions, hostile.text),
        ):
            watched = await browsing(url, token)
            for place in (*shown.pages, "/chat/analyst"):
                text = " ".join((await watched.check(place)).split())
                missing = [each for each in hostile.payloads if " ".join(each.split()) not in text]
                assert missing == [], (place, missing)
    await database.execute("DELETE FROM understudy.api_key WHERE label = %s", (hostile.text,))
    await database.execute("DELETE FROM understudy.stage_verdict WHERE question = %s", (hostile.text,))


@pytest.mark.parametrize("browsing", [True], ids=["without its policy"], indirect=True)
async def test_no_error_page_runs_or_fetches_what_was_asked(
    service: Service, site: str, browsing: Callable[[str, str], Awaitable[Watched]]
) -> None:
    """What an address says stands in what is told of it. With its policy a page could only do less."""
    watched = await browsing(site, await sign_in(service.database, OPERATOR))
    for payload in PAYLOADS:
        written = quote(payload, safe="")
        for place in (f"/chat/{written}", f"/source/1?quote={written}&at={written}"):
            await watched.check(place)


async def test_what_is_said_is_a_text_where_htmx_puts_it(
    service: Service, articles: Stage, browsing: Callable[[str, str], Awaitable[Watched]], site: str
) -> None:
    """The part of the page that comes with an answer, and a fault in its place."""
    watched = await browsing(site, await sign_in(service.database, OPERATOR))
    await watched.page.goto(f"{site}/chat/analyst")
    for number, hostile in enumerate(TEXTS, start=1):
        await watched.page.get_by_label("Your message").fill(hostile.text)
        await watched.page.keyboard.press("Enter")
        await watched.page.locator(".exchange").nth(number - 1).wait_for()
        asked = await watched.page.locator(".asked").nth(number - 1).inner_text()
        assert " ".join(asked.split()).endswith(" ".join(hostile.text.split())[-40:])
    found = await watched.page.evaluate(_LOOK)
    assert (found["ran"], found["handlers"], found["scripts"], found["links"]) == (None, [], [], [])
    assert watched.wrong == []


def _lost(service: Service, text: str) -> KeptVerdict:
    passed = {"query": True, "retriever": False}
    return KeptVerdict(
        None,
        None,
        service.moment().now - timedelta(days=1),
        "analyst",
        text,
        "articles",
        None,
        "fact",
        text,
        text,
        text,
        text,
        True,
        "retriever",
        text,
        passed,
        {},
    )
