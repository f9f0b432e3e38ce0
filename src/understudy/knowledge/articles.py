"""The org's own articles as documents."""

from collections.abc import Mapping
from typing import Any

from understudy.kit.clock import Moment, SystemClock
from understudy.kit.db import Database
from understudy.kit.errors import Place
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Head, read_audience
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.run import run

__all__ = ["OBJECT", "SOURCE", "read_articles"]

SOURCE = "articles"
OBJECT = "Knowledge__kav"
_READER = System("to index the org's articles")
_FIELDS = ("Title", "Summary", "FAQ_Answer__c", "UrlName", "Audience__c", "LastModifiedDate")


async def read_articles(database: Database, org: Org) -> list[Document]:
    """All articles that have a text, in order of their ids; none for an org without articles.

    An article that does not say for whom it is, is for employees.
    """
    described = org.schema.object(OBJECT)
    if described is None or described.field("FAQ_Answer__c") is None:
        return []
    own = [name for name in _FIELDS if described.field(name)]
    owner = ["Owner.Name"] if described.field("OwnerId") else []
    fields = ", ".join(["Id", *own, *owner])
    query = f"SELECT {fields} FROM {OBJECT} ORDER BY Id"  # noqa: S608  (the question language; it is compiled)
    moment = Moment(SystemClock().now(), org.timezone, org.fiscal_year_start)
    rows = (await run(database, org, query, _READER, moment)).rows
    return [_document(row, described) for row in rows if row["FAQ_Answer__c"]]


def _document(row: Mapping[str, Any], described: ObjectType) -> Document:
    place = Place(f"{described.label} {row['Id']}")
    audience = read_audience(row.get("Audience__c"), "employees", place)
    changed = row.get("LastModifiedDate")
    head = Head(
        audience,
        row.get("Title") or "",
        row.get("Summary") or "",
        row.get("UrlName"),
        row.get("Owner.Name") or "",
        changed.date() if changed else None,
    )
    return read_text(row["FAQ_Answer__c"], row["Id"], head)
