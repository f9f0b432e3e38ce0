"""The routes of jobs that read."""

import base64
import binascii
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from understudy.channels.salesforce_rest.asking import asked
from understudy.channels.salesforce_rest.bodies import json_object
from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.formats import csv_lines
from understudy.channels.salesforce_rest.bulk.jobs import Job, NewJob
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
from understudy.channels.salesforce_rest.queries import malformed, parsed
from understudy.channels.salesforce_rest.routes import Call, Reading, Routes
from understudy.kit.errors import InputError, NotPermittedError
from understudy.soql.ast import ChildQuery, TypeOf
from understudy.soql.run import compile_query

__all__ = ["router"]

router = Routes()

_MOST = 250_000


class _Asked(Layout):
    operation: str
    query: str


@router.post("/jobs/query")
async def create_job(request: Request, call: Reading) -> dict[str, Any]:
    """A new job, which begins at once."""
    body = await _Asked.of(request, "INVALIDJOB")
    soql, operation = body.query, body.operation
    if operation not in ("query", "queryAll"):
        raise WireError(400, "INVALIDJOB", "the operation is query or queryAll")
    job = NewJob(
        id=new_id("750"),
        org=call.org.name,
        who=who_of(call.actor),
        operation=operation,
        object=_check(call, soql, all_rows=operation == "queryAll"),
        column_delimiter=body.column_delimiter,
        line_ending=body.line_ending,
        api_version=call.version,
        state="UploadComplete",
        soql=soql,
    )
    made = await jobs.create(call.database, job)
    call.service.work_came.set()
    return as_json(made)


@router.get("/jobs/query")
async def list_jobs(call: Reading) -> dict[str, Any]:
    """The caller's jobs."""
    return await listed(call, reads=True)


@router.get("/jobs/query/{job_id}")
async def get_job(job_id: str, call: Reading) -> dict[str, Any]:
    """How far a job is."""
    return as_json(await find_job(call, job_id, reads=True))


@router.patch("/jobs/query/{job_id}")
async def abort_job(job_id: str, request: Request, call: Reading) -> dict[str, Any]:
    """Give a job up."""
    if (await json_object(request)).get("state") != "Aborted":
        raise WireError(400, "INVALIDJOBSTATE", "a query job can only be set to Aborted")
    job = await find_job(call, job_id, reads=True)
    return await set_state(call, job, "Aborted", allowed=("UploadComplete", "InProgress"))


@router.delete("/jobs/query/{job_id}", status_code=204)
async def delete_job(job_id: str, call: Reading) -> Response:
    """Forget a job that has ended."""
    job = await find_job(call, job_id, reads=True)
    if job.state not in ENDED:
        raise WireError(
            400, "INVALIDJOBSTATE", f"a job that is {job.state} cannot be deleted: abort it first"
        )
    await jobs.delete(call.database, job.id)
    return Response(status_code=204)


@router.get("/jobs/query/{job_id}/results")
async def get_results(job_id: str, request: Request, call: Reading) -> Response:
    """Some rows of a job's answer; the header `Sforce-Locator` leads to the next."""
    job = await find_job(call, job_id, reads=True)
    if job.state != "JobComplete":
        raise WireError(400, "INVALIDJOBSTATE", f"the job is {job.state}: it has no results (yet)")
    first, most = _range(request)
    count = max(0, min(most, job.processed - first))
    after = first + count
    headers = {
        "Sforce-Locator": _locator(after) if after < job.processed else "null",
        "Sforce-NumberOfRecords": str(count),
    }
    return StreamingResponse(_lines(call, job, first, after), media_type="text/csv", headers=headers)


async def _lines(call: Call, job: Job, first: int, after: int) -> AsyncGenerator[bytes]:
    yield csv_lines([job.header or []], job.column_delimiter, job.line_ending)
    async for chunk in jobs.read_chunks(call.database, job.id, first):
        if chunk.first_row >= after:
            return
        rows = chunk.rows[max(0, first - chunk.first_row) : after - chunk.first_row]
        yield csv_lines(rows, job.column_delimiter, job.line_ending)


def _check(call: Call, soql: str, *, all_rows: bool) -> str:
    """The name of the object that the query reads.

    Raises: WireError when it cannot be run, or not as a job.
    """
    tree = parsed(soql, all_rows=all_rows)
    try:
        compiled = compile_query(call.org, tree, call.actor, call.moment)
    except (InputError, NotPermittedError) as error:
        raise malformed(soql, error) from error
    others = any(isinstance(item, ChildQuery | TypeOf) for item in tree.select)
    if others or asked(tree).aggregated or tree.offset is not None:
        message = "a bulk query has no child query, TYPEOF, aggregate, GROUP BY or OFFSET"
        raise WireError(400, "API_ERROR", message)
    return compiled.plan.select.root.object.name


def _range(request: Request) -> tuple[int, int]:
    """The first row that is wanted, and how many."""
    wanted = request.query_params.get("maxRecords", str(_MOST))
    locator = request.query_params.get("locator", "")
    if not wanted.isdecimal() or not int(wanted) > 0:
        raise WireError(400, "INVALID_QUERY_LOCATOR", "maxRecords is a whole number above 0")
    try:
        first = int(base64.urlsafe_b64decode(locator + "=" * (-len(locator) % 4)) or b"0")
    except (ValueError, binascii.Error):
        raise WireError(400, "INVALID_QUERY_LOCATOR", "invalid query locator") from None
    return max(0, first), min(int(wanted), _MOST)


def _locator(row: int) -> str:
    return base64.urlsafe_b64encode(str(row).encode()).decode().rstrip("=")
