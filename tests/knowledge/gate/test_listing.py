"""What people read of the ledger: no name of a page that is not for them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from understudy.kit.db import Database
from understudy.kit.ids import RecordId
from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.gate.deciding import release, told
from understudy.knowledge.gate.ledger import Decision, Page, Side, dispute_of
from understudy.knowledge.gate.listing import list_set_aside, reasons_for
from understudy.knowledge.index.indexing import index_documents
from understudy.llm.embedder import Embedder
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Employee, System

MakeOrg = Callable[..., Awaitable[Org]]
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
SAID = (
    "Tell your manager on the first morning that you are ill. Send the certificate of your doctor on the"
    " third day at the latest, and call again when you know how long you will be away from work."
)
SECRET = "Whom we watch for feigned illness"
HIDDEN = "another page says the same"


@pytest.fixture
def encoder(run_folder: Path) -> Embedder:
    return Embedder.load(run_folder / "installation" / "cache")


@pytest.fixture
async def org(database: Database, small_org: MakeOrg, encoder: Embedder) -> Org:
    """With a page that repeats another, which is closed to all but some since that was found."""
    org = await small_org(Schema(()))
    documents = [
        read_text(SAID, "open", Head("employees", "Illness", updated=date(2026, 8, 1))),
        read_text(SAID, "closed", Head("employees", SECRET, updated=date(2026, 10, 1))),
    ]
    await index_documents(database, org, "here", documents, encoder, today=NOW.date())
    await database.execute(
        "UPDATE understudy.document SET permission = 'hr' WHERE org = %s AND key = 'closed'", (org.name,)
    )
    return org


@pytest.mark.parametrize(("role", "named"), [("hr", True), (None, False)])
async def test_the_page_that_stays_is_named_to_its_readers(
    database: Database, org: Org, role: str | None, named: bool
) -> None:
    employee = Employee(RecordId("005x"), "standard", role=role)
    (listed,) = await list_set_aside(database, org, employee, {})
    told = str(listed.as_json())
    reasons = await reasons_for(database, org, employee, listed.aside.page.id)
    assert (SECRET in told) == (SECRET in str(reasons)) == named
    assert named or (reasons == (HIDDEN,) and listed.as_json()["canonical"] is None)


async def test_a_page_is_released_by_what_was_found(database: Database, org: Org, encoder: Embedder) -> None:
    """Though who looks is told less."""
    await release(database, org, encoder, System("a test"), "Illness", at=NOW)
    (listed,) = await list_set_aside(database, org, Employee(RecordId("005x"), "standard"), {})
    assert listed.released is not None
    assert listed.aside.why == HIDDEN


def test_why_is_told_of_a_decision_on_this_very_dispute() -> None:
    sides = [Side(Page(0, "here", key, key, "public"), 0, f"{key} days.", key) for key in ("3", "4", "5")]
    decided, follows = dispute_of(sides[0], sides[1], "days"), dispute_of(sides[0], sides[2], "days")
    decision = Decision(1, decided.id, "a", SECRET, None, "the operator", NOW)
    assert SECRET in told(decision, decided)
    assert SECRET not in told(decision, follows)
