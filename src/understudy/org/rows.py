"""The room's SQL that finds records without the question language: who somebody is, who is below whom."""

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from understudy.kit.db import Database
from understudy.org.metadata import Field, ObjectType
from understudy.org.orgs import Org
from understudy.org.store import table

__all__ = ["below", "matching"]

_MOST_FOUND = 20


async def matching(
    database: Database,
    org: Org,
    described: ObjectType,
    fields: Sequence[Field],
    text: str,
    wanted: Sequence[str],
) -> list[dict[str, Any]]:
    """The records of which one of the fields is the text, whatever its case: Id and the wanted fields."""
    columns = ["Id", *wanted]
    query = sql.SQL("SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        table(org.pg_schema, described.name),
        sql.SQL(" OR ").join(
            sql.SQL("lower({}) = lower({})").format(sql.Identifier(f.name), text) for f in fields
        ),
        sql.Identifier("Id"),
        _MOST_FOUND,
    )
    return [dict(zip(columns, row, strict=True)) for row in await database.fetch(query)]


async def below(database: Database, org: Org, described: ObjectType, manager: Field, top: str) -> list[str]:
    """The ids of everyone under `top` in the hierarchy that the manager field makes, without `top`."""
    place = table(org.pg_schema, described.name)
    query = sql.SQL(
        'WITH RECURSIVE team(id) AS (SELECT {top}::varchar(18) COLLATE "C" UNION'
        ' SELECT u."Id" COLLATE "C" FROM {place} u JOIN team ON u.{manager} = team.id)'
        " SELECT id FROM team WHERE id <> {top}"
    ).format(place=place, manager=sql.Identifier(manager.name), top=top)
    return [row[0] for row in await database.fetch(query)]
