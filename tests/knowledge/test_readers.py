"""Who may read a document that asks for a permission: on the shelves, and as a whole."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.db import Database
from understudy.kit.ids import RecordId
from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import split_head
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.knowledge.reading import read_document
from understudy.org.access_file import read_access
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System

MakeOrg = Callable[..., Awaitable[Org]]
RULES = """
default_profile: standard
roles: {Payroll Clerk: {}}
profiles: {standard: {"*": read}, hr: {"*": read}}
permission_sets:
  Reads Salaries: {to: {user: [boss@example.org]}, objects: {}}
"""
ID = RecordId("005000000000001AAA")
READ = {
    "": [True, True, True, True, True],
    "hr": [False, True, False, False, True],
    "Payroll Clerk": [False, False, True, False, True],
    "reads salaries": [False, False, False, True, True],
    "nobody has this": [False, False, False, False, True],
}
ACTORS: list[Actor] = [
    Employee(ID, "standard"),
    Employee(ID, "HR"),
    Employee(ID, "standard", "payroll clerk"),
    Employee(ID, "unknown", username="boss@example.org"),
    System("a test"),
]


@pytest.fixture
async def org(small_org: MakeOrg, database: Database, articles: Stage) -> Org:
    """One document for each permission, the same words in all."""
    made = await small_org(Schema(()), access=read_access(RULES, source="rules"))
    documents = []
    for permission in READ:
        text = f"---\npermission: {permission}\n---\nThe salary table {permission} has steps."
        head, body = split_head(text, "public")
        documents.append(read_text(body, permission or "open", head))
    await index_documents(database, made, "here", documents, articles.encoder)
    return made


@pytest.mark.parametrize("who", range(len(ACTORS)))
async def test_a_permission_opens_what_asks_for_it(
    database: Database, org: Org, articles: Stage, who: int
) -> None:
    found = await retrieve(database, org, articles.encoder, "salary steps", ACTORS[who], most=50)
    expected = {name or "open" for name, readers in READ.items() if readers[who]}
    assert {passage.found.key for passage in found} == expected
    rows = await database.fetch("SELECT id, key FROM understudy.document WHERE org = %s", (org.name,))
    for document, key in rows:
        read = await read_document(database, org, document, ACTORS[who])
        assert (read is not None) == (key in expected)


async def test_a_customer_has_no_permission(database: Database, org: Org, articles: Stage) -> None:
    """And learns nothing: a word that stands only there weighs as one that stands nowhere."""
    customer = Customer(RecordId("003000000000001AAA"), None)
    hidden = await retrieve(database, org, articles.encoder, "salary payroll", customer, most=50)
    nowhere = await retrieve(database, org, articles.encoder, "salary zyzzyva", customer, most=50)
    assert [p.found.key for p in hidden] == ["open"]
    assert hidden[0].found.coverage == nowhere[0].found.coverage
