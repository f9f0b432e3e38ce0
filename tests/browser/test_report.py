"""The report of a run, opened as a file: whole on every width, in both schemes, with nothing fetched."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from tests.browser.conftest import PHONE, WIDE
from tests.evals.report.given import RESULTS, RUN, result

from understudy.agents.acceptance import Acceptance
from understudy.evals.report.page import as_page
from understudy.evals.report.told import of_kept
from understudy.evals.runs.pairing import pair

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
async def test_it_reads_anywhere(
    browser: Browser, tmp_path: Path, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "report.html"
    report = of_kept(RUN, RESULTS, Acceptance(), compared=pair([result("evil")], RESULTS))
    file.write_text(as_page(report), encoding="utf-8")
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = await context.new_page()
    fetched: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("console", lambda told: faults.append(told.text))
    await page.goto(file.as_uri())
    assert [url for url in fetched if not url.startswith(("file:", "data:"))] == []
    assert faults == []
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await page.get_by_role("link", name="bad", exact=True).click()
    assert page.url.endswith("#case-2")
    assert [each["id"] for each in (await Axe().run(page)).response["violations"]] == []
    await context.close()
