"""An index run that ends, or that others disturb, before the gate has done its part."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from understudy.kit.db import Database
from understudy.kit.errors import ServiceError
from understudy.kit.ids import RecordId
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.gate import settling
from understudy.knowledge.gate.asking import withheld_on
from understudy.knowledge.gate.deciding import decide, prefer
from understudy.knowledge.gate.ledger import Findings
from understudy.knowledge.gate.store import gate_version
from understudy.knowledge.index import indexing
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.knowledge.reading import read_document
from understudy.llm.embedder import Embedder
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, System

MakeOrg = Callable[..., Awaitable[Org]]
ME = System("a test")
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
NEW = "Unused goods can be returned within 45 days of delivery. Pack them well."
OLD = "Unused goods can be returned within 30 days of delivery. Keep the receipt."
AGREEING = OLD.replace("30", "45")
QUESTION = "Within how many days can goods be returned?"


@pytest.fixture(scope="module")
def encoder(run_folder: Path) -> Embedder:
    return Embedder.load(run_folder / "installation" / "cache")


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    return await small_org(Schema(()))


def written(**texts: str) -> list[Document]:
    return [read_text(text, key, Head("public", f"About {key}")) for key, text in texts.items()]


async def stopped(database: Database, org: Org, encoder: Embedder, documents: list[Document]) -> None:
    """An index run that ends once the documents are stored."""

    async def end(*_: object) -> None:
        raise ConnectionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexing, "check", end)
        with pytest.raises(ConnectionError):
            await index_documents(database, org, "here", documents, encoder, today=TODAY)


async def shown(database: Database, org: Org, key: str) -> str:
    """What a customer reads on the page of a document."""
    row = await database.fetch_one(
        "SELECT id FROM understudy.document WHERE org = %s AND key = %s", (org.name, key)
    )
    assert row
    found = await read_document(database, org, row[0], Customer(RecordId("003x"), None))
    return found.text if found else ""


async def waits(database: Database, org: Org, encoder: Embedder) -> bool:
    """Whether it is known that what is withheld would answer."""
    return bool(await withheld_on(database, org, ME, QUESTION, encoder))


async def test_what_is_foreseen_is_withheld_as_soon_as_it_is_stored(
    database: Database, org: Org, encoder: Embedder
) -> None:
    await index_documents(database, org, "here", written(new=NEW, old=AGREEING), encoder, today=TODAY)
    assert "45 days" in await shown(database, org, "old")
    await stopped(database, org, encoder, written(new=NEW, old=OLD))
    assert "30 days" not in await shown(database, org, "old")
    assert "Keep the receipt" in await shown(database, org, "old")


async def test_nobody_lets_go_of_it_before_it_is_checked(
    database: Database, org: Org, encoder: Embedder
) -> None:
    """A change elsewhere settles what is withheld by the last check, which knows nothing of it."""
    await index_documents(database, org, "here", written(new=NEW, old=AGREEING), encoder, today=TODAY)
    await stopped(database, org, encoder, written(new=NEW, old=OLD))
    await prefer(database, org, encoder, ME, "reviewed")
    assert "30 days" not in await shown(database, org, "old")
    assert not [
        each for each in await retrieve(database, org, encoder, QUESTION, ME) if "30" in each.found.text
    ]


async def test_the_next_run_checks_though_nothing_has_changed_since(
    database: Database, org: Org, encoder: Embedder
) -> None:
    documents = written(new=NEW, old=OLD)
    await index_documents(database, org, "here", written(new=NEW, old=AGREEING), encoder, today=TODAY)
    await stopped(database, org, encoder, documents)
    assert not await waits(database, org, encoder)
    report = await index_documents(database, org, "here", documents, encoder, today=TODAY)
    assert report.embedded == 0
    assert await waits(database, org, encoder)
    ledger = await settling.open_ledger(database, org.name)
    (dispute,) = ledger.findings.disputes
    verdict = "a" if "30" in dispute.a.sentence else "b"
    await decide(database, org, encoder, ME, dispute.id, verdict, at=NOW)
    assert "30 days" in await shown(database, org, "old")
    assert "45 days" not in await shown(database, org, "new")


async def test_withheld_passages_follow_a_text_that_changes(
    database: Database, org: Org, encoder: Embedder
) -> None:
    await index_documents(database, org, "here", written(new=NEW, old=OLD), encoder, today=TODAY)
    changed = written(new=NEW, old=OLD.replace("30", "20"))
    await index_documents(database, org, "here", changed, encoder, today=TODAY)
    rows = await database.fetch(
        "SELECT h.text FROM understudy.held_passage h JOIN understudy.document d ON d.id = h.document_id"
        " WHERE d.org = %s ORDER BY d.key",
        (org.name,),
    )
    assert [row[0].split(" of ")[0][-7:] for row in rows] == ["45 days", "20 days"]


async def test_a_check_that_others_disturb_each_time_says_so(
    database: Database, org: Org, encoder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await index_documents(database, org, "here", written(new=NEW), encoder, today=TODAY)
    found, times = settling._found, 0

    async def disturbed(*given: Any) -> Findings:
        nonlocal times
        times += 1
        await database.execute(
            "UPDATE understudy.document SET fingerprint = %s WHERE org = %s AND key = 'new'",
            (f"changed {times} times", org.name),
        )
        return await found(*given)

    with monkeypatch.context() as patch:
        patch.setattr(settling, "_found", disturbed)
        with pytest.raises(ServiceError, match="documents changed whenever they were checked") as raised:
            await settling.check(database, org.name, encoder, date(2026, 11, 21))
    assert raised.value.retryable
    assert (await gate_version(database, org.name))[1] == TODAY
    await settling.check(database, org.name, encoder, date(2026, 11, 21))
    assert (await gate_version(database, org.name))[1] == date(2026, 11, 21)


async def test_passages_that_others_disturb_each_time_are_told_of(
    database: Database, org: Org, encoder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decision is kept all the same, and takes effect when passages are settled the next time."""
    await index_documents(database, org, "here", written(new=NEW, old=OLD), encoder, today=TODAY)
    (dispute,) = (await settling.open_ledger(database, org.name)).findings.disputes
    opened = settling.open_ledger

    async def disturbed(*given: Any) -> settling.Ledger:
        ledger = await opened(*given)
        await database.execute("UPDATE understudy.gate SET version = version + 1 WHERE org = %s", (org.name,))
        return ledger

    with monkeypatch.context() as patch:
        patch.setattr(settling, "open_ledger", disturbed)
        with pytest.raises(ServiceError, match="whenever passages were written") as raised:
            await decide(database, org, encoder, ME, dispute.id, "both", at=NOW)
    assert raised.value.retryable
    assert "30 days" not in await shown(database, org, "old")
    assert await settling.settle(database, org.name, encoder) == 2
    assert "30 days" in await shown(database, org, "old")
