"""How much a query is, before it is run: PostgreSQL's own estimate."""

import json
from dataclasses import dataclass
from typing import Any, cast

from psycopg import sql

from understudy.kit.db import Database
from understudy.soql.run import prepared
from understudy.soql.sql import Statement

__all__ = ["Size", "estimate_size"]


@dataclass(frozen=True, slots=True)
class Size:
    """`rows` in the answer and `read` to find them, as PostgreSQL's statistics have it.

    It can be far off, above all for what several conditions leave together, and for tables just filled.
    """

    rows: int
    read: int


async def estimate_size(database: Database, statement: Statement) -> Size:
    """What the statement would yield, children aside. Nothing is run."""
    query = sql.SQL("EXPLAIN (FORMAT JSON) ") + prepared(statement.text)
    found = (await database.fetch(query, statement.params))[0][0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return Size(plan["Plan Rows"], _read(plan))


def _read(node: dict[str, Any]) -> int:
    """The rows of all the tables that are gone through."""
    own = node["Plan Rows"] if "Relation Name" in node else 0
    return own + sum(_read(each) for each in cast("list[dict[str, Any]]", node.get("Plans", [])))
