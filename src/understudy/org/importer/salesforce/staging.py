"""What was fetched so far, and up to when an org was copied: the SQL of both."""

import gzip
from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from understudy.kit.db import Connection, Database

__all__ = ["Import", "add_page", "begin", "finish", "last_page", "read_pages", "resume", "source_of"]

Import = dict[str, Any]
"""What an import has decided at its beginning: objects, queries, whether it only takes changes."""


async def resume(database: Database, org: str, source: str) -> Import | None:
    """The import of this org from there that was stopped, if one was."""
    row = await database.fetch_one(
        "SELECT plan FROM understudy.import WHERE org = %s AND source = %s AND plan IS NOT NULL",
        (org, source),
    )
    return row[0] if row else None


async def begin(database: Database, org: str, source: str, plan: Import) -> None:
    """Note what is to be done."""
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM understudy.import_page WHERE org = %s", (org,))
        await connection.execute(
            "INSERT INTO understudy.import (org, source, plan) VALUES (%s, %s, %s)"
            " ON CONFLICT (org) DO UPDATE SET source = EXCLUDED.source, plan = EXCLUDED.plan",
            (org, source, Jsonb(plan)),
        )


async def add_page(database: Database, org: str, name: str, text: str, job: str, locator: str) -> None:
    """Keep a page; one without a way to go on is the object's last."""
    await database.execute(
        "INSERT INTO understudy.import_page (org, object, ordinal, body, job, locator)"
        " SELECT %s, %s, count(*), %s, %s, %s FROM understudy.import_page WHERE org = %s AND object = %s",
        (org, name, gzip.compress(text.encode(), 5), job, locator, org, name),
    )


async def last_page(database: Database, org: str, name: str) -> tuple[str, str] | None:
    """Job and locator of an object's last page so far; None when there is none."""
    row = await database.fetch_one(
        "SELECT job, locator FROM understudy.import_page WHERE org = %s AND object = %s"
        " ORDER BY ordinal DESC LIMIT 1",
        (org, name),
    )
    return (row[0], row[1]) if row else None


async def forget(database: Database, org: str, name: str) -> None:
    """Begin an object anew."""
    await database.execute("DELETE FROM understudy.import_page WHERE org = %s AND object = %s", (org, name))


async def read_pages(connection: Connection, org: str, name: str) -> AsyncGenerator[str]:
    """The pages of an object, one at a time."""
    ordinal = 0
    while True:
        found = await connection.execute(
            "SELECT body FROM understudy.import_page WHERE org = %s AND object = %s AND ordinal = %s",
            (org, name, ordinal),
        )
        row = await found.fetchone()
        if row is None:
            return
        yield gzip.decompress(row[0]).decode()
        ordinal += 1


async def finish(connection: Connection, org: str, marks: dict[str, str]) -> None:
    """Note up to when each object was copied, and let the pages go."""
    await connection.execute("DELETE FROM understudy.import_page WHERE org = %s", (org,))
    await connection.execute(
        "UPDATE understudy.import SET plan = NULL, marks = marks || %s, finished_at = now() WHERE org = %s",
        (Jsonb(marks), org),
    )


async def source_of(database: Database, org: str) -> tuple[str, dict[str, str], datetime | None] | None:
    """Where an org was copied from, up to which SystemModstamp of each object, and when."""
    row = await database.fetch_one(
        "SELECT source, marks, finished_at FROM understudy.import WHERE org = %s", (org,)
    )
    return (row[0], row[1], row[2]) if row else None
