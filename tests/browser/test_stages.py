"""The page of the six stages in a real browser: read, followed and drawn in every look."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Literal

import pytest
from playwright.async_api import expect
from tests.browser.conftest import PHONE, WIDE, SignIn
from tests.browser.test_accessible import objections

from understudy.app import App
from understudy.channels.service import Service
from understudy.conversations.turn import Stage
from understudy.evals.probe.play import play
from understudy.kit.trace import PostgresSpans, flush, setup
from understudy.observe.stages.live import Place, judge_turns

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("probed", "traced")]

_MOVE = """
WITH run AS (
    UPDATE understudy.probe_run SET finished_at = finished_at - %(by)s::interval
    WHERE id = %(id)s RETURNING id
)
UPDATE understudy.stage_verdict SET at = at - %(by)s::interval WHERE run_id = (SELECT id FROM run)
"""


@pytest.fixture(scope="module")
async def probed(articles: Stage, service: Service, demo_app: App) -> AsyncGenerator[None]:
    """Probes of three weeks, with their traces."""
    tracing = setup(PostgresSpans(service.database.url))
    specs, moment = list(service.agents.values()), demo_app.moment(articles.org)
    for seed, weeks in ((5, 2), (6, 1), (7, 0)):
        run = await play(articles, specs, moment, source=None, count=24, seed=seed, tell=lambda *_: None)
        await articles.database.execute(_MOVE, {"by": timedelta(weeks=weeks), "id": run})
    yield
    await asyncio.to_thread(tracing.close)
    await articles.database.execute("DELETE FROM understudy.probe_run")


LOOKS = pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["light", "dark", "phone", "dark-phone"],
)


@LOOKS
async def test_where_answers_are_lost(
    sign_in: SignIn,
    site: str,
    service: Service,
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    visit = await sign_in("Rosalind Achebe", size, scheme)
    page = visit.page
    await page.get_by_role("link", name="Where answers are lost").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Where answers are lost")
    look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
    await visit.keep(f"stages-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "the stages") == []
    await expect(page.locator(".sparks polyline")).to_have_count(6)
    if size == WIDE:
        assert await page.locator(".ribbon .kept").count() == 6
        await expect(page.locator(".ribbon .fell").first).to_be_visible()
    lost = page.locator(".count a").first
    place = await lost.get_attribute("href")
    await lost.click()
    await expect(page.locator(f"{place}[open]")).to_be_visible()
    await expect(page.locator(f"{place} q").first).to_be_visible()
    await asyncio.to_thread(flush)
    people = Place(service.database, service.stage.org, service.stage.encoder, list(service.agents.values()))
    await page.goto(site)
    await visit.ask("How do I knit a scarf for my llama?")
    await asyncio.to_thread(flush)
    await judge_turns(people, service.moment().now - timedelta(weeks=52))
    await page.goto(f"{site}/stages?of=asked")
    await visit.keep(f"stages-asked-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "the stages of what people asked") == []
    assert visit.faults == []
