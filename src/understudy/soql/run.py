"""Questions are answered here: compile for this actor, execute, give back rows with what ran."""

import contextlib
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import TracebackType
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql

from understudy.kit.clock import Moment
from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError, ServiceError
from understudy.org.metadata import FieldType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.org.read_values import note_read
from understudy.soql.ast import Dialect, Query
from understudy.soql.bind import bind
from understudy.soql.parse import TOO_DEEP, parse
from understudy.soql.plan import Column, Output, Select
from understudy.soql.plan_cache import PlanCache, key_of
from understudy.soql.restrict import Restricted, restrict
from understudy.soql.rules import parse_by_rules
from understudy.soql.scope import Binds
from understudy.soql.shapes import named, visible, with_children
from understudy.soql.sql import PARENTS, Statement, write_sql
from understudy.soql.view import View
from understudy.soql.write import write

__all__ = [
    "Compiled",
    "Result",
    "ResultColumn",
    "Row",
    "compile_query",
    "compiled",
    "execute",
    "prepared",
    "reading",
    "result_column",
    "run",
]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column: its key in the rows, and the field it comes from (`path` is None for what is computed)."""

    name: str
    type: FieldType
    label: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query.

    Numbers are `int` or `Decimal`, instants have a time zone, child queries are tuples of rows under their
    relationship's name. `total` is the number of rows, but for SELECT COUNT(), which yields the count itself
    as its total and in its one row. `truncated` tells that `limit_guard` cut rows off. `ms` is the time
    from text to rows. `limited` names the objects of which not every record is there for the actor.
    """

    columns: tuple[ResultColumn, ...]
    rows: tuple[Row, ...]
    total: int
    soql: str
    sql: str
    params: dict[str, Any]
    truncated: bool
    ms: float
    limited: tuple[str, ...] = ()


