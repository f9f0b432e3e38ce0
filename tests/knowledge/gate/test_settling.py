"""The gate on PostgreSQL: what another page contradicts reaches nobody; a decision takes effect at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.facts.draw import Drawn, draw_claims
from understudy.knowledge.front_matter import Audience, Head
from understudy.knowledge.gate import claims
from understudy.knowledge.gate.deciding import DecidedError, decide, prefer, release
from understudy.knowledge.gate.ledger import Verdict
from understudy.knowledge.gate.settling import Ledger, open_ledger, settle
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.llm.embedder import Embedder
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, Employee, System

MakeOrg = Callable[..., Awaitable[Org]]
ME = System("a test")
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
NEW = "Unused goods can be returned within 45 days of delivery. Pack them well."
OLD = "Unused goods can be returned within 30 days of delivery. Keep the receipt."
OTHER = "The show garden is open on Fridays. Please book a visit first."


def written(audience: Audience = "public", **texts: str) -> list[Document]:
    return [read_text(text, key, Head(audience, f"About {key}")) for key, text in texts.items()]


class Telling:
    """The real encoder, with what it was told."""

    words = frozenset[str]()
    real: Embedder

    def __init__(self) -> None:
        self.told: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.told += texts
        return self.real.encode(texts)

    encode_kept = encode


@pytest.fixture(scope="module", autouse=True)
def encoder(run_folder: Path) -> None:
    Telling.real = Embedder.load(run_folder / "installation" / "cache")


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    return await small_org(Schema(()))


async def index(
    database: Database, org: Org, documents: Sequence[Document], source: str = "here", today: date = TODAY
) -> list[str]:
    """Index them; what was told to the encoder."""
    encoder = Telling()
    await index_documents(database, org, source, documents, encoder, today=today)
    return encoder.told


async def readable(database: Database, org: Org) -> str:
    """All that any agent may read."""
    found = await retrieve(database, org, Telling(), "anything", ME, most=100)
    return " ".join(sorted(passage.found.text for passage in found))


async def only(database: Database, org: Org) -> str:
    """The id of the only dispute."""
    (dispute,) = (await open_ledger(database, org.name)).findings.disputes
    return dispute.id


async def open_ones(database: Database, org: Org) -> list[str]:
    ledger: Ledger = await open_ledger(database, org.name)
    return [key for key, each in ledger.standing.settled.items() if each.is_open]


async def decided(database: Database, org: Org, verdict: Verdict, revises: int | None = None) -> None:
    dispute = await only(database, org)
    await decide(database, org, Telling(), ME, dispute, verdict, because="I know", at=NOW, revises=revises)


async def test_both_sides_of_a_conflict_stand_in_no_passage(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD, other=OTHER))
    assert await readable(database, org) == f"Keep the receipt. Pack them well. {OTHER}"
    assert len(await open_ones(database, org)) == 1


async def test_not_even_for_a_moment(database: Database, org: Org) -> None:
    """What was told to the encoder as readable never holds either."""
    told = await index(database, org, written(new=NEW, old=OLD))
    mixed = [text for text in told if "days" in text and ("Pack" in text or "Keep" in text)]
    assert mixed == []


async def test_a_conflict_between_sources_is_found(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW), "one")
    assert "45 days" in await readable(database, org)
    await index(database, org, written(new=OLD), "two")
    assert await readable(database, org) == "Keep the receipt. Pack them well."
    await index(database, org, [], "two")
    assert await readable(database, org) == NEW


@pytest.mark.parametrize(
    ("verdict", "holds", "falls"),
    [
        ("a", ("45 days",), ("30 days",)),
        ("b", ("30 days",), ("45 days",)),
        ("both", ("45 days", "30 days"), ()),
        ("no_conflict", ("45 days", "30 days"), ()),
        ("neither", (), ("45 days", "30 days")),
    ],
)
async def test_a_decision_takes_effect_at_once(
    database: Database, org: Org, verdict: Verdict, holds: tuple[str, ...], falls: tuple[str, ...]
) -> None:
    await index(database, org, written(new=NEW, old=OLD))
    await decided(database, org, verdict)
    text = await readable(database, org)
    assert all(each in text for each in holds)
    assert not any(each in text for each in falls)
    assert await open_ones(database, org) == []


async def test_only_what_a_decision_touches_is_embedded_again(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD, other=OTHER))
    encoder = Telling()
    dispute = await only(database, org)
    await decide(database, org, encoder, ME, dispute, "a", at=NOW)
    assert encoder.told == [f"About new\n{NEW}"]
    assert await settle(database, org.name, encoder) == 0


async def test_a_decision_outlives_an_index_run_and_ends_with_the_words(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD))
    await decided(database, org, "a")
    assert await index(database, org, written(new=NEW, old=OLD)) == []
    await index(database, org, written(new=f"{NEW} Thank you.", old=OLD))
    assert "45 days" in await readable(database, org)
    await index(database, org, written(new=NEW.replace("45", "60"), old=OLD))
    text = await readable(database, org)
    assert "60 days" not in text
    assert "30 days" not in text
    assert len(await open_ones(database, org)) == 1


async def test_indexing_again_changes_nothing(database: Database, org: Org) -> None:
    async def rows() -> list[tuple[object, ...]]:
        return await database.fetch(
            "SELECT c.id, c.found_at, d.key, d.indexed_at, d.withheld FROM understudy.conflict c"
            " JOIN understudy.document d ON d.id IN (c.a_document, c.b_document) WHERE c.org = %s"
            " ORDER BY d.key",
            (org.name,),
        )

    await index(database, org, written(new=NEW, old=OLD))
    before = await rows()
    assert len(before) == 2
    assert await index(database, org, written(new=NEW, old=OLD)) == []
    assert await rows() == before


async def test_a_page_that_goes_takes_its_conflicts_along(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD))
    dispute = await only(database, org)
    await index(database, org, written(new=NEW))
    assert await readable(database, org) == NEW
    assert (await open_ledger(database, org.name)).findings.disputes == ()
    with pytest.raises(InputError, match="there is no conflict"):
        await decide(database, org, Telling(), ME, dispute, "a", at=NOW)


async def test_of_two_who_decide_at_once_the_second_learns_of_the_first(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD))
    dispute = await only(database, org)
    verdicts: tuple[Verdict, ...] = ("a", "b")
    ended = await asyncio.gather(
        *(decide(database, org, Telling(), ME, dispute, verdict, at=NOW) for verdict in verdicts),
        return_exceptions=True,
    )
    (refused,) = [each for each in ended if isinstance(each, BaseException)]
    assert isinstance(refused, DecidedError)
    assert "decided meanwhile: by decision of the operator on 2026-11-20" in refused.message
    text = await readable(database, org)
    assert ("45 days" in text) != ("30 days" in text)


async def test_a_decision_is_revised_by_who_knows_of_it(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD))
    await decided(database, org, "a")
    with pytest.raises(DecidedError):
        await decided(database, org, "b")
    (first,) = (await open_ledger(database, org.name)).rulings.decisions.values()
    await decided(database, org, "b", revises=first.id)
    assert "30 days" in await readable(database, org)
    with pytest.raises(DecidedError):
        await decided(database, org, "a", revises=first.id)


async def test_two_sources_indexed_at_the_same_time_find_each_other(database: Database, org: Org) -> None:
    await asyncio.gather(
        index(database, org, written(new=NEW), "one"), index(database, org, written(new=OLD), "two")
    )
    assert await readable(database, org) == "Keep the receipt. Pack them well."


async def test_a_stale_page_is_set_aside_until_it_is_released(database: Database, org: Org) -> None:
    head = Head("public", "Old news", updated=date(2023, 1, 10), reviewed=date(2023, 1, 10))
    documents = [read_text(OTHER, "old", head)]
    await index(database, org, documents)
    assert await readable(database, org) == ""
    (released,) = await release(database, org, Telling(), ME, "Old news", because="still so", at=NOW)
    assert released.reason == "stale"
    assert await readable(database, org) == OTHER
    await index(database, org, [*documents, *written(more="Something else.")])
    assert OTHER in await readable(database, org)
    with pytest.raises(InputError, match="no page 'Old news' is set aside"):
        await release(database, org, Telling(), ME, "Old news", at=NOW)


async def test_a_page_grows_stale_without_a_change(database: Database, org: Org) -> None:
    head = Head("public", "Old news", updated=date(2026, 1, 10), reviewed=date(2026, 1, 10))
    documents = [read_text(OTHER, "old", head)]
    await index(database, org, documents)
    assert await readable(database, org) == OTHER
    await index(database, org, documents, today=date(2030, 1, 1))
    assert await readable(database, org) == ""


async def test_the_companys_preference_takes_effect_at_once(database: Database, org: Org) -> None:
    old = read_text(OLD, "old", Head("public", "Old", reviewed=date(2026, 2, 1)))
    new = read_text(NEW, "new", Head("public", "New", reviewed=date(2026, 9, 1)))
    await index(database, org, [old, new])
    await prefer(database, org, Telling(), ME, "reviewed")
    text = await readable(database, org)
    assert "45 days" in text
    assert "30 days" not in text
    await prefer(database, org, Telling(), ME, "ask")
    assert "45 days" not in await readable(database, org)


async def test_nobody_else_may(database: Database, org: Org) -> None:
    await index(database, org, written("employees", new=NEW, old=OLD))
    dispute = await only(database, org)
    employee, customer = Employee(RecordId("005x"), "standard"), Customer(RecordId("003x"), None)
    with pytest.raises(NotPermittedError, match="for the owner of one of the two pages"):
        await decide(database, org, Telling(), employee, dispute, "a", at=NOW)
    told: list[str] = []
    for unknown in (dispute, "0000000000"):
        with pytest.raises(InputError) as refused:
            await decide(database, org, Telling(), customer, unknown, "a", at=NOW)
        told.append(refused.value.message.replace(unknown, "X"))
    assert told[0] == told[1]


async def test_batches_of_one_source_are_checked_together(database: Database, org: Org) -> None:
    """What a later batch contradicts of an earlier one is never told to the encoder as readable."""
    await index(database, org, written(new=NEW))
    told = Telling()
    await index_documents(database, org, "here", written(old=OLD), told, kept=["new"], today=TODAY)
    assert not [text for text in told.told if "days" in text and ("Pack" in text or "Keep" in text)]
    assert await readable(database, org) == "Keep the receipt. Pack them well."


async def test_a_decision_holds_when_documents_are_indexed_again(database: Database, org: Org) -> None:
    await index(database, org, written(new=NEW, old=OLD))
    dispute = (await open_ledger(database, org.name)).findings.disputes[0]
    await decided(database, org, "a" if "45" in dispute.a.sentence else "b")
    after = await readable(database, org)
    assert "45 days" in after
    assert "30 days" not in after
    await index(database, org, written(new=NEW, old=OLD))
    assert await readable(database, org) == after
    await index(database, org, written(new=NEW, old=OLD, other=OTHER), today=date(2026, 11, 21))
    assert "30 days" not in await readable(database, org)
    assert "45 days" in await readable(database, org)
    await index(database, org, written(new=f"{NEW} Use a strong box.", old=f"{OLD} Or the invoice."))
    changed = await readable(database, org)
    assert "45 days" in changed
    assert "strong box" in changed
    assert "Or the invoice" in changed
    assert "30 days" not in changed


async def test_only_what_changed_is_drawn_again(
    database: Database, org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def noted(document: Document) -> list[Drawn]:
        drawn.append(document.key)
        return draw_claims(document)

    monkeypatch.setattr(claims, "draw_claims", noted)
    await index(database, org, written(new=NEW, old=OLD, other=OTHER))
    assert sorted(drawn) == ["new", "old", "other"]
    drawn.clear()
    await index(database, org, written(new=NEW, old=OLD.replace("30", "20"), other=OTHER))
    assert drawn == ["old"]
    assert "days of delivery" not in await readable(database, org)
    drawn.clear()
    await index(database, org, written(new=NEW, old=OLD.replace("30", "45"), other=OTHER))
    assert drawn == ["old"]
    assert "45 days" in await readable(database, org)
    kept = await database.fetch("SELECT digest FROM understudy.kept_claims WHERE org = %s", (org.name,))
    assert len(kept) == 3


async def test_the_check_tells_how_far_it_is(database: Database, org: Org) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    documents = written(new=NEW, old=OLD)
    await index_documents(database, org, "here", documents, Telling(), today=TODAY, checking=progress)
    assert told == [(1, 2), (2, 2)]
