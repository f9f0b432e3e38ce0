"""The rows that a search finds, through the index of words or, while there is none, without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from understudy.kit.db import Connection, Database
from understudy.org.orgs import Org
from understudy.soql.run import prepared
from understudy.soql.sosl.bind import BoundObject, BoundSearch
from understudy.soql.sosl.building import SMALL, Progress, ensure_index, unready
from understudy.soql.sosl.match import Sought
from understudy.soql.sosl.statement import FoundStatement, Stretch, write_newest, write_search
from understudy.soql.sosl.window import windows

__all__ = ["CONSIDERED", "Hits", "all_hits"]

CONSIDERED = 2000
"""The most matches of an object that are put in order, the newest: as many as a search returns."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows as they came: values of the outputs, then the id and how many rows were considered.

    `cut` and `newest` are as in `run.FoundObject`.
    """

    statement: FoundStatement | None
    raw: Sequence[tuple[Any, ...]]
    cut: bool
    newest: int | None = None


async def all_hits(database: Database, org: Org, bound: BoundSearch, progress: Progress | None) -> list[Hits]:
    """What is found of each object. `progress` is as in `run.search`."""
    searched = [each.described for each in bound.objects if each.sought]
    if progress:
        await ensure_index(database, org, *searched, progress=progress)
    missing = {each.name for each in await unready(database, org, *searched)}
    async with database.snapshot() as connection:
        # The plan is to be the one that reads the index, whose cost does not grow with the table.
        await connection.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        # Where a bitmap of rows has no room, each row of a page is looked at again, which is slow.
        await connection.execute("SET LOCAL work_mem = '32MB'")
        return [
            await _hits(connection, org, each, bound.limit, is_indexed=each.described.name not in missing)
            for each in bound.objects
        ]


async def _hits(connection: Connection, org: Org, each: BoundObject, limit: int, *, is_indexed: bool) -> Hits:
    most = limit if each.limit is None else min(limit, each.limit)
    if each.sought is None or most == 0:
        return Hits(None, (), cut=False)
    asking = _Asking(connection, org, each, most)
    if not is_indexed:
        return await asking.unindexed(each.sought)
    hits = await asking.newest(each.sought, CONSIDERED)
    if not hits.cut or each.is_ordered or not each.sought.names or each.sought.is_by_name:
        return hits
    # More matched than is put in order: those found by their name come first, however old they are.
    named = await asking.newest(replace(each.sought, fields=each.sought.names), most)
    known = {row[-2] for row in named.raw}
    others = [row for row in hits.raw if row[-2] not in known]
    return Hits(hits.statement, [*named.raw, *others][:most], cut=True)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks for the first rows of one object."""

    connection: Connection
    org: Org
    bound: BoundObject
    most: int

    async def newest(self, sought: Sought, considered: int) -> Hits:
        """The best of so many of the newest matches."""
        tried = await windows(self.connection, self.org.pg_schema, sought, considered)
        for window in tried:
            hits = await self.asked(sought, considered, Stretch(window))
            if hits.cut:
                return hits
        return await self.asked(sought, considered, Stretch())

    async def unindexed(self, sought: Sought) -> Hits:
        """The best of the newest rows that the actor may see, each of which is looked at."""
        last = write_newest(self.bound.restricted, self.org.pg_schema, SMALL)
        ids = await (await self.connection.execute(prepared(last.text), last.params)).fetchall()
        since = ids[0][0] if len(ids) > 1 else None
        hits = await self.asked(sought, CONSIDERED, Stretch(is_indexed=False, since=since))
        return replace(hits, newest=SMALL if since else None)

    async def asked(self, sought: Sought, considered: int, stretch: Stretch) -> Hits:
        """The best of so many of the newest matches in a stretch."""
        statement = write_search(
            self.bound.restricted,
            self.org.pg_schema,
            sought,
            most=self.most,
            considered=considered,
            is_ordered=self.bound.is_ordered,
            stretch=stretch,
        )
        cursor = await self.connection.execute(prepared(statement.text), statement.params)
        raw = await cursor.fetchall()
        return Hits(statement, raw, cut=bool(raw) and raw[0][-1] > considered)
