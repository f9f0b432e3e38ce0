"""The org's articles as documents."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from understudy.kit.db import Database
from understudy.knowledge.articles import read_articles
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org

MakeOrg = Callable[..., Awaitable[Org]]
TEXT = FieldType.TEXT
USER = ObjectType("User", "User", "Users", "005", (Field("Name", "Name", TEXT),), "Name")
OWNER = Field("OwnerId", "Owner", FieldType.REFERENCE, references=("User",), relationship="Owner")
ADA = "005000000000001AAA"


def article(*fields: Field) -> ObjectType:
    own = (Field("Title", "Title", TEXT), Field("FAQ_Answer__c", "Text", TEXT), *fields)
    return ObjectType("Knowledge__kav", "Knowledge article", "Knowledge articles", "ka0", own, "Title")


async def test_who_answers_for_an_article_and_when_it_changed(database: Database, small_org: MakeOrg) -> None:
    org = await small_org(
        Schema((USER, article(OWNER))),
        {
            "User": [{"Id": ADA, "Name": "Ada Park"}],
            "Knowledge__kav": [
                {
                    "Title": "Frost",
                    "FAQ_Answer__c": "Drain it.",
                    "OwnerId": ADA,
                    "LastModifiedDate": datetime(2026, 3, 2, 10, tzinfo=UTC),
                }
            ],
        },
    )
    (document,) = await read_articles(database, org)
    assert (document.title, document.owner, document.updated) == ("Frost", "Ada Park", date(2026, 3, 2))


async def test_an_article_of_an_org_without_owners_has_none(database: Database, small_org: MakeOrg) -> None:
    rows = {"Knowledge__kav": [{"Title": "Frost", "FAQ_Answer__c": "Drain it."}]}
    (document,) = await read_articles(database, await small_org(Schema((article(),)), rows))
    assert (document.owner, document.audience) == ("", "employees")
