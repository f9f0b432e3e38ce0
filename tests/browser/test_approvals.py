"""Agreeing to a change in a real browser, in every look: asked in the chat, decided on the page, told."""

import re
from collections.abc import AsyncGenerator
from typing import Literal

import pytest
from playwright.async_api import expect
from tests.browser.conftest import PHONE, WIDE, SignIn
from tests.browser.test_accessible import objections
from tests.channels.approving import ASKER, EXECUTIVE, leads, serve_approving

from understudy.channels.service import Service
from understudy.kit.ids import RecordId

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("traced")]


@pytest.fixture
async def site(service: Service) -> AsyncGenerator[str]:
    async with serve_approving(service) as url:
        yield url


@pytest.fixture
async def lead(service: Service) -> AsyncGenerator[RecordId]:
    async with leads(service) as made:
        yield made


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["light", "dark", "phone", "dark-phone"],
)
async def test_a_yes_on_the_page_does_it_and_the_chat_tells(
    sign_in: SignIn, site: str, lead: RecordId, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
    asking = await sign_in(ASKER, size, scheme)
    await asking.page.goto(f"{site}/chat/sales")
    await asking.ask(f"Set the status of lead {lead} to Qualified")
    await expect(asking.page.locator(".answer").last).to_contain_text("takes a yes of somebody")
    await asking.keep(f"approval-asked-{look}.png", whole=True)
    visit = await sign_in(EXECUTIVE, size, scheme)
    page = visit.page
    await page.get_by_role("link", name="Approvals").click()
    await expect(page.get_by_role("article")).to_have_count(1)
    await expect(page.locator("del")).to_have_text("New")
    await visit.keep(f"approvals-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "what waits") == []
    await page.get_by_role("link", name="Ines Vidal").click()
    await expect(page.locator("blockquote")).to_contain_text("to Qualified")
    await visit.keep(f"approval-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "one of them") == []
    await page.get_by_label("Why (if you like)").fill("well done")
    await page.get_by_role("button", name="Agree, and do it").click()
    await expect(page.get_by_role("status")).to_contain_text("Done: the lead Ines Vidal is changed")
    await visit.keep(f"approval-done-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "what was done") == []
    await asking.page.reload()
    await expect(asking.page.locator(".news")).to_contain_text("Rosalind Achebe has agreed")
    await asking.keep(f"approval-news-{look}.png")
    await asking.ask("How many leads do I have?")
    await expect(asking.page.locator(".answer").last).to_contain_text(
        re.compile("Rosalind Achebe has agreed")
    )
    await page.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_role("status")).to_contain_text("It has been taken back")
    await page.get_by_role("link", name="All approvals").click()
    await expect(page.locator(".over")).to_contain_text("Ines Vidal")
    await visit.keep(f"approvals-decided-{look}.png", whole=True)
    assert await objections(page, "what is over") == []
    assert visit.faults == asking.faults == []
