"""The chat page in Debian's chromium: sign in, ask twice, open the steps; wide, dark and on a phone."""

import os
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUESTIONS = (
    "In which state were cases resolved fastest in 2026?",
    "Which product had the most cases in 2025?",
)


@pytest.fixture(scope="module")
async def browser() -> AsyncGenerator[Browser]:
    if CHROMIUM is None:
        pytest.skip(
            "no chromium on the PATH, and make test installs it only as root: apt-get install chromium"
        )
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        await opened.close()


async def signed_in(context: BrowserContext, site: str, name: str) -> tuple[Page, list[str]]:
    """A page of the person, and the faults that the browser reports from now on."""
    page = await context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(site)
    await page.get_by_role("button", name=name).click()
    return page, faults


async def ask(page: Page, question: str, answers: int) -> None:
    await page.get_by_label("Your message").fill(question)
    await page.keyboard.press("Enter")
    await expect(page.locator(".answer")).to_have_count(answers)
    await expect(page.get_by_label("Your message")).to_have_value("")


async def keep(page: Page, name: str) -> None:
    """Take a picture when somebody wants them anew, into the folder that the variable names."""
    if folder := os.environ.get("UNDERSTUDY_TEST_PICTURES"):
        await page.screenshot(path=Path(folder) / name)


@pytest.mark.parametrize(
    ("picture", "width", "height", "scheme"),
    [
        ("chat-light.png", 1200, 860, "light"),
        ("chat-dark.png", 1200, 860, "dark"),
        ("chat-phone.png", 390, 844, "light"),
    ],
)
async def test_a_conversation_shows_its_steps(
    browser: Browser, site: str, picture: str, width: int, height: int, scheme: str
) -> None:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page, faults = await signed_in(context, site, "Rosalind Achebe")
    await expect(page.get_by_role("heading", name="Analyst")).to_be_visible()
    await ask(page, QUESTIONS[0], 1)
    await ask(page, QUESTIONS[1], 2)
    steps = page.locator("details").last
    await steps.locator("summary").click()
    await expect(steps.get_by_text("SELECT")).to_be_visible()
    await expect(steps.get_by_text("Window")).to_be_visible()
    await keep(page, picture)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    place = page.url
    await page.reload()
    await expect(page.locator(".answer")).to_have_count(2)
    assert (page.url, faults) == (place, [])
    await context.close()


async def test_an_example_is_asked_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    context = await browser.new_context()
    page, faults = await signed_in(context, site, "Maria Okafor")
    await expect(page.get_by_role("heading", name="Service agent")).to_be_visible()
    example = page.get_by_role("button", name="Show me my orders.")
    await example.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".asked")).to_contain_text("Show me my orders.")
    await expect(page.locator(".answer")).to_have_count(1)
    await expect(example).to_have_count(0)
    assert faults == []
    await context.close()


async def test_a_colour_stands_out_from_its_ground(browser: Browser, site: str) -> None:
    """Text has a contrast of at least 4.5 to 1 in both palettes."""
    for scheme in ("light", "dark"):
        context = await browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
        page = await context.new_page()
        await page.goto(f"{site}/login")
        ratios: list[float] = await page.evaluate(CONTRASTS)
        assert min(ratios) >= 4.5, scheme
        await context.close()


CONTRASTS = """() => {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    const hex = style.getPropertyValue(name).trim().slice(1);
    const [r, g, b] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pairs = [["--ink", "--ground"], ["--soft", "--ground"], ["--soft", "--card"], ["--brand", "--card"],
                 ["--on-brand", "--brand"], ["--brand", "--tint"], ["--warn", "--warn-tint"]];
  return pairs.map(([a, b]) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  });
}"""
