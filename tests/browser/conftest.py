"""Debian's chromium, and people signed in."""

import os
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, PHONE = (1200, 860), (390, 844)
# Five seconds, as it is else, are not always enough where others use the machine too.
expect.set_options(timeout=30_000)


@dataclass(frozen=True)
class Visit:
    """A page of somebody who signed in, and the faults that the browser reports of it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    async def ask(self, question: str) -> None:
        """Send it with Enter, and wait for the answer."""
        answers = self.page.locator(".answer")
        before = await answers.count()
        await self.page.get_by_label("Your message").fill(question)
        await self.page.keyboard.press("Enter")
        await expect(answers).to_have_count(before + 1)
        await expect(self.page.get_by_label("Your message")).to_have_value("")

    async def keep(self, name: str, *, whole: bool = False) -> None:
        """Take a picture when somebody wants them anew, into the folder that the variable names."""
        if folder := os.environ.get("UNDERSTUDY_TEST_PICTURES"):
            await self.page.screenshot(path=Path(folder) / name, full_page=whole)

    async def fits(self) -> bool:
        """Whether nothing has to be scrolled sideways."""
        return await self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


SignIn = Callable[..., Awaitable[Visit]]


@pytest.fixture(scope="session")
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


@pytest.fixture
async def sign_in(browser: Browser, site: str) -> AsyncGenerator[SignIn]:
    """`await sign_in("Maria Okafor")`; keywords: `size` (default `WIDE`) and `scheme` (default light)."""
    contexts = []

    async def open_for(
        name: str, size: tuple[int, int] = WIDE, scheme: Literal["light", "dark"] = "light"
    ) -> Visit:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        visit = Visit(await context.new_page())
        visit.page.on(
            "console", lambda told: visit.faults.append(told.text) if told.type == "error" else None
        )
        visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
        await visit.page.goto(site)
        await visit.page.get_by_role("button", name=name).click()
        await expect(visit.page.get_by_label("Your message")).to_be_visible()
        return visit

    yield open_for
    for context in contexts:
        await context.close()
