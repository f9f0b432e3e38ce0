"""A queue of jobs in the database, on DBOS: put them in here, have them done here or on other machines.

A job that was taken by a process that died is taken by another; so what it does must do no harm when it is
done twice. Only processes of the same version take it. DBOS keeps its tables in a schema of their own, and
asks nobody but the database.

DBOS is imported when a queue is opened: that takes about a second, and few programs need it. Its functions
are called from threads: called from a loop, it would put an executor of its own into it.
"""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import psycopg

from understudy.kit.db import Database
from understudy.kit.errors import ServiceError
from understudy.kit.jobs.presence import Presence, those_present

__all__ = ["AT_ONCE", "SCHEMA", "Jobs", "Work", "open_jobs"]

SCHEMA = "understudy_jobs"
"""The PostgreSQL schema of DBOS's tables."""
AT_ONCE = 2
"""Jobs that one process does at a time: it is never without one while it asks for the next."""
Work = Callable[[Mapping[str, Any]], Awaitable[None]]

if TYPE_CHECKING:
    from sqlalchemy import Engine

P = ParamSpec("P")
T = TypeVar("T")

_QUEUE = "understudy"
_KIND = "job"
_POLL_S = 0.2
_RECOVER_EVERY_S = 1.0
_RECOVERING = 0x756E6472
_POOL_SIZE = 5


class Jobs:
    """An open queue. One at a time in a process."""

    def __init__(self, database: Database, version: str) -> None:
        self._database = database
        self._version = version

    async def put(self, jobs: Mapping[str, Mapping[str, Any]]) -> None:
        """Put jobs in, by ids; one whose id was used is in already."""
        await self._ask(self._put, jobs)

    def _put(self, jobs: Mapping[str, Mapping[str, Any]]) -> None:
        from dbos import DBOS

        for job, about in jobs.items():
            DBOS.enqueue_workflow_with_options(
                {
                    "workflow_name": _KIND,
                    "queue_name": _QUEUE,
                    "workflow_id": job,
                    "app_version": self._version,
                },
                dict(about),
            )

    async def undone(self, beginning: str) -> list[str]:
        """The ids, of those that begin so, of the jobs that wait or are being done."""
        from dbos import DBOS

        found = await self._ask(
            DBOS.list_workflows,
            workflow_id_prefix=beginning,
            status=["ENQUEUED", "PENDING"],
            load_input=False,
            load_output=False,
        )
        return [each.workflow_id for each in found]

    async def take_back(self, beginning: str) -> None:
        """Jobs whose ids begin so are not begun any more."""
        from dbos import DBOS

        if waiting := await self.undone(beginning):
            await self._ask(DBOS.cancel_workflows, waiting)

    async def _ask(self, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What a function of DBOS gives, however long (up to two minutes) the database is away."""
        from sqlalchemy.exc import SQLAlchemyError

        async def asked() -> T:
            try:
                return await asyncio.to_thread(function, *given, **named)
            except SQLAlchemyError as error:
                raise ServiceError("the queue of jobs cannot be reached", retryable=True) from error

        return await self._database.outlast(asked)

    async def recover(self) -> None:
        """Put back in what was taken by processes that are gone. One process at a time does so."""
        from dbos import DBOS

        async with self._database.transaction() as connection:
            alone = await connection.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", (_RECOVERING,))
            if await alone.fetchone() != (True,):
                return
            taken = await asyncio.to_thread(
                DBOS.list_workflows,
                status="PENDING",
                queue_name=_QUEUE,
                load_input=False,
                load_output=False,
            )
            present = {str(number) for number in await those_present(self._database)}
            for each in taken:
                if (each.executor_id or "").rpartition(".")[2] not in present:
                    await asyncio.to_thread(DBOS.resume_workflow, each.workflow_id, queue_name=_QUEUE)


@asynccontextmanager
async def open_jobs(database: Database, version: str, work: Work | None) -> AsyncGenerator[Jobs]:
    """The queue, open. `work` does a job, on the loop of the caller; without it none is taken here.

    Leaving it breaks off what is being done; others take it.
    """
    from dbos import DBOS

    jobs = Jobs(database, version)
    async with Presence(database) as presence:
        doing, engine = _set_up(database.url, version, presence.number, work)
        if work is None:
            DBOS.listen_queues([])
        await asyncio.to_thread(DBOS.launch)
        await asyncio.to_thread(
            DBOS.register_queue,
            _QUEUE,
            worker_concurrency=AT_ONCE,
            polling_interval_sec=_POLL_S,
            on_conflict="never_update",
        )
        recovering = asyncio.create_task(_recover(jobs))
        try:
            yield jobs
        finally:
            for task in (recovering, *doing):
                task.cancel()
            await asyncio.gather(recovering, *doing, return_exceptions=True)
            await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
            await asyncio.to_thread(engine.dispose)


def _set_up(
    url: str, version: str, number: int, work: Work | None
) -> tuple[set["asyncio.Task[Any]"], "Engine"]:
    """Tell DBOS of the job; the tasks that do one at any time, and what has DBOS's connections."""
    import sqlalchemy
    from dbos import DBOS

    def connected() -> psycopg.Connection[Any]:
        return psycopg.connect(url)

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=connected, pool_size=_POOL_SIZE, pool_pre_ping=True
    )
    DBOS(
        config={
            "name": "understudy",
            # Never used, as there is an engine; without it DBOS would make a file for SQLite.
            "system_database_url": "postgresql://localhost/understudy",
            "system_database_engine": engine,
            "dbos_system_schema": SCHEMA,
            "application_version": version,
            "executor_id": f"{socket.gethostname()}.{os.getpid()}.{number}",
            "log_level": "CRITICAL",
        }
    )
    loop, doing = asyncio.get_running_loop(), set["asyncio.Task[Any]"]()

    async def do(about: Mapping[str, Any]) -> None:
        task = asyncio.current_task()
        assert task is not None
        doing.add(task)
        try:
            if work is not None:
                await work(about)
        finally:
            doing.discard(task)

    async def job(about: dict[str, Any]) -> None:
        # DBOS has a loop of its own; connections and models belong to ours.
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(do(about), loop))

    DBOS.workflow(name=_KIND)(job)
    return doing, engine


async def _recover(jobs: Jobs) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    while True:
        await asyncio.sleep(_RECOVER_EVERY_S)
        with suppress(ServiceError, psycopg.Error, SQLAlchemyError):
            await jobs.recover()
