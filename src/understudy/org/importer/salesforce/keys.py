"""Fields whose values an org calls unique, and that are not so here, where case makes no difference."""

from dataclasses import replace

from psycopg import sql

from understudy.kit.db import Connection
from understudy.org import store
from understudy.org.importer.report import Findings
from understudy.org.metadata import Field, ObjectType, Schema

__all__ = ["without_broken_keys"]


async def without_broken_keys(
    connection: Connection, pg_schema: str, schema: Schema, findings: Findings
) -> Schema:
    """The schema in which no field is unique of which two records have the same value."""
    objects: list[ObjectType] = []
    for described in schema:
        fields = [
            replace(each, unique=False) if await _broken(connection, pg_schema, described, each) else each
            for each in described.fields
        ]
        for before, after in zip(described.fields, fields, strict=True):
            if before != after:
                findings.notice(
                    described.name, after.name, "not unique here: two records have the same value"
                )
        objects.append(replace(described, fields=tuple(fields)))
    return Schema(tuple(objects))


async def _broken(connection: Connection, pg_schema: str, described: ObjectType, field: Field) -> bool:
    if not field.unique:
        return False
    name = sql.Identifier(field.name)
    key = sql.SQL("lower({})").format(name) if field.type.is_text else name
    query = sql.SQL("SELECT FROM {} WHERE {} IS NOT NULL GROUP BY {} HAVING count(*) > 1 LIMIT 1").format(
        store.table(pg_schema, described.name), name, key
    )
    return await (await connection.execute(query)).fetchone() is not None
