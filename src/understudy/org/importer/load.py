"""All or nothing: everything is loaded and put in place in one transaction, or nothing has changed."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from psycopg import sql

from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError
from understudy.kit.ids import serial_of
from understudy.org import store
from understudy.org.importer.prepare import Prepared, Rules, prepare
from understudy.org.importer.report import Findings, ImportReport
from understudy.org.metadata import ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy
from understudy.org.recycled import refill

__all__ = ["Progress", "import_org", "load_prepared", "silent"]

Progress = Callable[[str, int, int], None]
"""Called with the object being loaded, the records loaded so far and the records in all."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_EVERY = 5_000


def silent(_object: str, _done: int, _total: int) -> None:
    """Tell nobody."""


async def import_org(
    database: Database,
    path: Path,
    name: str,
    *,
    standard: Schema,
    access: AccessPolicy,
    progress: Progress = silent,
    lenient: bool = False,
    timezone: str = "UTC",
    fiscal_year_start: int = 1,
) -> ImportReport:
    """Load the org that is in an SQLite file or a folder of CSV or Parquet, and make it the current one.

    A table named as an object of `standard` takes its metadata; everything else is inferred. An org of the
    same name is replaced. `lenient` empties references to records that are not there instead of refusing.

    Raises: InputError for a path or a name that cannot be used. Whatever is wrong inside the files is in
    the report, and then nothing has changed in the database.
    """
    started = time.monotonic()
    zone = _zone(timezone)
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be an org's name",
            hint="use up to 40 small letters, digits, - and _, a letter first",
        )
    findings = Findings()
    rules = Rules(standard, zone, datetime.now(UTC), lenient)
    prepared = await asyncio.to_thread(prepare, path, rules, findings)
    if not prepared.objects and not findings.problem_count:
        findings.problem("holds no table", path.name)
    if not findings.problem_count:
        template = Org(name, "", prepared.schema, access, zone, fiscal_year_start)
        await load_prepared(database, template, prepared, progress)
    return ImportReport(
        org=name,
        objects=prepared.objects,
        problems=tuple(findings.problems),
        problem_count=findings.problem_count,
        notices=tuple(findings.notices),
        seconds=time.monotonic() - started,
    )


async def load_prepared(
    database: Database, template: Org, prepared: Prepared, progress: Progress = silent
) -> Org:
    """Load what has been checked as the org that `template` describes, and make it the current one.

    Returns the org with the PostgreSQL schema that now holds it; an org of the same name is replaced.
    """
    async with database.transaction() as connection:
        pg_schema = await _load(connection, template.name, prepared, progress)
        org = replace(template, pg_schema=pg_schema)
        await _put_in_place(connection, org)
    return org


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"there is no time zone {timezone!r}", hint="give one as Europe/Berlin") from error


async def _load(connection: Connection, name: str, prepared: Prepared, progress: Progress) -> str:
    """Make and fill the tables; returns the PostgreSQL schema they are in."""
    await connection.execute("SET LOCAL statement_timeout = 0")
    await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")  # for the indexes
    pg_schema = await store.new_pg_schema(connection, name)
    await store.create_tables(connection, pg_schema, prepared.schema)
    total = sum(found.rows for found in prepared.objects)
    done = 0
    for described in prepared.schema:
        progress(described.name, done, total)
        done = await _copy(connection, pg_schema, described, prepared, progress, done, total)
    progress("", done, total)
    ids = (record_id for columns in prepared.columns.values() for record_id in columns["Id"])
    await store.reserve_serials(
        connection, pg_schema, max((serial_of(found) or 0 for found in ids), default=0)
    )
    await store.reserve_numbers(connection, pg_schema, prepared.schema)
    await store.create_indexes(connection, pg_schema, prepared.schema)
    await store.analyze(connection, pg_schema, prepared.schema)
    return pg_schema


async def _copy(
    connection: Connection,
    pg_schema: str,
    described: ObjectType,
    prepared: Prepared,
    progress: Progress,
    done: int,
    total: int,
) -> int:
    columns = prepared.columns[described.name]
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(store.table(pg_schema, described.name), names)
    async with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in zip(*columns.values(), strict=True):
            await copy.write_row(row)
            done += 1
            if done % _EVERY == 0:
                progress(described.name, done, total)
    return done


async def _put_in_place(connection: Connection, org: Org) -> None:
    if replaced := await store.save_org(connection, org):
        await store.drop_tables(connection, replaced)
    await refill(connection, org, datetime.now(UTC))
