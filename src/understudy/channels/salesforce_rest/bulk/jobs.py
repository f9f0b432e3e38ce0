"""Bulk jobs and their chunks, as they are kept."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from understudy.kit.db import Database
from understudy.kit.ids import RecordId

__all__ = [
    "Chunk",
    "Job",
    "JobState",
    "NewJob",
    "add_chunk",
    "change",
    "claim",
    "create",
    "delete",
    "expire",
    "find",
    "list_jobs",
    "load_chunk",
    "read_chunks",
    "save_outcomes",
]

KEPT = "7 days"
"""Source: Bulk API 2.0 and Bulk API Developer Guide, "Bulk API 2.0 Limits and Allocations"."""
JobState = Literal["Open", "UploadComplete", "InProgress", "JobComplete", "Failed", "Aborted"]


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job as somebody asks for it. `soql` is there for a job that reads, `object` for all."""

    id: RecordId
    org: str
    who: str | None
    operation: str
    object: str
    column_delimiter: str
    line_ending: str
    api_version: str
    state: JobState
    soql: str | None = None
    external_id_field: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `chunks` are those that are done; `cursor` is where the reading goes on."""

    id: RecordId
    org: str
    who: str | None
    operation: str
    object: str
    external_id_field: str | None
    soql: str | None
    column_delimiter: str
    line_ending: str
    api_version: str
    state: JobState
    error: str | None
    header: list[str] | None
    cursor: dict[str, Any] | None
    chunks: int
    processed: int
    failed: int
    retries: int
    processing_ms: int
    created_at: datetime
    changed_at: datetime

    @property
    def reads(self) -> bool:
        """Whether it is a query."""
        return self.soql is not None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a job as texts, with what came of each once they were worked on."""

    ordinal: int
    first_row: int
    rows: list[list[str]]
    outcomes: list[list[Any]] | None = None


_COLUMNS = sql.SQL(", ").join(sql.Identifier(each.name) for each in fields(Job))
_WHOSE = sql.SQL("org = %s AND who IS NOT DISTINCT FROM %s")


async def create(database: Database, job: NewJob) -> Job:
    """Keep a new job."""
    names = [each.name for each in fields(NewJob)]
    query = sql.SQL("INSERT INTO understudy.bulk_job ({}) VALUES ({}) RETURNING {}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join([sql.Placeholder()] * len(names)),
        _COLUMNS,
    )
    found = await _jobs(database, query, [getattr(job, name) for name in names])
    return found[0]


async def find(
    database: Database, org: str, who: str | None, job_id: str, *, lock: bool = False
) -> Job | None:
    """Somebody's job of that id; `lock` keeps it as it is until the transaction ends."""
    query = sql.SQL("SELECT {} FROM understudy.bulk_job WHERE id = %s AND {} {}").format(
        _COLUMNS, _WHOSE, sql.SQL("FOR UPDATE" if lock else "")
    )
    found = await _jobs(database, query, (job_id, org, who))
    return found[0] if found else None


async def list_jobs(database: Database, org: str, who: str | None, *, reads: bool) -> Sequence[Job]:
    """Somebody's jobs, the newest first."""
    query = sql.SQL(
        "SELECT {} FROM understudy.bulk_job WHERE {} AND (soql IS NOT NULL) = %s"
        " ORDER BY created_at DESC, id LIMIT 1000"
    ).format(_COLUMNS, _WHOSE)
    return await _jobs(database, query, (org, who, reads))


async def claim(database: Database, org: str) -> Job | None:
    """A job that waits to be worked on, which nobody else works on until the transaction ends.

    It is the one that was worked on longest ago, so that none waits for another to end.
    """
    query = sql.SQL(
        "SELECT {} FROM understudy.bulk_job WHERE org = %s AND state IN ('UploadComplete', 'InProgress')"
        " ORDER BY changed_at LIMIT 1 FOR UPDATE SKIP LOCKED"
    ).format(_COLUMNS)
    found = await _jobs(database, query, (org,))
    return found[0] if found else None


async def change(database: Database, job_id: str, **values: object) -> None:
    """Set these fields of a job."""
    settings = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder()) for name in values
    )
    query = sql.SQL("UPDATE understudy.bulk_job SET {}, changed_at = clock_timestamp() WHERE id = %s").format(
        settings
    )
    plain = [Jsonb(value) if isinstance(value, dict | list) else value for value in values.values()]
    await database.execute(query, (*plain, job_id))


async def delete(database: Database, job_id: str) -> None:
    """Forget a job with its rows."""
    await database.execute("DELETE FROM understudy.bulk_job WHERE id = %s", (job_id,))


async def expire(database: Database) -> int:
    """Forget the jobs that were last touched long ago, with their rows, whatever became of who made them."""
    return await database.execute(
        "DELETE FROM understudy.bulk_job WHERE changed_at < now() - %s::interval", (KEPT,)
    )


async def add_chunk(database: Database, job_id: str, chunk: Chunk) -> None:
    """Keep the next rows of a job."""
    await database.execute(
        "INSERT INTO understudy.bulk_chunk (job_id, ordinal, first_row, rows) VALUES (%s, %s, %s, %s)",
        (job_id, chunk.ordinal, chunk.first_row, Jsonb(chunk.rows)),
    )


async def load_chunk(database: Database, job_id: str, ordinal: int) -> Chunk | None:
    """The chunk at that place."""
    row = await database.fetch_one(
        "SELECT ordinal, first_row, rows, outcomes FROM understudy.bulk_chunk"
        " WHERE job_id = %s AND ordinal = %s",
        (job_id, ordinal),
    )
    return Chunk(*row) if row else None


async def save_outcomes(database: Database, job_id: str, ordinal: int, outcomes: Sequence[object]) -> None:
    """Note what came of the rows of a chunk."""
    await database.execute(
        "UPDATE understudy.bulk_chunk SET outcomes = %s WHERE job_id = %s AND ordinal = %s",
        (Jsonb(list(outcomes)), job_id, ordinal),
    )


async def read_chunks(database: Database, job_id: str, first_row: int = 0) -> AsyncGenerator[Chunk]:
    """The chunks of a job one after the other, from the one that holds this row."""
    start = await database.fetch_one(
        "SELECT max(ordinal) FROM understudy.bulk_chunk WHERE job_id = %s AND first_row <= %s",
        (job_id, first_row),
    )
    ordinal = start[0] if start and start[0] is not None else 0
    while chunk := await load_chunk(database, job_id, ordinal):
        yield chunk
        ordinal += 1


async def _jobs(database: Database, query: sql.Composed, params: Sequence[object]) -> list[Job]:
    async with database.connection() as connection, connection.cursor(row_factory=class_row(Job)) as cursor:
        await cursor.execute(query, params)
        return await cursor.fetchall()
