"""Reviewing in a real browser, in every look, by keys alone."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect
from tests.browser.conftest import PHONE, WIDE, SignIn
from tests.browser.payloads import PAYLOADS
from tests.browser.test_accessible import objections
from tests.browser.test_scripts import Watched
from tests.evals.reviewing import kept_run, played_run, some_result

from understudy.app import App
from understudy.channels.admission.sign_ins import sign_in as sign_in_of
from understudy.channels.admission.store import Person
from understudy.channels.pages import COOKIE
from understudy.channels.service import Service
from understudy.evals.cases import Case, Expectation
from understudy.evals.review import store
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.store import results_of

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("traced")]
REVIEWER = "Rosalind Achebe"
CASES = (
    Case(
        name="cases of a month",
        say="How many cases were opened in May 2026?",
        expect=Expectation(answers=(93,)),
    ),
    Case(
        name="busiest state", say="Which state had the most cases in 2025?", expect=Expectation(kind="reply")
    ),
    Case(name="orders", say="How many orders were placed in May 2026?", expect=Expectation(kind="clarify")),
)


@pytest.fixture
async def runs(service: Service, demo_app: App) -> AsyncGenerator[tuple[KeptRun, KeptRun]]:
    stage, moment = service.stage, service.moment()
    async with played_run(stage, demo_app.agent("analyst"), moment, *CASES) as first:
        results = await results_of(service.database, first.id)
        others = [replace(each, replies=(f"I think so. {each.replies[0]}",)) for each in results]
        async with kept_run(stage, others) as second:
            yield first, second


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light")],
    ids=["light", "dark", "phone"],
)
async def test_one_key_a_verdict(
    sign_in: SignIn,
    site: str,
    service: Service,
    runs: tuple[KeptRun, KeptRun],
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
    visit = await sign_in(REVIEWER, size, scheme)
    page = visit.page
    await page.get_by_role("link", name="Review").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Is this a good answer?")
    await expect(page.get_by_role("status")).to_contain_text("0 said, 3 left")
    await visit.keep(f"review-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "a result") == []
    await page.keyboard.press("e")
    await expect(page.get_by_label("The bare answers, one a line")).to_be_focused()
    await page.keyboard.type("yes\nn0")
    await expect(page.get_by_role("status")).to_contain_text("0 said, 3 left")
    await visit.keep(f"review-correcting-{look}.png", whole=True)
    assert await objections(page, "a correction") == []
    await page.get_by_role("heading", level=1).click()
    for key, left in (("n", 2), ("y", 1), ("s", 0)):
        await page.keyboard.press(key)
        await expect(page.get_by_role("status")).to_contain_text(f"{3 - left} said, {left} left")
    reviews = await store.reviews_of(service.database, runs[1].id)
    assert [each.verdict for each in reviews] == ["bad", "good", "skip"]
    assert reviews[0].expected == {"answers": ["yes", "n0"]}
    await page.get_by_role("link", name=f"run {runs[0].id} and run {runs[1].id}").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Which is better?")
    await visit.keep(f"review-pair-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "a pair") == []
    for key, left in (("a", 2), ("b", 1)):
        await page.keyboard.press(key)
        await expect(page.get_by_role("status")).to_contain_text(f"{left} left")
    await page.keyboard.press("=")
    await expect(page.get_by_role("table")).to_be_visible()
    await visit.keep(f"review-compared-{look}.png", whole=True)
    assert await objections(page, "what was preferred") == []
    assert visit.faults == []


async def test_what_was_said_in_a_test_is_a_text(service: Service, site: str, browser: Browser) -> None:
    """Names, questions, replies and what is expected, shown without the browser's last defence."""
    text = " ".join(PAYLOADS)
    case = {"name": text, "say": text, "expect": {"contains": [text]}}
    results = [replace(some_result("hostile"), name=text, case=case, replies=(text,))]
    others = [replace(each, replies=(f"{text}!",)) for each in results]
    context = await browser.new_context(bypass_csp=True)
    async with kept_run(service.stage, results) as first, kept_run(service.stage, others) as second:
        cookie = {
            "name": COOKIE,
            "value": await sign_in_of(service.database, Person(None, None)),
            "url": site,
        }
        await context.add_cookies([cookie])  # pyright: ignore[reportArgumentType] - a dictionary of texts
        watched = Watched(await context.new_page(), urlsplit(site).netloc)
        watched.watch()
        for place in (f"/review?run={second.id}", f"/review/pairs?first={first.id}&second={second.id}"):
            told = " ".join((await watched.check(place)).split())
            assert [each for each in PAYLOADS if " ".join(each.split()) not in told] == []
    await context.close()
