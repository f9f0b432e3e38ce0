"""From an answer to its proof and back: the sentence in its document and the trace, in three looks."""

from typing import Literal

import pytest
from playwright.async_api import expect
from tests.browser.conftest import PHONE, WIDE, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("articles", "traced")]


@pytest.mark.parametrize(
    ("look", "size", "scheme"),
    [("light", WIDE, "light"), ("dark", WIDE, "dark"), ("phone", PHONE, "light")],
)
async def test_a_conversation_with_its_proof(
    sign_in: SignIn, look: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    visit = await sign_in("Maria Okafor", size, scheme)
    page = visit.page
    for question in (
        "Show me my orders.",
        "How long does shipping take?",
        "How can I cancel an order?",
        "How many open cases do I have?",
    ):
        await visit.ask(question)
    conversation = page.url
    answer = page.locator(".answer").nth(2)
    said = await answer.locator(".text").inner_text()
    await visit.keep(f"cited-{look}.png")

    # To the sentence, with the keyboard alone.
    await answer.get_by_role("link", name="Source of sentence 1").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Change or cancel an order")
    marked = page.locator("mark")
    await expect(marked).to_be_in_viewport()
    assert await marked.inner_text() in said
    assert await visit.fits()
    await visit.keep(f"source-{look}.png")
    await page.go_back()
    await expect(page.locator(".answer")).to_have_count(4)

    # To the trace of the same answer.
    await answer.locator("summary").click()
    await answer.get_by_role("link", name="trace").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("How this answer came about")
    await expect(page.get_by_role("rowheader", name="answer from knowledge")).to_be_visible()
    assert await visit.fits()
    await visit.keep(f"trace-{look}.png", whole=True)
    await page.get_by_role("link", name="Back to the conversation").click()
    await expect(page).to_have_url(conversation)
    assert visit.faults == []
