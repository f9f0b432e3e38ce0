"""The org's own articles as documents."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from understudy.kit.clock import Moment, SystemClock
from understudy.kit.db import Database
from understudy.kit.errors import Place
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Head, read_audience
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.run import run

__all__ = ["OBJECT", "SOURCE", "TEXT", "read_articles"]

SOURCE = "articles"
OBJECT = "Knowledge__kav"
TEXT = "FAQ_Answer__c"
_READER = System("to index the org's articles")
_FIELDS = (
    "Title",
    "Summary",
    TEXT,
    "UrlName",
    "Audience__c",
    "LastPublishedDate",
    "LastModifiedDate",
    "Reviewed__c",
    "Related__c",
)


async def read_articles(database: Database, org: Org) -> list[Document]:
    """All articles that have a text, in order of their ids; none for an org without articles.

    An article that does not say for whom it is, is for employees.
    """
    described = org.schema.object(OBJECT)
    if described is None or described.field(TEXT) is None:
        return []
    named = [name for name in _FIELDS if described.field(name)]
    fields = ", ".join(["Id", *named, *_owner(org, described)])
    query = f"SELECT {fields} FROM {OBJECT} ORDER BY Id"  # noqa: S608  (the question language; it is compiled)
    moment = Moment(SystemClock().now(), org.timezone, org.fiscal_year_start)
    rows = (await run(database, org, query, _READER, moment)).rows
    ids = {row["UrlName"]: row["Id"] for row in rows if row.get("UrlName")}
    return [_document(row, described, ids) for row in rows if row[TEXT]]


def _owner(org: Org, described: ObjectType) -> tuple[str, ...]:
    """What tells an article's owner: an address, where users have one, else a name."""
    owner, user = described.field("OwnerId"), org.schema.object("User")
    if owner is None or owner.references != ("User",) or user is None:
        return ()
    return ("OwnerId", "Owner.Email" if user.field("Email") else "Owner.Name")


def _document(row: Mapping[str, Any], described: ObjectType, ids: Mapping[str, str]) -> Document:
    """The article; links to others of them, by their URL names, lead to their ids."""
    place = Place(f"{described.label} {row['Id']}")
    audience = read_audience(row.get("Audience__c"), "employees", place)
    published = row.get("LastPublishedDate") or row.get("LastModifiedDate")
    reviewed = row.get("Reviewed__c")
    head = Head(
        audience,
        row.get("Title") or "",
        row.get("Summary") or "",
        row.get("UrlName"),
        row.get("Owner.Email") or row.get("Owner.Name") or row.get("OwnerId") or "",
        published.date() if published else None,
        reviewed,
        labelled=bool((row.get("Audience__c") or "").strip()),
    )
    document = read_text(row[TEXT], row["Id"], head)
    related = (name.strip() for name in (row.get("Related__c") or "").split(","))
    leads = (_article(link, ids) for link in (*document.links, *related) if link)
    return replace(document, links=tuple(dict.fromkeys(leads)))


def _article(link: str, ids: Mapping[str, str]) -> str:
    """The id of the article that a link leads to by its URL name, wherever the site has it; else the link."""
    return ids.get(urlsplit(link).path.rstrip("/").rpartition("/")[2], link)