def compile_query(
    org: Org,
    query: str | Query,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    dialect: Dialect = Dialect.SOQL,
    all_rows: bool = False,
) -> Restricted:
    """Parse, bind and restrict: a plan that this actor may run.

    A text must keep the documented rules; a tree that code has built is bound as it is.

    Args:
        all_rows: as ALL ROWS at the end of the query: also what is in the recycle bin.

    Raises:
        InputError: the query is wrong, with place and hint.
        NotPermittedError: it names what the actor may not read.
    """
    tree = _parsed(query, dialect) if isinstance(query, str) else query
    try:
        plan = bind(tree, View(org.schema, org.access, actor), moment, binds, dialect)
    except RecursionError:
        raise InputError(TOO_DEEP) from None
    plan = replace(plan, all_rows=True) if all_rows else plan
    return restrict(plan, org.schema, org.access, actor, moment)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan for one actor, the statement it is, and what is told of it with every answer."""

    restricted: Restricted
    statement: Statement
    columns: tuple[ResultColumn, ...]
    limited: tuple[str, ...]


_PLANS: PlanCache[Compiled] = PlanCache()


def compiled(
    org: Org,
    query: str | Query,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    dialect: Dialect = Dialect.SOQL,
    limit_guard: int | None = None,
    all_rows: bool = False,
) -> Compiled:
    """The query ready to run, compiled now or before; raises as `compile_query`."""

    def fresh() -> Compiled:
        restricted = compile_query(org, query, actor, moment, binds=binds, dialect=dialect, all_rows=all_rows)
        return Compiled(
            restricted,
            write_sql(restricted, org.pg_schema, limit_guard=limit_guard),
            tuple(result_column(each) for each in visible(restricted.plan.select.outputs)),
            restricted.limited,
        )

    key = key_of(
        org,
        query,
        actor,
        moment,
        binds=binds,
        dialect=dialect,
        limit_guard=limit_guard,
        all_rows=all_rows,
    )
    return _PLANS.recall(key, org, fresh)


def _parsed(text: str, dialect: Dialect) -> Query:
    return parse_by_rules(text) if dialect is Dialect.SOQL else parse(text, dialect)


async def run(
    database: Database,
    org: Org,
    query: str | Query,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    dialect: Dialect = Dialect.SOQL,
    limit_guard: int | None = None,
    all_rows: bool = False,
) -> Result:
    """Answer a query as the actor may see it.

    Args:
        moment: what TODAY is, and in which time zone.
        dialect: DEFINITION only for what the org itself has declared.
        limit_guard: the most rows to fetch, whatever LIMIT says.
        all_rows: as ALL ROWS at the end of the query: also what is in the recycle bin.

    Raises:
        InputError, NotPermittedError: as `compile_query`; InputError also for a value out of range.
        ServiceError: the database failed or took too long.
    """
    started = time.perf_counter()
    ready = compiled(
        org,
        query,
        actor,
        moment,
        binds=binds,
        dialect=dialect,
        limit_guard=limit_guard,
        all_rows=all_rows,
    )
    plan, statement = ready.restricted.plan, ready.statement
    rows = await _fetch(database, statement)
    truncated = limit_guard is not None and len(rows) > limit_guard
    rows = rows[:limit_guard] if truncated else rows
    _note(plan.select, rows)
    return Result(
        columns=ready.columns,
        rows=tuple(rows),
        total=rows[0][plan.select.outputs[0].name] if plan.select.counts else len(rows),
        soql=plan.text or write(cast("Query", query)),
        sql=statement.text,
        params=dict(statement.params),
        truncated=truncated,
        ms=(time.perf_counter() - started) * 1000,
        limited=ready.limited,
    )


def _note(select: Select, rows: Sequence[Row]) -> None:
    """Tell whoever must know which fields the values come from, those of child records too."""
    paths = [
        (each.name, each.expression.path)
        for each in select.outputs
        if isinstance(each.expression, Column) and each.expression.path
    ]
    note_read(select.root.object.name, paths, rows)
    for child in select.children:
        _note(child.query, [each for row in rows for each in row.get(child.name) or ()])


def result_column(output: Output) -> ResultColumn:
    """What a column of the result is called and holds."""
    expression = output.expression
    path = expression.path if isinstance(expression, Column) else None
    return ResultColumn(output.name, expression.type, output.label, path)


@lru_cache(maxsize=4096)
def prepared(text: str) -> sql.SQL:
    """The statement as psycopg takes it. The text is generated, with every value a parameter."""
    return sql.SQL(cast("LiteralString", text))


async def _fetch(database: Database, statement: Statement) -> list[Row]:
    with _FAILURES:
        # Children must be those of the same instant as their parents.
        async with database.snapshot() if statement.children else database.connection() as connection:
            return await execute(connection, statement)


@contextlib.asynccontextmanager
async def reading(database: Database, *, snapshot: bool) -> AsyncGenerator[Connection]:
    """A connection to read records with, at one instant if several statements are to agree.

    Raises:
        InputError: a value is out of range.
        ServiceError: the database failed or took too long.
    """
    with _FAILURES:
        async with database.snapshot() if snapshot else database.connection() as connection:
            yield connection


class _Failures:
    """What the database refuses, in the words of this platform. A class, as it stands around every query."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        match error:
            case psycopg.errors.QueryCanceled():
                hint = "ask for less: filter or group"
                raise ServiceError("the query took too long", hint=hint) from error
            case psycopg.DataError():
                what = error.diag.message_primary or error
                raise InputError(f"a value is out of range: {what}") from error
            case psycopg.errors.ProgramLimitExceeded():
                raise InputError(f"the query is too large: {error.diag.message_primary or error}") from error
            case UnicodeEncodeError():
                raise InputError("a text holds half a character") from error
            case psycopg.Error():
                raise ServiceError(f"the database failed: {error}", retryable=True) from error
            case _:
                pass


_FAILURES = _Failures()


async def execute(connection: Connection, statement: Statement) -> list[Row]:
    """The rows of a statement with their children."""
    rows, _ = await _rows(connection, statement, statement.params)
    return rows


async def _rows(
    connection: Connection, statement: Statement, params: dict[str, Any]
) -> tuple[list[Row], list[tuple[Any, ...]]]:
    """The rows as mappings, and as they came."""
    cursor = await connection.execute(prepared(statement.text), params)
    raw = await cursor.fetchall()
    rows = named(raw, statement.outputs)
    if statement.children and rows:
        ids = [each[len(statement.outputs)] for each in raw]
        for name, child in statement.children:
            found, came = await _rows(connection, child, {**child.params, PARENTS: ids})
            with_children(rows, ids, name, found, came)
    return rows, raw
