"""Searches are answered here: compile for this actor, find, put in order, share the limit out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, ServiceError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.run import ResultColumn, Row, result_column
from understudy.soql.scope import Binds
from understudy.soql.sosl.ast import Search
from understudy.soql.sosl.bind import BoundObject, bind_search
from understudy.soql.sosl.building import Progress
from understudy.soql.sosl.hits import Hits, all_hits
from understudy.soql.sosl.parse import parse_search
from understudy.soql.sosl.present import Presenter

__all__ = ["FoundObject", "SearchResult", "search"]


@dataclass(frozen=True, slots=True)
class FoundObject:
    """The records of one object that were found, in order.

    `cut` tells that more matched than are put in order: the newest were. `limited` tells that a row rule lets
    the actor see only some records. `newest`, if given, tells that there is no index of words yet,
    so that only so many of the newest records were looked at. `sql` is empty where nothing had to be asked.
    """

    object: str
    columns: tuple[ResultColumn, ...]
    rows: tuple[Row, ...]
    sql: str = ""
    params: dict[str, Any] | None = None
    cut: bool = False
    limited: bool = False
    newest: int | None = None


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


async def search(
    database: Database,
    org: Org,
    text: str | Search,
    actor: Actor,
    moment: Moment,
    *,
    binds: Binds | None = None,
    limit_guard: int | None = None,
    progress: Progress | None = None,
) -> SearchResult:
    """Answer a search as the actor may see it.

    The first search of an object has its index of words built, for a million records in a minute or more.
    Until it is there, only the newest records of a large table are looked at, and a note says so.

    Args:
        moment: what TODAY is, and in which time zone.
        binds: values of `:name`; without any the text is taken as one that comes from outside of a program.
        limit_guard: the most rows of all objects together, whatever LIMIT says.
        progress: given, the search waits for the indexes of words, and tells how far they are.

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
        hits = await all_hits(database, org, bound, progress)
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
        notes=(*presenter.notes(tree), *_unindexed(found)),
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


def _found(each: BoundObject, hits: Hits, count: int, presenter: Presenter) -> FoundObject:
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
        limited=each.described.name in each.restricted.limited,
        newest=hits.newest,
    )


def _unindexed(found: Sequence[FoundObject]) -> tuple[str, ...]:
    return tuple(
        f"only the newest {each.newest:,} {each.object} records were searched:"
        " the index of words is being built"
        for each in found
        if each.newest
    )
