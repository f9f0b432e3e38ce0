"""Quotes against the documents as they are stored, read as who asked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from understudy.agents.outcome import Evidence, Reply, Step
from understudy.conversations.turn import Stage
from understudy.evals.quotes import check_quotes
from understudy.kit.ids import RecordId
from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import Audience, Head
from understudy.knowledge.index.indexing import index_documents
from understudy.llm.finding import Citation, Finding
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee

CUSTOMER = Customer(RecordId("003000000000001AAA"), None)
EMPLOYEE = Employee(RecordId("005000000000001AAA"), "standard")
TEXTS: tuple[tuple[str, Audience, str], ...] = (
    ("open.md", "public", "Bikes are let by the day.\n\n| Bike | Price |\n|---|---|\n| Tandem | $40 |"),
    ("rules.md", "employees", "Broken bikes go to Otto."),
)


@pytest.fixture
async def shop(demo_stage: Stage, small_org: Callable[..., Awaitable[Org]]) -> Stage:
    """An org that has two documents."""
    org = await small_org(Schema(()))
    documents = [
        read_text(text, key, Head(audience, key.removesuffix(".md"))) for key, audience, text in TEXTS
    ]
    await index_documents(demo_stage.database, org, "a test", documents, demo_stage.encoder)
    return replace(demo_stage, org=org)


async def citing(shop: Stage, quote: str, key: str, lead: str = "") -> Reply:
    query = "SELECT id FROM understudy.document WHERE org = %s AND key = %s"
    row = await shop.database.fetch_one(query, (shop.org.name, key))
    told = Citation(quote, row[0] if row else 0, 0, key.removesuffix(".md"), key, lead=lead)
    step = Step("answer_from_knowledge", {}, Finding("found", quote, citations=(told,)), 1.0)
    return Reply(quote, evidence=Evidence((step,)))


@pytest.mark.parametrize(
    ("cited", "actor", "wrong"),
    [
        (("Bikes are let by the day.", "open.md"), CUSTOMER, []),
        (("Tandem | $40", "open.md", "Bike | Price"), CUSTOMER, []),
        (("Tandem | $40", "open.md", "Bike | Cost"), CUSTOMER, ["quote"]),
        (("bikes are let by the day.", "open.md"), CUSTOMER, ["quote"]),
        (("Bikes are let  by the day.", "open.md"), CUSTOMER, ["quote"]),
        (("Broken bikes go to Otto.", "open.md"), EMPLOYEE, ["quote"]),
        (("Broken bikes go to Otto.", "rules.md"), EMPLOYEE, []),
        (("Broken bikes go to Otto.", "rules.md"), CUSTOMER, ["citation"]),
        (("Bikes are let by the day.", "lost.md"), EMPLOYEE, ["citation"]),
    ],
)
async def test_a_quote_is_held_against_its_document(
    shop: Stage, cited: tuple[str, ...], actor: Actor, wrong: list[str]
) -> None:
    found = await check_quotes(shop.database, shop.org, actor, await citing(shop, *cited))
    assert [each.what for each in found] == wrong


async def test_without_a_quote_nothing_is_wrong(shop: Stage) -> None:
    assert await check_quotes(shop.database, shop.org, CUSTOMER, Reply("Hello.")) == ()


async def test_a_mismatch_names_the_document_and_what_was_said(shop: Stage) -> None:
    outcome = await citing(shop, "Bikes are free.", "open.md")
    (found,) = await check_quotes(shop.database, shop.org, EMPLOYEE, outcome)
    assert (
        str(found)
        == "quote: expected a sentence of “open” (open.md), letter for letter, came Bikes are free."
    )
