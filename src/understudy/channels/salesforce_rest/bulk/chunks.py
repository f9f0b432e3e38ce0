"""One chunk of a job, in the transaction that notes it as done."""

from dataclasses import replace
from typing import Any

from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.jobs import Chunk, Job
from understudy.channels.salesforce_rest.queries import parsed
from understudy.channels.salesforce_rest.values import csv_text
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.pages import first_page, next_page

__all__ = ["READ_AT_ONCE", "WRITTEN_AT_ONCE", "work_on"]

READ_AT_ONCE = 2000
WRITTEN_AT_ONCE = 200


async def work_on(together: Database, org: Org, job: Job, actor: Actor, moment: Moment) -> None:
    """The next chunk of the job; when there is none, the job is complete.

    Raises: InputError, NotPermittedError and ServiceError as queries and writes do.
    """
    if job.reads:
        await _read(together, org, job, actor, moment)
    else:
        await _write(together, org, job, actor, moment)


async def _read(together: Database, org: Org, job: Job, actor: Actor, moment: Moment) -> None:
    assert job.soql is not None
    if job.cursor is None:
        tree = parsed(job.soql, all_rows=job.operation == "queryAll")
        page = await first_page(together, org, replace(tree, text=""), actor, moment, size=READ_AT_ONCE)
    else:
        page = await next_page(together, org, job.cursor, actor, size=READ_AT_ONCE)
    names = [column.name for column in page.columns]
    rows = [[csv_text(row[name]) for name in names] for row in page.rows]
    await jobs.add_chunk(together, job.id, Chunk(job.chunks, job.processed, rows))
    await jobs.change(
        together,
        job.id,
        state="InProgress" if page.cursor else "JobComplete",
        header=names,
        cursor=page.cursor,
        chunks=job.chunks + 1,
        processed=job.processed + len(rows),
    )


async def _write(together: Database, org: Org, job: Job, actor: Actor, moment: Moment) -> None:
    chunk = await jobs.load_chunk(together, job.id, job.chunks)
    if chunk is None:
        await jobs.change(together, job.id, state="JobComplete")
        return
    outcomes: list[list[Any]] = []
    await jobs.save_outcomes(together, job.id, chunk.ordinal, outcomes)
    await jobs.change(
        together,
        job.id,
        state="InProgress",
        chunks=job.chunks + 1,
        processed=job.processed + len(outcomes),
        failed=job.failed + sum(outcome[2] is not None for outcome in outcomes),
    )
