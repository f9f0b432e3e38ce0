"""Searches are answered here: compile for this actor, find, put in order, share the limit out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from understudy.kit.clock import Moment
from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError, ServiceError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.run import ResultColumn, Row, prepared, result_column
from understudy.soql.scope import Binds
from understudy.soql.sosl.ast import Search
from understudy.soql.sosl.bind import BoundObject, BoundSearch, bind_search
from understudy.soql.sosl.index import ensure_index
from understudy.soql.sosl.match import Sought
from understudy.soql.sosl.parse import parse_search
from understudy.soql.sosl.present import Presenter
from understudy.soql.sosl.statement import FoundStatement, write_search
from understudy.soql.sosl.window import windows

__all__ = ["CONSIDERED", "FoundObject", "SearchResult", "search"]

CONSIDERED = 2000
"""The most matches of an object that are put in order, the newest: as many as a search returns."""


@dataclass(frozen=True, slots=True)
class FoundObject:
    """The records of one object that were found, in order.

    `cut` tells that more matched than are put in order: the newest were. `limited` tells that a row rule lets
    the actor see only some records. `sql` is empty where nothing had to be asked.
    """

    object: str
    columns: tuple[ResultColumn, ...]
    rows: tuple[Row, ...]
    sql: str = ""
    params: dict[str, Any] | None = None
    cut: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search: an entry for each object of RETURNING, or, without it, for each that has some.

    `notes` tell what of the search has no effect here. `truncated` tells that `limit_guard` cut rows off.
    """

    objects: tuple[FoundObject, ...]
    sosl: str
    notes: tuple[str, ...]
    truncated: bool
    ms: float

    @property
    def total(self) -> int:
        """How many records were found."""
        return sum(len(each.rows) for each in self.objects)

    @property
    def cut(self) -> tuple[str, ...]:
        """The objects of which only the newest matches were put in order."""
        return tuple(each.object for each in self.objects if each.cut)


@dataclass(frozen=True, slots=True)
class _Hits:
    """Rows as they came: values of the outputs, then the id and how many rows were considered."""

    statement: FoundStatement | None
    raw: Sequence[tuple[Any, ...]]
    cut: bool


async def search(
    database: Database,
    org: Org,
    text: str | Search,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    limit_guard: int | None = None,
) -> SearchResult:
    """Answer a search as the actor may see it.

    The first search of an object builds its index of words: a minute or more for a million records.

    Args:
        moment: what TODAY is, and in which time zone.
        binds: values of `:name`; without any the text is taken as one that comes from outside of a program.
        limit_guard: the most rows of all objects together, whatever LIMIT says.

    Raises:
        InputError: the search is wrong, with place and hint; or a value is out of range.
        NotPermittedError: it names what the actor may not read.
        ServiceError: the database failed or took too long.
    """
    started = time.perf_counter()
    tree = parse_search(text, binds=binds is not None) if isinstance(text, str) else text
    presenter = Presenter(tree)
    bound = bind_search(presenter.complete(tree, org, actor), org, actor, moment, binds)
    try:
        hits = await _all_hits(database, org, bound)
    except psycopg.errors.QueryCanceled as error:
        raise ServiceError("the search took too long", hint="look for rarer words") from error
    except psycopg.errors.ProgramLimitExceeded as error:
        raise InputError("a word is too long to be searched for") from error
    except UnicodeEncodeError as error:
        raise InputError("a text holds half a character") from error
    except psycopg.DataError as error:
        raise InputError(f"a value is out of range: {error.diag.message_primary or error}") from error
    except psycopg.Error as error:
        raise ServiceError(f"the database failed: {error}", retryable=True) from error
    limit = bound.limit if limit_guard is None else min(bound.limit, limit_guard)
    shares = share([len(each.raw) for each in hits], limit)
    found = [
        _found(each, hit, count, presenter)
        for each, hit, count in zip(bound.objects, hits, shares, strict=True)
        if tree.returning or count
    ]
    whole = share([len(each.raw) for each in hits], bound.limit)
    return SearchResult(
        objects=tuple(found),
        sosl=tree.text,
        notes=presenter.notes(tree),
        truncated=sum(whole) > sum(shares),
        ms=(time.perf_counter() - started) * 1000,
    )


def share(counts: Sequence[int], limit: int) -> list[int]:
    """How many rows of each object are returned: evenly, and what one does not need goes to the others."""
    shares = [0] * len(counts)
    while limit:
        waiting = [place for place, count in enumerate(counts) if shares[place] < count]
        if not waiting:
            break
        each = max(1, limit // len(waiting))
        for place in waiting:
            more = min(each, counts[place] - shares[place], limit)
            shares[place] += more
            limit -= more
    return shares


async def _all_hits(database: Database, org: Org, bound: BoundSearch) -> list[_Hits]:
    await ensure_index(database, org, *(each.described for each in bound.objects if each.sought))
    async with database.snapshot() as connection:
        # The plan is to be the one that reads the index, whose cost does not grow with the table.
        await connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        return [await _hits(connection, org, each, bound.limit) for each in bound.objects]


async def _hits(connection: Connection, org: Org, each: BoundObject, limit: int) -> _Hits:
    most = limit if each.limit is None else min(limit, each.limit)
    if each.sought is None or most == 0:
        return _Hits(None, (), cut=False)
    asking = _Asking(connection, org, each, most)
    hits = await asking.newest(each.sought, CONSIDERED)
    if not hits.cut or each.is_ordered or not each.sought.names or each.sought.is_by_name:
        return hits
    # More matched than is put in order: those found by their name come first, however old they are.
    named = await asking.newest(replace(each.sought, fields=each.sought.names), most)
    known = {row[-2] for row in named.raw}
    others = [row for row in hits.raw if row[-2] not in known]
    return _Hits(hits.statement, [*named.raw, *others][:most], cut=True)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks for the first rows of one object."""

    connection: Connection
    org: Org
    bound: BoundObject
    most: int

    async def newest(self, sought: Sought, considered: int) -> _Hits:
        """The best of so many of the newest matches."""
        tried = await windows(self.connection, self.org.pg_schema, sought, considered)
        for window in tried:
            hits = await self.asked(sought, considered, window)
            if hits.cut:
                return hits
        return await self.asked(sought, considered, None)

    async def asked(self, sought: Sought, considered: int, window: str | None) -> _Hits:
        """The best of so many of the newest matches in a window."""
        statement = write_search(
            self.bound.restricted,
            self.org.pg_schema,
            sought,
            most=self.most,
            considered=considered,
            is_ordered=self.bound.is_ordered,
            window=window,
        )
        cursor = await self.connection.execute(prepared(statement.text), statement.params)
        raw = await cursor.fetchall()
        return _Hits(statement, raw, cut=bool(raw) and raw[0][-1] > considered)


def _found(each: BoundObject, hits: _Hits, count: int, presenter: Presenter) -> FoundObject:
    outputs = each.restricted.plan.select.outputs
    names = [output.name for output in outputs]
    rows = [dict(zip(names, row, strict=False)) for row in hits.raw[:count]]
    columns = tuple(result_column(output) for output in outputs)
    columns, rows = presenter.present(each, columns, rows)
    return FoundObject(
        object=each.described.name,
        columns=columns,
        rows=tuple(rows),
        sql=hits.statement.text if hits.statement else "",
        params=hits.statement.params if hits.statement else None,
        cut=hits.cut,
        limited=any(name == each.described.name for _, name in each.restricted.rules),
    )
