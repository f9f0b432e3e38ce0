"""Jobs as clients read them."""

from typing import Any

from understudy.channels.salesforce_rest.bodies import Body
from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.formats import Delimiter, LineEnding
from understudy.channels.salesforce_rest.bulk.jobs import Job, JobState
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.reading import not_there
from understudy.channels.salesforce_rest.routes import Call
from understudy.channels.salesforce_rest.values import instant
from understudy.kit.ids import new_record_id, parse_record_id
from understudy.org.permissions import Actor, Customer, Employee

__all__ = ["ENDED", "Layout", "as_json", "find_job", "listed", "set_state", "who_of"]


class Layout(Body):
    """How the CSV of a job is to be read or written."""

    column_delimiter: Delimiter = "COMMA"
    line_ending: LineEnding = "LF"


ENDED = ("JobComplete", "Failed", "Aborted")


def who_of(actor: Actor) -> str | None:
    """The id of the user or contact; None for the operator."""
    match actor:
        case Employee(user_id=found):
            return found
        case Customer(contact_id=found):
            return found
        case _:
            return None


def as_json(job: Job) -> dict[str, Any]:
    """The job as it stands."""
    kind = "query" if job.reads else "ingest"
    told: dict[str, Any] = {
        "id": job.id,
        "operation": job.operation,
        "object": job.object,
        "createdById": job.who or new_record_id("005", 0),
        "createdDate": instant(job.created_at),
        "systemModstamp": instant(job.changed_at),
        "state": job.state,
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(job.api_version),
        "jobType": "V2Query" if job.reads else "V2Ingest",
        "lineEnding": job.line_ending,
        "columnDelimiter": job.column_delimiter,
        "numberRecordsProcessed": job.processed,
        "retries": job.retries,
        "totalProcessingTime": job.processing_ms,
    }
    if not job.reads:
        told |= {
            "contentUrl": f"services/data/v{job.api_version}/jobs/{kind}/{job.id}/batches",
            "numberRecordsFailed": job.failed,
            "apiActiveProcessingTime": job.processing_ms,
            "apexProcessingTime": 0,
        }
    if job.external_id_field:
        told["externalIdFieldName"] = job.external_id_field
    if job.error:
        told["errorMessage"] = job.error
    return told


async def find_job(call: Call, job_id: str, *, reads: bool) -> Job:
    """The caller's own job of that id.

    Raises: WireError when there is none.
    """
    known = parse_record_id(job_id)
    found = await jobs.find(call.database, call.org.name, who_of(call.actor), known) if known else None
    if found is None or found.reads != reads:
        raise not_there()
    return found


async def listed(call: Call, *, reads: bool) -> dict[str, Any]:
    """The caller's jobs."""
    found = await jobs.list_jobs(call.database, call.org.name, who_of(call.actor), reads=reads)
    return {"done": True, "nextRecordsUrl": None, "records": [as_json(each) for each in found]}


async def set_state(call: Call, job: Job, wanted: JobState, *, allowed: tuple[str, ...]) -> dict[str, Any]:
    """The job in another state; a chunk that is being worked on comes to its end first.

    Raises: WireError when the job cannot go there from where it is.
    """
    async with call.database.together() as together:
        current = await jobs.find(together, job.org, job.who, job.id, lock=True)
        if current is None:
            raise not_there()
        if current.state not in allowed:
            message = f"a job that is {current.state} cannot become {wanted}"
            raise WireError(400, "INVALIDJOBSTATE", message)
        await jobs.change(together, job.id, state=wanted)
    call.service.work_came.set()
    return as_json(await find_job(call, job.id, reads=job.reads))
