"""One chunk of a job, in the transaction that notes it as done."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.jobs import Chunk, Job
from understudy.channels.salesforce_rest.faults import error_entry
from understudy.channels.salesforce_rest.queries import parsed
from understudy.channels.salesforce_rest.values import csv_text
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.org.records import InvalidWriteError, Operation, Outcome, StatusCode, Write, write_all
from understudy.soql.pages import first_page, next_page
from understudy.soql.validate import ROW_RULES

__all__ = ["READ_AT_ONCE", "WRITTEN_AT_ONCE", "work_on"]

_OPERATIONS = {"insert": Operation.CREATE}
_NULL = "#N/A"
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
    outcomes = await _written(together, org, job, actor, moment, chunk)
    await jobs.save_outcomes(together, job.id, chunk.ordinal, outcomes)
    await jobs.change(
        together,
        job.id,
        state="InProgress",
        chunks=job.chunks + 1,
        processed=job.processed + len(outcomes),
        failed=job.failed + sum(outcome[2] is not None for outcome in outcomes),
    )


async def _written(
    together: Database, org: Org, job: Job, actor: Actor, moment: Moment, chunk: Chunk
) -> list[list[Any]]:
    """What came of each row: the record's id, whether it is new, and the error."""
    header = job.header or []
    fitting = [row for row in chunk.rows if len(row) == len(header)]
    operation = _OPERATIONS.get(job.operation) or Operation(job.operation)
    came = iter(
        await write_all(
            Write(together, org, actor, moment.now, ROW_RULES),
            job.object,
            operation,
            [_values(header, row) for row in fitting],
            external_field_name=job.external_id_field,
        )
    )
    return [
        _told(next(came) if len(row) == len(header) else _misshapen(len(row), len(header)))
        for row in chunk.rows
    ]


def _values(header: Sequence[str], row: Sequence[str]) -> dict[str, str | None]:
    """The fields that a row sets: what is empty is left as it is, and #N/A empties it."""
    return {
        name: None if cell == _NULL else cell for name, cell in zip(header, row, strict=True) if cell != ""
    }


def _told(outcome: Outcome) -> list[Any]:
    if outcome.error is None:
        return [outcome.id, outcome.created, None]
    entry = error_entry(outcome.error, "statusCode")
    return [outcome.id, False, f"{entry['statusCode']}:{entry['message']}:{','.join(entry['fields'])} --"]


def _misshapen(cells: int, wanted: int) -> Outcome:
    message = f"the row has {cells} cells, the header {wanted}"
    return Outcome(None, error=InvalidWriteError(StatusCode.INVALID_FIELD, message))
