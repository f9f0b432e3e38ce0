"""From an answer to its proof: the sentence in its document, and the trace; wide, dark and on a phone."""

from typing import Literal

import pytest
from playwright.async_api import expect
from tests.browser.conftest import PHONE, WIDE, SignIn, Visit

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("articles", "traced")]

Scheme = Literal["light", "dark"]
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light")]
NAMES = ["light", "dark", "phone"]


async def talk(visit: Visit) -> None:
    """Three turns, the second of which is answered from an article."""
    await visit.ask("Show me my orders.")
    await visit.ask("How can I cancel an order?")
    await visit.ask("How many open cases do I have?")


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=NAMES)
async def test_a_quote_leads_to_its_sentence(sign_in: SignIn, size: tuple[int, int], scheme: Scheme) -> None:
    visit = await sign_in("Maria Okafor", size, scheme)
    page = visit.page
    await talk(visit)
    answer = page.locator(".answer").nth(1)
    await visit.keep(f"cited-{NAMES[LOOKS.index((size, scheme))]}.png")
    said = await answer.locator(".text").inner_text()
    await answer.get_by_role("link", name="Source of sentence 1").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Change or cancel an order")
    marked = page.locator("mark")
    await expect(marked).to_have_count(1)
    await expect(marked).to_be_in_viewport()
    assert await marked.inner_text() in said
    assert await visit.fits()
    await visit.keep(f"source-{NAMES[LOOKS.index((size, scheme))]}.png")
    await page.go_back()
    await expect(page.locator(".answer")).to_have_count(3)
    assert visit.faults == []


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=NAMES)
async def test_an_answer_leads_to_its_trace(sign_in: SignIn, size: tuple[int, int], scheme: Scheme) -> None:
    visit = await sign_in("Maria Okafor", size, scheme)
    page = visit.page
    await talk(visit)
    conversation = page.url
    details = page.locator("details").nth(1)
    await details.locator("summary").click()
    await details.get_by_role("link", name="trace").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("How this answer came about")
    assert await visit.fits()
    await visit.keep(f"trace-{NAMES[LOOKS.index((size, scheme))]}.png", whole=True)
    await page.get_by_role("link", name="Back to the conversation").click()
    await expect(page).to_have_url(conversation)
    assert visit.faults == []
