"""The index of words that each object's table has, and the expression of which it is made.

It holds two vectors of a record, of all its searchable fields and of its name alone; whoever may not read
some of the fields is answered by a vector made on the way of those that may be read (`match`).
"""

import zlib
from typing import LiteralString, cast

from psycopg import sql
from sqlglot import exp

from understudy.org.metadata import ObjectType
from understudy.soql.sosl.fields import Fields, name_fields, searchable
from understudy.soql.sql_expression import identifier

__all__ = ["index_name", "index_statement", "name_vector", "vector", "whole_vector"]

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


def index_name(described: ObjectType) -> str:
    """The name of the index, which tells what it is made of: other fields make another index."""
    held = searchable(described)
    made_of = f"{_FORM} {Fields.of(held)} {Fields.of(name_fields(described, held))}"
    return f"{described.name[:40]}#words_{zlib.crc32(made_of.encode()):08x}"


def index_statement(pg_schema: str, described: ObjectType, *, concurrently: bool) -> sql.Composed:
    """What makes the index; concurrently, while others write, but in no transaction."""
    columns = [whole_vector(described, None)]
    if name_fields(described, searchable(described)):
        columns.append(name_vector(described, None))
    made_of = ", ".join(each.sql(dialect="postgres", identify=True) for each in columns)
    # Without a list of pending entries: a search then costs the same whatever was written before it.
    return sql.SQL("CREATE INDEX {} {} ON {} USING gin ({}) WITH (fastupdate = off)").format(
        sql.SQL("CONCURRENTLY" if concurrently else ""),
        sql.Identifier(index_name(described)),
        sql.Identifier(pg_schema, described.name),
        sql.SQL(cast("LiteralString", made_of)),
    )


def _texts(names: tuple[str, ...], alias: str | None) -> exp.Expr:
    array = exp.Array(expressions=[_column(name, alias) for name in names])
    return exp.cast(array, exp.DataType.build("TEXT[]", dialect="postgres"))


def _column(name: str, alias: str | None) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(alias) if alias else None)
