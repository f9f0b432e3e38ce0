"""Words that stand in very many records: the newest of these are found without looking at all.

Ids are given in order, so records that share the first thirteen characters of theirs were made about the same
time, at most 3,844 of them. The index has a mark of each such group; a search that also asks for the marks of
the newest groups reads only those. Many marks that begin alike are asked for as one, by their beginning: what
a search costs grows with the number of marks it names.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from psycopg import sql
from sqlglot import exp

from understudy.kit.db import Connection
from understudy.org.store import table
from understudy.soql.run import prepared
from understudy.soql.sosl.index import name_vector, whole_vector
from understudy.soql.sosl.match import Sought, index_query, tsquery
from understudy.soql.sql_expression import identifier

__all__ = ["Windows", "windows"]

_GROUP = 3_844
_MANY = 6
_SMALL = 50_000
_MOST_GROUPS = 256
_MOST_ALIKE = 24
_SPARE = 1.5
_WIDER = 4


@dataclass(frozen=True, slots=True)
class Windows:
    """The marks of the newest groups, and how many of them to begin with."""

    marks: Sequence[str]
    first: int

    def __iter__(self) -> Iterator[str]:
        """Texts of tsqueries, each for more of the newest rows."""
        size = self.first
        while size < len(self.marks):
            yield " | ".join(_asked(self.marks[:size]))
            size *= _WIDER


def _asked(marks: Sequence[str]) -> Iterator[str]:
    """What finds these marks, all of one stretch; the oldest may find older ones of theirs, too."""
    for beginning, alike in groupby(marks, key=lambda mark: mark[:-1]):
        own = list(alike)
        if len(own) > _MOST_ALIKE:
            yield f"'#{beginning}':*"
        else:
            yield from (f"'#{mark}'" for mark in own)


async def windows(connection: Connection, pg_schema: str, sought: Sought, considered: int) -> Windows:
    """What to try before all rows are searched, to find so many; nothing where not many more records match
    or the table is small.
    """
    place = table(pg_schema, sought.described.name)
    rows = await _size(connection, place)
    if rows < _SMALL:
        return Windows((), 1)
    matches = await _estimate(connection, pg_schema, sought)
    if matches < _MANY * considered:
        return Windows((), 1)
    first = max(1, math.ceil(_SPARE * considered * rows / matches / _GROUP))
    return Windows(await _marks(connection, place, min(first * _WIDER**2 + 1, _MOST_GROUPS)), first)


async def _size(connection: Connection, place: sql.Identifier) -> float:
    """How many rows the table has, about."""
    query = "SELECT reltuples FROM pg_class WHERE oid = %s::regclass"
    row = await (await connection.execute(query, (place.as_string(connection),))).fetchone()
    return row[0] if row else 0


async def _estimate(connection: Connection, pg_schema: str, sought: Sought) -> float:
    """How many rows PostgreSQL expects to match."""
    make = name_vector if sought.is_by_name else whole_vector
    described = sought.described
    asked = tsquery(exp.Placeholder(this="asked"))
    source = exp.Table(this=identifier(described.name), db=identifier(pg_schema))
    condition = exp.MatchAgainst(this=make(described, None), expressions=[asked])
    statement = exp.select("1").from_(source).where(condition).sql(dialect="postgres", identify=True)
    query = sql.SQL("EXPLAIN (FORMAT JSON) ") + prepared(statement)
    row = await (await connection.execute(query, {"asked": index_query(sought)})).fetchone()
    assert row is not None
    return float(row[0][0]["Plan"]["Plan Rows"])


async def _marks(connection: Connection, place: sql.Identifier, most: int) -> list[str]:
    """The first characters of ids, the newest first; found in the index of ids step by step."""
    query = sql.SQL(
        'WITH RECURSIVE newest(mark) AS (SELECT left(max("Id"), 13) FROM {place} UNION ALL'
        ' SELECT (SELECT left(max("Id"), 13) FROM {place} WHERE "Id" < newest.mark) FROM newest'
        " WHERE newest.mark IS NOT NULL) SELECT mark FROM newest WHERE mark IS NOT NULL LIMIT {most}"
    ).format(place=place, most=most)
    return [row[0] for row in await (await connection.execute(query)).fetchall()]
