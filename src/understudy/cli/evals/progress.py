"""How far a run is: cases, time left, what it has cost; and what is kept of it when it is stopped."""

from types import TracebackType
from typing import Self

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from understudy.cli.console import console
from understudy.evals.run import CaseRun
from understudy.evals.runs.opening import OpenRun

__all__ = ["RunBar"]


class RunBar:
    """A bar for a run, from its beginning on; left by an exception, it tells what is kept."""

    def __init__(self, what: str) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[cost]}"),
            console=console,
        )
        self._task = self._bars.add_task(escape(what), total=None, cost="")
        self._run: OpenRun | None = None
        self._ended = 0
        self._cost: float | None = 0.0

    def begin(self, run: OpenRun) -> None:
        """What is there already counts as done."""
        self._run, self._ended = run, len(run.ended)
        self._bars.update(self._task, total=len(run.ended) + len(run.missing), completed=self._ended)

    def advance(self, run: CaseRun) -> None:
        """One more has ended."""
        assert self._run is not None
        cost = self._run.cost(run)
        self._cost = None if cost is None or self._cost is None else self._cost + cost
        self._ended += 1
        told = "cost unknown" if self._cost is None else f"${self._cost:.2f}" if self._cost else ""
        self._bars.update(self._task, completed=self._ended, cost=told)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()
        if error is not None and self._run is not None:
            console.print(
                f"stopped: {self._ended} results are kept in run {self._run.id};"
                " the same command goes on with it",
                soft_wrap=True,
            )
