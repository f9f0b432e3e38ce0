"""A document without a label is for employees, whatever it says, until its owner confirms another."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import split_head
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.knowledge.labels.deciding import Confirmation, confirm, list_proposals, under
from understudy.knowledge.labels.proposing import Proposed
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Customer, Employee, System

MakeOrg = Callable[..., Awaitable[Org]]
Index = Callable[..., Awaitable[None]]
Listed = Callable[..., Awaitable[list[Proposed]]]
Read = Callable[[], Awaitable[bool]]
Settle = Callable[..., Awaitable[None]]
CUSTOMER = Customer(new_record_id("003", 1), new_record_id("001", 1))
STAFF = Employee(new_record_id("005", 1), "standard")
OPERATOR = System("a test")
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SOURCE = "help"
KEY = "guides/kettle.md"
KETTLE = "# Descale your kettle\nFill the kettle with vinegar, wait an hour, and rinse it twice."


def page(text: str, key: str = KEY) -> Document:
    head, body = split_head(text, "employees")
    return read_text(body, key, head)


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    return await small_org(Schema(()))


@pytest.fixture
def index(demo_stage: Stage, database: Database, org: Org) -> Index:
    async def keep(*documents: Document) -> None:
        await index_documents(database, org, SOURCE, documents, demo_stage.encoder, today=TODAY)

    return keep


@pytest.fixture
def listed(demo_stage: Stage, database: Database, org: Org) -> Listed:
    async def proposals(actor: System | Employee = OPERATOR) -> list[Proposed]:
        moment = Moment(NOW, org.timezone)
        return await list_proposals(database, org, demo_stage.encoder, actor, moment)

    return proposals


@pytest.fixture
def read_by_customers(demo_stage: Stage, database: Database, org: Org) -> Read:
    async def found() -> bool:
        question = "how do I descale the kettle"
        return bool(await retrieve(database, org, demo_stage.encoder, question, CUSTOMER))

    return found


@pytest.fixture
def settle(demo_stage: Stage, database: Database, org: Org) -> Settle:
    async def kept(confirmations: list[Confirmation], actor: System | Employee = OPERATOR) -> None:
        await confirm(database, org, demo_stage.encoder, actor, confirmations, NOW, TODAY)

    return kept


async def test_it_opens_when_it_is_confirmed_and_not_before(
    index: Index, listed: Listed, read_by_customers: Read, settle: Settle
) -> None:
    await index(page(KETTLE))
    assert not await read_by_customers()
    (proposed,) = await listed()
    assert not await read_by_customers()
    await settle([Confirmation(proposed, "customers")])
    assert await read_by_customers()
    assert await listed() == []


async def test_it_stays_confirmed_when_it_is_indexed_again(
    index: Index, listed: Listed, read_by_customers: Read, settle: Settle
) -> None:
    await index(page(KETTLE))
    await settle([Confirmation((await listed())[0], "customers")])
    await index(page(KETTLE))
    assert await read_by_customers()


async def test_a_text_that_has_changed_is_inside_again(
    index: Index, listed: Listed, read_by_customers: Read, settle: Settle
) -> None:
    await index(page(KETTLE))
    await settle([Confirmation((await listed())[0], "customers")])
    await index(page(f"{KETTLE} We pay $4 for a kettle that we sell for $40."))
    assert not await read_by_customers()
    (proposed,) = await listed()
    assert "was confirmed for customers, and has changed since" in proposed.why


async def test_declined_it_stays_inside_and_is_proposed_no_more(
    index: Index, listed: Listed, read_by_customers: Read, settle: Settle
) -> None:
    await index(page(KETTLE))
    await settle([Confirmation((await listed())[0], "employees")])
    assert not await read_by_customers()
    assert await listed() == []


async def test_a_label_of_its_own_needs_no_proposal(
    index: Index, listed: Listed, read_by_customers: Read
) -> None:
    await index(
        page(f"---\naudience: customers\n---\n{KETTLE}"), page("---\naudience: employees\n---\nB.", "b")
    )
    assert await read_by_customers()
    assert await listed() == []


async def test_only_who_may_edit_articles_or_owns_it_confirms(
    index: Index, listed: Listed, read_by_customers: Read, settle: Settle
) -> None:
    await index(page(KETTLE))
    with pytest.raises(NotPermittedError, match="this is for its owner"):
        await settle([Confirmation((await listed(STAFF))[0], "customers")], STAFF)
    assert not await read_by_customers()


async def test_a_folder_is_confirmed_at_once(index: Index, listed: Listed) -> None:
    await index(
        page(KETTLE), page("# Cups\nWash cups by hand.", "guides/cups.md"), page("# A\nB.", "other.md")
    )
    found = under(await listed(), "guides/")
    assert [each.document.key for each in found] == ["guides/cups.md", KEY]
    with pytest.raises(InputError, match="no document without a label"):
        under(await listed(), "guide")
