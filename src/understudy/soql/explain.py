"""What a query comes to for an actor, in words and in SQL, for whoever wants to check it."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.ast import Dialect
from understudy.soql.run import compile_query, prepared
from understudy.soql.scope import Binds
from understudy.soql.sql import write_sql

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """`rules` says per object which rows exist for the actor; `plan` is PostgreSQL's, or empty."""

    soql: str
    rules: tuple[str, ...]
    sql: str
    params: dict[str, Any]
    plan: str = ""


async def explain(
    org: Org,
    text: str,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    dialect: Dialect = Dialect.SOQL,
    database: Database | None = None,
) -> Explanation:
    """How a query would be answered. With a database also how PostgreSQL goes about it; nothing is run.

    Raises:
        InputError, NotPermittedError: as the query itself would.
    """
    restricted = compile_query(org, text, actor, moment, binds=binds, dialect=dialect)
    rules: dict[str, str] = {}
    for scan in restricted.plan.scans:
        for object_type in scan.objects:
            rule = restricted.rule(scan, object_type)
            rules[object_type.name] = f"only rows where {rule.text}" if rule else "every row"
    statement = write_sql(restricted, org.pg_schema)
    plan = ""
    if database is not None:
        query = sql.SQL("EXPLAIN ") + prepared(statement.text)
        plan = "\n".join(row[0] for row in await database.fetch(query, statement.params))
    words = tuple(f"{name}: {rule}" for name, rule in rules.items())
    return Explanation(text, words, statement.text, statement.params, plan)
