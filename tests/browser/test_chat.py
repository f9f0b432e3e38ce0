"""The chat page in a browser: ask twice and open the steps, wide, dark and on a phone; the keyboard alone."""

from typing import Literal

import pytest
from playwright.async_api import expect
from tests.browser.conftest import PHONE, WIDE, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("articles", "traced")]

QUESTIONS = (
    "In which state were cases resolved fastest in 2026?",
    "Which product had the most cases in 2025?",
)


@pytest.mark.parametrize(
    ("picture", "size", "scheme"),
    [
        ("chat-light.png", WIDE, "light"),
        ("chat-dark.png", WIDE, "dark"),
        ("chat-phone.png", PHONE, "light"),
    ],
)
async def test_a_conversation_shows_its_steps(
    sign_in: SignIn, picture: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    visit = await sign_in("Rosalind Achebe", size, scheme)
    page = visit.page
    await expect(page.get_by_role("heading", name="Analyst")).to_be_visible()
    for question in QUESTIONS:
        await visit.ask(question)
    steps = page.locator("details").last
    await steps.locator("summary").click()
    await expect(steps.get_by_text("SELECT")).to_be_visible()
    await expect(steps.get_by_text("Window")).to_be_visible()
    await visit.keep(picture)
    assert await visit.fits()
    place = page.url
    await page.reload()
    await expect(page.locator(".answer")).to_have_count(2)
    assert (page.url, visit.faults) == (place, [])


async def test_an_example_is_asked_with_the_keyboard_alone(sign_in: SignIn) -> None:
    visit = await sign_in("Maria Okafor")
    page = visit.page
    await expect(page.get_by_role("heading", name="Service agent")).to_be_visible()
    example = page.get_by_role("button", name="Show me my orders.")
    await example.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".asked")).to_contain_text("Show me my orders.")
    await expect(page.locator(".answer")).to_have_count(1)
    await expect(example).to_have_count(0)
    assert visit.faults == []
