"""What a query comes to for an actor, in words and in SQL, for whoever wants to check it."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import NotPermittedError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.soql.ast import Dialect
from understudy.soql.reasons import Denial, ObjectReasons, denials, reasons, who
from understudy.soql.restrict import Restricted
from understudy.soql.run import compile_query, prepared
from understudy.soql.scope import Binds
from understudy.soql.sql import write_sql
from understudy.soql.warehouse.emit import emit
from understudy.soql.warehouse.engines import Engine

__all__ = ["Explanation", "explain"]

_OPERATOR = System("explaining a denial")


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query is answered. `rules` says in words which rows exist for the actor, `objects` says why.

    With `denials` it is not answered at all: then there is no SQL. `plan` is PostgreSQL's, or empty. All but
    `rules` is for operators: it tells of rules and of what is hidden.
    """

    soql: str
    who: str
    rules: tuple[str, ...]
    objects: tuple[ObjectReasons, ...] = ()
    denials: tuple[Denial, ...] = ()
    sql: str = ""
    params: dict[str, Any] | None = None
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
    engine: Engine | None = None,
) -> Explanation:
    """How a query would be answered; nothing is run.

    Args:
        database: to tell also how PostgreSQL goes about it.
        engine: for the SQL of a warehouse instead, whose tables are called as the objects are.

    Raises:
        InputError: as the query itself would, if nothing were closed to the actor; or it cannot be written
            for the engine.
    """
    try:
        restricted = compile_query(org, text, actor, moment, binds=binds, dialect=dialect)
    except NotPermittedError as error:
        return _refused(org, text, actor, moment, binds, dialect, error)
    if engine is None:
        statement = write_sql(restricted, org.pg_schema)
    else:
        statement = emit(restricted, engine, {each.name: each.name for each in org.schema})
    plan = ""
    if database is not None and engine is None:
        query = sql.SQL("EXPLAIN ") + prepared(statement.text)
        plan = "\n".join(row[0] for row in await database.fetch(query, statement.params))
    return Explanation(
        text,
        who(actor, org),
        tuple(_words(restricted)),
        _reasons(org, actor, restricted),
        sql=statement.text,
        params=statement.params,
        plan=plan,
    )


def _refused(
    org: Org,
    text: str,
    actor: Actor,
    moment: Moment,
    binds: Binds | None,
    dialect: Dialect,
    error: NotPermittedError,
) -> Explanation:
    open_to_all = compile_query(org, text, _OPERATOR, moment, binds=binds, dialect=dialect)
    found = denials(org, actor, open_to_all.plan)
    if not found:  # a rule that doesn't fit its object
        found = (Denial(error.message, str(error.__cause__ or ""), ""),)
    return Explanation(text, who(actor, org), (), _reasons(org, actor, open_to_all), found)


def _words(restricted: Restricted) -> list[str]:
    rules: dict[str, str] = {}
    for scan in restricted.plan.scans:
        for object_type in scan.objects:
            rule = restricted.rule(scan, object_type)
            rules[object_type.name] = f"only rows where {rule.text}" if rule else "every row"
    return [f"{name}: {rule}" for name, rule in rules.items()]


def _reasons(org: Org, actor: Actor, restricted: Restricted) -> tuple[ObjectReasons, ...]:
    objects = {each.name: each for scan in restricted.plan.scans for each in scan.objects}
    return tuple(reasons(org, actor, each) for each in objects.values())
