"""The index of words that each object's table has, and the expression of which it is made.

It is built when an object is first searched: a load of a million records need not wait for it. It holds
two vectors of a record, of all its searchable fields and of its name alone; whoever may not read some of the
fields is answered by a vector made on the way of those that may be read (`match`).
"""

import zlib
from collections.abc import Iterable
from typing import LiteralString, cast

from psycopg import sql
from sqlglot import exp

from understudy.kit.db import Connection, Database
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.soql.sosl.fields import Fields, name_fields, searchable
from understudy.soql.sql_expression import identifier

__all__ = ["ensure_index", "name_vector", "vector", "whole_vector"]

_LOCK = 7_243_010
_FORM = 1
"""Counts the ways in which the index was made: a new one makes it anew."""


def vector(fields: Fields, alias: str | None, *, identity: bool = False) -> exp.Expr:
    """The words of fields of a row; with `identity` also the mark of its place among all ids."""
    own: exp.Expr = _column("Id", alias) if identity else exp.Null()
    arguments = [own, _texts(fields.texts, alias), _texts(fields.phones, alias)]
    return exp.Anonymous(this="understudy.search_vector", expressions=arguments)


def whole_vector(described: ObjectType, alias: str | None) -> exp.Expr:
    """What the index holds of a row."""
    return vector(Fields.of(searchable(described)), alias, identity=True)


def name_vector(described: ObjectType, alias: str | None) -> exp.Expr:
    """What the index holds of a row's name."""
    return vector(Fields.of(name_fields(described, searchable(described))), alias, identity=True)


async def ensure_index(database: Database, org: Org, *objects: ObjectType) -> None:
    """Build the indexes of objects where there are none for their fields as they are.

    Takes a minute or more for a million records; others who search wait for it. One look at the catalogue
    where all are there.
    """
    wanted = {index_name(each): each for each in objects}
    async with database.connection() as connection:
        there = await _there(connection, org.pg_schema, wanted)
    if there >= wanted.keys():
        return
    async with database.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        there = await _there(connection, org.pg_schema, wanted)
        for name, described in wanted.items():
            if name not in there:
                await _build(connection, org, described, name)


def index_name(described: ObjectType) -> str:
    """The name of the index, which tells what it is made of: other fields make another index."""
    held = searchable(described)
    made_of = f"{_FORM} {Fields.of(held)} {Fields.of(name_fields(described, held))}"
    return f"{described.name[:40]}#words_{zlib.crc32(made_of.encode()):08x}"


async def _there(connection: Connection, pg_schema: str, names: Iterable[str]) -> set[str]:
    found = await connection.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
        " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)",
        (list(names), pg_schema),
    )
    return {row[0] for row in await found.fetchall()}


async def _build(connection: Connection, org: Org, described: ObjectType, name: str) -> None:
    await connection.execute("SET LOCAL statement_timeout = 0")
    await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for stale in await _stale(connection, org.pg_schema, described):
        await connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(org.pg_schema, stale)))
    place = sql.Identifier(org.pg_schema, described.name)
    columns = [whole_vector(described, None)]
    if name_fields(described, searchable(described)):
        columns.append(name_vector(described, None))
    made_of = ", ".join(each.sql(dialect="postgres", identify=True) for each in columns)
    # Without a list of pending entries: a search then costs the same whatever was written before it.
    await connection.execute(
        sql.SQL("CREATE INDEX {} ON {} USING gin ({}) WITH (fastupdate = off)").format(
            sql.Identifier(name), place, sql.SQL(cast("LiteralString", made_of))
        )
    )
    await connection.execute(sql.SQL("ANALYZE {}").format(place))


async def _stale(connection: Connection, pg_schema: str, described: ObjectType) -> list[str]:
    """Indexes of words made of other fields."""
    found = await connection.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s AND indexname LIKE %s",
        (pg_schema, described.name, "%#words\\_%"),
    )
    return [row[0] for row in await found.fetchall()]


def _texts(names: tuple[str, ...], alias: str | None) -> exp.Expr:
    array = exp.Array(expressions=[_column(name, alias) for name in names])
    return exp.cast(array, exp.DataType.build("TEXT[]", dialect="postgres"))


def _column(name: str, alias: str | None) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(alias) if alias else None)
