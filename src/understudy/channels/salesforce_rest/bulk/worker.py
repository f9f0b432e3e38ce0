"""Bulk jobs are worked on in the background, for as long as the server runs."""

import asyncio
import logging
import time

from psycopg import OperationalError

from understudy.channels.admission.store import Person
from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.chunks import work_on
from understudy.channels.salesforce_rest.bulk.jobs import Job
from understudy.channels.salesforce_rest.faults import error_entry
from understudy.channels.service import Service
from understudy.kit.errors import InputError, ServiceError, UnderstudyError

__all__ = ["step", "work"]

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_S = 5.0
"""Another program may have left a job, or one that was killed."""
_MOST_RETRIES = 10


async def work(service: Service) -> None:
    """Work on jobs, and wait for them, until cancelled."""
    while True:
        service.work_came.clear()
        try:
            went_on = await step(service)
        except (ServiceError, OperationalError) as error:
            _LOG.warning("bulk jobs wait for the database: %s", error)
            went_on = False
        except Exception:  # noqa: BLE001 - what nobody has foreseen must not leave all other jobs waiting
            _LOG.exception("bulk jobs go on after an unexpected error")
            went_on = False
        if not went_on:
            try:
                await asyncio.wait_for(service.work_came.wait(), _LOOK_EVERY_S)
            except TimeoutError:
                continue


async def step(service: Service) -> bool:
    """One chunk of one job; False when no job waits."""
    job: Job | None = None
    started = time.perf_counter()
    try:
        async with service.database.together() as together:
            job = await jobs.claim(together, service.stage.org.name)
            if job is None:
                return False
            actor = await service.actor(Person(job.org if job.who else None, job.who))
            if actor is None:
                raise InputError("who asked for the job is nobody of this org any more")
            await work_on(together, service.stage.org, job, actor, service.moment())
            spent_ms = round((time.perf_counter() - started) * 1000)
            await jobs.change(together, job.id, processing_ms=job.processing_ms + spent_ms)
    except Exception as error:
        if job is None:
            raise
        await _note(service, job, error)
    return True


async def _note(service: Service, job: Job, error: Exception) -> None:
    """The chunk was taken back: try it again later, or give the job up."""
    if isinstance(error, ServiceError | OperationalError) and job.retries < _MOST_RETRIES:
        await jobs.change(service.database, job.id, retries=job.retries + 1)
        return
    if not isinstance(error, UnderstudyError):
        _LOG.error("the bulk job %s failed", job.id, exc_info=error)
    entry = error_entry(error)
    told = f"{entry['errorCode']} : {entry['message']}".replace("\0", "")
    await jobs.change(service.database, job.id, state="Failed", error=told)
