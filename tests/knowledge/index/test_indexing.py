"""The index keeps in step with its source."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from understudy.conversations.turn import Stage
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.indexing import IndexReport, index_articles, index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.org.demo import DEMO_TODAY
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import System

MakeOrg = Callable[..., Awaitable[Org]]
ME = System("a test")
TEXT = FieldType.TEXT
ARTICLE = ObjectType(
    "Knowledge__kav",
    "Knowledge article",
    "Knowledge articles",
    "ka0",
    (
        Field("Title", "Title", TEXT),
        Field("FAQ_Answer__c", "Text", TEXT),
        Field("Audience__c", "Audience", TEXT),
    ),
    "Title",
)


class CountingEncoder:
    """Vectors without a meaning, and what was encoded."""

    words = frozenset[str]()

    def __init__(self) -> None:
        self.told: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.told += texts
        return np.eye(384, dtype=np.float32)[[len(text) % 384 for text in texts]]

    encode_kept = encode


def documents(**texts: str) -> list[Document]:
    return [read_text(text, key, Head("public", key)) for key, text in texts.items()]


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    return await small_org(Schema(()))


async def titles(database: Database, org: Org, question: str = "anything") -> list[str]:
    found = await retrieve(database, org, CountingEncoder(), question, ME, most=20)
    return sorted(passage.found.title for passage in found)


async def test_only_what_changed_is_embedded_and_what_is_gone_is_removed(
    database: Database, org: Org
) -> None:
    async def run(**texts: str) -> tuple[IndexReport, list[str]]:
        encoder = CountingEncoder()
        report = await index_documents(database, org, "here", documents(**texts), encoder)
        return report, encoder.told

    assert await run(a="One.", b="Two.") == (IndexReport(2, 0, 0, 2), ["a\nOne.", "b\nTwo."])
    assert await run(a="One.", b="Two.") == (IndexReport(0, 2, 0, 0), [])
    assert await run(a="One.", b="Three.") == (IndexReport(1, 1, 0, 1), ["b\nThree."])
    assert await run(b="Three.") == (IndexReport(0, 1, 1, 0), [])
    assert await titles(database, org) == ["b"]
    assert await run() == (IndexReport(0, 0, 1, 0), [])
    assert await titles(database, org) == []


async def test_a_change_of_audience_is_a_change(database: Database, org: Org) -> None:
    before = documents(a="One.")
    after = [replace(before[0], audience="employees")]
    await index_documents(database, org, "here", before, CountingEncoder())
    assert (await index_documents(database, org, "here", after, CountingEncoder())).embedded == 1
    rows = await database.fetch("SELECT audience FROM understudy.document WHERE org = %s", (org.name,))
    assert rows == [("employees",)]


async def test_a_document_that_changes_keeps_its_id(database: Database, org: Org) -> None:
    async def ids() -> dict[str, int]:
        query = "SELECT key, id FROM understudy.document WHERE org = %s"
        return dict(await database.fetch(query, (org.name,)))

    await index_documents(database, org, "here", documents(a="One.", b="Two."), CountingEncoder())
    before = await ids()
    await index_documents(database, org, "here", documents(a="One, now longer.", b="Two."), CountingEncoder())
    assert await ids() == before
    chunks = "SELECT c.text FROM understudy.chunk c WHERE c.document_id = %s"
    assert await database.fetch(chunks, (before["a"],)) == [("One, now longer.",)]


async def test_sources_and_orgs_do_not_touch_each_other(
    database: Database, org: Org, small_org: MakeOrg
) -> None:
    other = await small_org(Schema(()))
    await index_documents(database, org, "one", documents(a="One."), CountingEncoder())
    await index_documents(database, org, "two", documents(b="Two."), CountingEncoder())
    await index_documents(database, other, "one", documents(c="Three."), CountingEncoder())
    await index_documents(database, org, "two", [], CountingEncoder())
    assert await titles(database, org) == ["a"]
    assert await titles(database, other) == ["c"]


async def test_two_documents_of_one_key_are_refused(database: Database, org: Org) -> None:
    with pytest.raises(InputError, match="have the key 'a'"):
        await index_documents(database, org, "x", documents(a="1.") * 2, CountingEncoder())
    assert await titles(database, org) == []


async def test_an_article_without_an_audience_is_for_employees(
    database: Database, small_org: MakeOrg
) -> None:
    rows = [
        {"Title": "Open", "FAQ_Answer__c": "<p>Come in.</p>", "Audience__c": "public"},
        {"Title": "Unsaid", "FAQ_Answer__c": "Hush.", "Audience__c": None},
        {"Title": "Empty", "FAQ_Answer__c": None, "Audience__c": "public"},
    ]
    org = await small_org(Schema((ARTICLE,)), {"Knowledge__kav": rows})
    assert await index_articles(database, org, CountingEncoder()) == IndexReport(2, 0, 0, 2)
    stored = await database.fetch(
        "SELECT title, audience, text FROM understudy.document WHERE org = %s ORDER BY title", (org.name,)
    )
    assert stored == [("Open", "public", "Come in."), ("Unsaid", "employees", "Hush.")]


async def test_an_org_without_articles_has_none(database: Database, org: Org) -> None:
    assert await index_articles(database, org, CountingEncoder()) == IndexReport(0, 0, 0, 0)


async def test_the_second_run_over_the_demo_articles_embeds_nothing(articles: Stage) -> None:
    seen: list[tuple[int, int]] = []
    started = time.perf_counter()
    report = await index_articles(
        articles.database,
        articles.org,
        articles.encoder,
        lambda done, total: seen.append((done, total)),
        DEMO_TODAY,
    )
    assert report == IndexReport(0, 67, 0, 0)
    assert seen == []
    assert time.perf_counter() - started < 2
