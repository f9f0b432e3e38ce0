"""The answer to a query page by page: any number of rows, each once, in an order that does not change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from understudy.kit.clock import Moment
from understudy.kit.db import Connection, Database
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.ast import Query
from understudy.soql.cursor import Position, packed, read_cursor, stale, unpacked, who
from understudy.soql.keyset import KEY, count_statement, page_statement
from understudy.soql.parse import parse
from understudy.soql.restrict import Restricted
from understudy.soql.run import (
    ResultColumn,
    Row,
    compiled,
    execute,
    prepared,
    reading,
    result_column,
)
from understudy.soql.scope import Binds
from understudy.soql.shapes import visible
from understudy.soql.sql import write_sql
from understudy.soql.write import write

__all__ = ["Page", "first_page", "next_page"]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer.

    `total` is the number of rows on all pages when the first was read; for SELECT COUNT() it is the count.
    `cursor` leads to the next page, as plain data that JSON can hold; None on the last.
    """

    rows: tuple[Row, ...]
    columns: tuple[ResultColumn, ...]
    total: int
    cursor: dict[str, Any] | None


async def first_page(
    database: Database,
    org: Org,
    query: str | Query,
    actor: Actor,
    moment: Moment,
    *,
    size: int,
    binds: Binds | None = None,
) -> Page:
    """The first `size` rows. What is aggregated comes whole, as it is one answer.

    A row that is there all the time and whose sort keys stay as they are is on exactly one page, whatever
    else is written meanwhile.

    Raises:
        InputError, NotPermittedError, ServiceError: as `run.run`.
    """
    assert size > 0, "a page holds a row at least"
    restricted = compiled(org, query, actor, moment, binds=binds).restricted
    if restricted.plan.select.aggregated:
        return await _whole(database, org, restricted)
    start = Position(
        org=org.name,
        load=org.pg_schema,
        actor=who(actor),
        query=restricted.plan.text or write(cast("Query", query)),
        binds={name: packed(value) for name, value in (binds or {}).items()},
        now=moment.now.isoformat(),
        timezone=moment.timezone.key,
        fiscal_year_start=moment.fiscal_year_start,
        after=[],
        left=restricted.plan.select.limit,
        total=0,
    )
    async with reading(database, snapshot=True) as connection:
        rows = await _rows(connection, org, restricted, _wanted(start, size), None)
        total = len(rows) if len(rows) <= size else await _count(connection, org, restricted)
    return _page(restricted, replace(start, total=total), rows, size)


async def next_page(
    database: Database, org: Org, cursor: Mapping[str, Any], actor: Actor, *, size: int
) -> Page:
    """The rows after those of the page that gave the cursor; `size` may be another one.

    What the actor may see is asked again. A cursor may be used as often as one likes.

    Raises:
        InputError: the cursor is of another actor or org, or the org has changed since.
        NotPermittedError: the query names what the actor may no longer read.
        ServiceError: as `run.run`.
    """
    assert size > 0, "a page holds a row at least"
    start = read_cursor(cursor, org, actor)
    after = [unpacked(each) for each in start.after]
    restricted = compiled(org, parse(start.query), actor, start.moment, binds=start.bound).restricted
    select = restricted.plan.select
    if select.aggregated or len(select.order) != len(after):
        raise stale("the query now sorts by something else")
    async with reading(database, snapshot=bool(select.children)) as connection:
        rows = await _rows(connection, org, restricted, _wanted(start, size), after)
    return _page(restricted, start, rows, size)


async def _whole(database: Database, org: Org, restricted: Restricted) -> Page:
    select = restricted.plan.select
    async with reading(database, snapshot=False) as connection:
        rows = await execute(connection, write_sql(restricted, org.pg_schema))
    total = rows[0][select.outputs[0].name] if select.counts else len(rows)
    return Page(tuple(rows), tuple(result_column(each) for each in visible(select.outputs)), total, None)


def _wanted(start: Position, size: int) -> int:
    """One row more than the page holds, to know whether another page follows."""
    return size + 1 if start.left is None else min(size + 1, start.left)


async def _rows(
    connection: Connection, org: Org, restricted: Restricted, rows: int, after: Sequence[Any] | None
) -> list[Row]:
    return await execute(connection, page_statement(restricted, org.pg_schema, rows=rows, after=after))


async def _count(connection: Connection, org: Org, restricted: Restricted) -> int:
    """How many rows OFFSET and LIMIT leave."""
    select = restricted.plan.select
    statement = count_statement(restricted, org.pg_schema)
    row = await (await connection.execute(prepared(statement.text), statement.params)).fetchone()
    assert row is not None
    found = max(0, row[0] - (select.offset or 0))
    return found if select.limit is None else min(found, select.limit)


def _page(restricted: Restricted, start: Position, rows: list[Row], size: int) -> Page:
    select = restricted.plan.select
    shown, keys = rows[:size], [f"{KEY}{i}" for i in range(len(select.order))]
    cursor = None
    if len(rows) > size:
        left = None if start.left is None else start.left - size
        after = [packed(shown[-1][key]) for key in keys]
        cursor = replace(start, after=after, left=left).cursor()
    for row in rows:
        for key in keys:
            del row[key]
    columns = tuple(result_column(each) for each in visible(select.outputs))
    return Page(tuple(shown), columns, start.total, cursor)
