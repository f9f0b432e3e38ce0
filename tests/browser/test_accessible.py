"""axe-core objects to nothing on any page, in any look. It comes in past the page's rules, which stay."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect
from tests.browser.conftest import PHONE, WIDE, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("articles", "traced")]

# All rules, WCAG 2.2 and good practice among them, but for those that axe itself calls experimental.
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split(),
}


async def objections(page: Page, name: str) -> list[str]:
    found = await Axe().run(page, options=OPTIONS)
    return [
        f"{name}: {each['id']} ({each['impact']}): {[node['html'] for node in each['nodes']]}"
        for each in found.response["violations"]
    ]


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["light", "dark", "phone", "dark-phone"],
)
async def test_every_page_is(
    sign_in: SignIn, site: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    visit = await sign_in("Maria Okafor", size, scheme)
    page = visit.page
    told = await objections(page, "an empty chat")
    await visit.ask("What does it cost to send a parcel?")
    await visit.ask("Show me my orders.")
    await visit.ask("Who is your best selling agent this year?")
    await visit.ask("I want to talk to a person.")
    await expect(page.locator(".proposal").first).to_be_visible()
    for summary in await page.locator("summary").all():
        await summary.click()
    told += await objections(page, "a chat with answers")
    traces = [await link.get_attribute("href") for link in await page.get_by_role("link", name="trace").all()]
    assert len(traces) == 4
    for trace in traces:
        await page.goto(f"{site}{trace}")
        await expect(page.get_by_role("table").first).to_be_visible()
        told += await objections(page, "a trace")
    await page.goto(f"{site}{traces[0]}")
    await page.get_by_role("link", name="Source of sentence 1").click()
    await expect(page.locator("mark").first).to_be_visible()
    told += await objections(page, "a source")
    await page.goto(f"{site}/source/0")
    told += await objections(page, "nothing here")
    await page.goto(f"{site}/login")
    told += await objections(page, "the door")
    assert "\n".join(told) == ""


async def test_what_is_wrong_would_be_found(sign_in: SignIn) -> None:
    visit = await sign_in("Maria Okafor")
    await visit.page.evaluate("document.documentElement.removeAttribute('lang')")
    (told,) = await objections(visit.page, "a chat in no language")
    assert "html-has-lang (serious)" in told
