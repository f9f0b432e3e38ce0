"""The routes of jobs that write."""

import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import IO, Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from understudy.channels.salesforce_rest.bodies import json_object
from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.chunks import WRITTEN_AT_ONCE
from understudy.channels.salesforce_rest.bulk.formats import csv_lines, read_csv
from understudy.channels.salesforce_rest.bulk.jobs import Chunk, Job, NewJob
from understudy.channels.salesforce_rest.bulk.told import (
    ENDED,
    Layout,
    as_json,
    find_job,
    listed,
    set_state,
    who_of,
)
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.locators import new_id
from understudy.channels.salesforce_rest.routes import Call, Routes, Writing
from understudy.kit.db import Database

__all__ = ["router"]

router = Routes()

_OPERATIONS = ("insert", "update", "upsert", "delete", "hardDelete")
_IN_MEMORY = 4 * 1024 * 1024


class _Asked(Layout):
    operation: str
    object: str
    external_id_field_name: str | None = None
    content_type: str = "CSV"


Told = Callable[[list[str], list[Any] | None], list[str] | None]


@router.post("/jobs/ingest")
async def create_job(request: Request, call: Writing) -> dict[str, Any]:
    """A new job, open for the upload of its rows."""
    body = await _Asked.of(request, "INVALIDJOB")
    operation, described = body.operation, call.view.object(body.object)
    if operation not in _OPERATIONS:
        raise WireError(400, "INVALIDJOB", f"the operation is one of {', '.join(_OPERATIONS)}")
    if described is None:
        raise WireError(400, "INVALIDJOB", f"InvalidJob : there is no object {body.object}")
    external = body.external_id_field_name
    if operation == "upsert" and (not external or call.view.field(described, external) is None):
        raise WireError(
            400, "INVALIDJOB", "InvalidJob : upsert needs externalIdFieldName, a field of the object"
        )
    if body.content_type != "CSV":
        raise WireError(400, "INVALIDJOB", "InvalidJob : the content type is CSV")
    job = NewJob(
        id=new_id("750"),
        org=call.org.name,
        who=who_of(call.actor),
        operation=operation,
        object=described.name,
        column_delimiter=body.column_delimiter,
        line_ending=body.line_ending,
        api_version=call.version,
        state="Open",
        external_id_field=external if operation == "upsert" else None,
    )
    return as_json(await jobs.create(call.database, job))


@router.get("/jobs/ingest")
async def list_jobs(call: Writing) -> dict[str, Any]:
    """The caller's jobs."""
    return await listed(call, reads=False)


@router.get("/jobs/ingest/{job_id}")
async def get_job(job_id: str, call: Writing) -> dict[str, Any]:
    """How far a job is."""
    return as_json(await find_job(call, job_id, reads=False))


@router.put("/jobs/ingest/{job_id}/batches", status_code=201)
async def upload(job_id: str, request: Request, call: Writing) -> Response:
    """Take the rows of a job, once and as a whole."""
    job = await find_job(call, job_id, reads=False)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        async for piece in request.stream():
            if b"\0" in piece:
                raise WireError(400, "INVALIDBATCH", "the data is no text: a zero byte is in it")
            file.write(piece)
        file.seek(0)
        async with call.database.together() as together:
            await _keep(together, job, file)
    return Response(status_code=201)


async def _keep(together: Database, job: Job, file: IO[bytes]) -> None:
    current = await jobs.find(together, job.org, job.who, job.id, lock=True)
    if current is None or current.state != "Open" or current.header is not None:
        raise WireError(400, "INVALIDJOBSTATE", "the job takes no data (any more)")
    rows = read_csv(file, job.column_delimiter)
    header = [name.strip() for name in next(rows, [])]
    if not header:
        raise WireError(400, "INVALIDBATCH", "InvalidBatch : the data has no header")
    for ordinal, some in enumerate(_cut(rows)):
        await jobs.add_chunk(together, job.id, Chunk(ordinal, ordinal * WRITTEN_AT_ONCE, some))
    await jobs.change(together, job.id, header=header)


def _cut(rows: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    some: list[list[str]] = []
    for row in rows:
        some.append(row)
        if len(some) == WRITTEN_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


@router.patch("/jobs/ingest/{job_id}")
async def change_job(job_id: str, request: Request, call: Writing) -> dict[str, Any]:
    """Let a job begin, or give it up."""
    wanted = (await json_object(request)).get("state")
    job = await find_job(call, job_id, reads=False)
    if wanted == "Aborted":
        return await set_state(call, job, "Aborted", allowed=("Open", "UploadComplete", "InProgress"))
    if wanted != "UploadComplete":
        raise WireError(400, "INVALIDJOBSTATE", "an ingest job can be set to UploadComplete or Aborted")
    return await set_state(call, job, "UploadComplete", allowed=("Open",))


@router.delete("/jobs/ingest/{job_id}", status_code=204)
async def delete_job(job_id: str, call: Writing) -> Response:
    """Forget a job that has ended."""
    job = await find_job(call, job_id, reads=False)
    if job.state not in ENDED:
        raise WireError(
            400, "INVALIDJOBSTATE", f"a job that is {job.state} cannot be deleted: abort it first"
        )
    await jobs.delete(call.database, job.id)
    return Response(status_code=204)


@router.get("/jobs/ingest/{job_id}/successfulResults")
async def successful(job_id: str, call: Writing) -> Response:
    """The rows that were written, with their records' ids."""
    return await _results(call, job_id, ["sf__Id", "sf__Created"], _succeeded)


@router.get("/jobs/ingest/{job_id}/failedResults")
async def failed(job_id: str, call: Writing) -> Response:
    """The rows that were not, with the reason."""
    return await _results(call, job_id, ["sf__Id", "sf__Error"], _failed)


@router.get("/jobs/ingest/{job_id}/unprocessedrecords")
@router.get("/jobs/ingest/{job_id}/unprocessedRecords")
async def unprocessed(job_id: str, call: Writing) -> Response:
    """The rows of a job that was given up before it came to them."""
    return await _results(call, job_id, [], lambda row, outcome: row if outcome is None else None)


def _succeeded(row: list[str], outcome: list[Any] | None) -> list[str] | None:
    if outcome is None or outcome[2] is not None:
        return None
    return [outcome[0], "true" if outcome[1] else "false", *row]


def _failed(row: list[str], outcome: list[Any] | None) -> list[str] | None:
    if outcome is None or outcome[2] is None:
        return None
    return [outcome[0] or "", outcome[2], *row]


async def _results(call: Call, job_id: str, before: list[str], told: Told) -> Response:
    job = await find_job(call, job_id, reads=False)
    if job.state not in ENDED:
        raise WireError(400, "INVALIDJOBSTATE", f"the job is {job.state}: it has no results yet")
    return StreamingResponse(_lines(call, job, before, told), media_type="text/csv")


async def _lines(call: Call, job: Job, before: list[str], told: Told) -> AsyncGenerator[bytes]:
    yield csv_lines([[*before, *(job.header or [])]], job.column_delimiter, job.line_ending)
    async for chunk in jobs.read_chunks(call.database, job.id):
        outcomes = chunk.outcomes or [None] * len(chunk.rows)
        rows = [told(row, outcome) for row, outcome in zip(chunk.rows, outcomes, strict=True)]
        yield csv_lines([row for row in rows if row is not None], job.column_delimiter, job.line_ending)
