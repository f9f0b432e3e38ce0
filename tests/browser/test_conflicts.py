"""Deciding a conflict in a real browser, in every look: the page, and what the chat answers then."""

import re
from collections.abc import AsyncGenerator
from typing import Literal

import pytest
from playwright.async_api import Page, expect
from tests.browser.conftest import PHONE, WIDE, SignIn
from tests.browser.test_accessible import objections

from understudy.conversations.turn import Stage
from understudy.knowledge.gate.settling import open_ledger, settle

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("traced")]
QUESTION = "How large must an order be for three instalments?"
OLD, MAINTAINED = "$2,500", "$5,000"
EDITOR, CUSTOMER = "Rosalind Achebe", "Maria Okafor"


@pytest.fixture(autouse=True)
async def undecided(articles: Stage) -> AsyncGenerator[None]:
    """The demo's conflicts, none of them decided, before and after."""
    database, org = articles.database, articles.org.name
    yield
    for table in ("decision", "release"):
        await database.execute(f"DELETE FROM understudy.{table} WHERE org = %s", (org,))
    await database.execute("UPDATE understudy.gate SET version = version + 1")
    await settle(database, org, articles.encoder)


async def counted(page: Page) -> tuple[int, int]:
    """How many conflicts are settled and left, as the page says."""
    told = await page.get_by_role("status").inner_text()
    settled, left = re.findall(r"\d+", told)[:2]
    return int(settled), int(left)


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["light", "dark", "phone", "dark-phone"],
)
async def test_a_decision_on_the_page_changes_what_the_chat_answers(
    sign_in: SignIn, site: str, articles: Stage, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    look = f"{scheme}-{'phone' if size == PHONE else 'wide'}"
    asking = await sign_in(CUSTOMER, size, scheme)
    await asking.ask(QUESTION)
    await expect(asking.page.locator(".answer").last).to_contain_text("is being checked")
    visit = await sign_in(EDITOR, size, scheme)
    page = visit.page
    await page.goto(f"{site}/knowledge/conflicts")
    before = await counted(page)
    dispute = page.locator("form.dispute").filter(has_text=OLD)
    await expect(dispute).to_have_count(1)
    sides = dispute.locator(".side")
    await expect(sides.locator("mark").filter(has_text=OLD)).to_have_count(1)
    await expect(sides.locator("mark").filter(has_text=MAINTAINED)).to_have_count(1)
    if size == WIDE:
        left, right = [await sides.nth(place).bounding_box() for place in (0, 1)]
        assert left
        assert right
        assert left["y"] == right["y"]
    await visit.keep(f"conflicts-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "what is open") == []
    await dispute.get_by_label("Why").fill("board of May")
    side = sides.filter(has_text=MAINTAINED)
    await side.get_by_role("button", name="This one is right").click()
    await expect(page).to_have_url(f"{site}/knowledge/conflicts")
    assert await counted(page) == (before[0] + 1, before[1] - 1)
    assert await page.locator("progress").get_attribute("value") == str(before[0] + 1)
    settled = page.locator("details").filter(has_text=OLD)
    await settled.locator("summary").click()
    await expect(settled).to_contain_text("board of May")
    await visit.keep(f"conflicts-settled-{look}.png", whole=True)
    assert await visit.fits()
    assert await objections(page, "what is settled") == []
    ledger = await open_ledger(articles.database, articles.org.name)
    (decision,) = ledger.rulings.decisions.values()
    assert (decision.by_name, decision.because) == (EDITOR, "board of May")
    await asking.ask(QUESTION)
    await expect(asking.page.locator(".answer").last).to_contain_text(MAINTAINED)
    await expect(asking.page.locator(".answer").last).not_to_contain_text(OLD)
    assert visit.faults == asking.faults == []


async def test_a_page_is_let_in_again(sign_in: SignIn, site: str) -> None:
    visit = await sign_in(EDITOR)
    page = visit.page
    await page.goto(f"{site}/knowledge/conflicts")
    aside = page.locator("section[aria-labelledby=set-aside] form")
    count = await aside.count()
    assert count
    title = await aside.first.get_by_role("heading").inner_text()
    await aside.first.get_by_role("button").click()
    await expect(aside).to_have_count(count - 1)
    await expect(page.locator(".released")).to_contain_text(title)
    assert visit.faults == []


async def test_it_is_not_there_for_a_customer(sign_in: SignIn, site: str) -> None:
    visit = await sign_in(CUSTOMER)
    answer = await visit.page.goto(f"{site}/knowledge/conflicts")
    assert answer
    assert answer.status == 404
    await expect(visit.page.locator("main")).not_to_contain_text(OLD)
