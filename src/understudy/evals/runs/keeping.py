"""Keep results as they come, many at once, however the database fares."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from understudy.evals.run import CaseRun
from understudy.evals.runs.ended import as_kept
from understudy.evals.runs.opening import OpenRun
from understudy.evals.runs.store import save_results
from understudy.kit.db import WENT_AWAY, Database

__all__ = ["Keeping"]

_EVERY_S = 0.25


class Keeping:
    """Results of a run are kept a moment after they came, and at the latest when it is left.

    Raises: on leaving, what the database does when it stays away.
    """

    def __init__(self, database: Database, run: OpenRun) -> None:
        self._database = database
        self._run = run
        self._waiting: list[CaseRun] = []
        self._task: asyncio.Task[None] | None = None

    def keep(self, run: CaseRun) -> None:
        """This one too."""
        self._waiting.append(run)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task
        await self._database.outlast(self._save)

    async def _later(self) -> None:
        await asyncio.sleep(_EVERY_S)
        with suppress(*WENT_AWAY):  # they are kept with the next ones
            await self._save()

    async def _save(self) -> None:
        saved = list(self._waiting)
        if saved:
            results = [as_kept(run, self._run.digests[run.case.name], self._run.cost(run)) for run in saved]
            await save_results(self._database, self._run.id, results)
            del self._waiting[: len(saved)]
