"""Printing: one console, errors with their hint, async commands run to their end."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from understudy.kit.errors import UnderstudyError

__all__ = ["command", "console", "errors", "line_of", "progress", "table"]

P = ParamSpec("P")
T = TypeVar("T")

_WIDE = 1_000
"""Characters of a line that goes to a file or another program, where nothing is to be cut or wrapped."""


def _width() -> int | None:
    """None where there is a terminal, or whoever runs us says how wide one is."""
    return None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE


console = Console(highlight=False, width=_width())
errors = Console(stderr=True, highlight=False)


def command(function: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, T]:
    """Make an async function a command: runs it, and prints an error a person can act on."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return asyncio.run(function(*args, **kwargs))
        except UnderstudyError as error:
            print_error(error)
            sys.exit(1)
        except KeyboardInterrupt:
            sys.exit(130)

    return run


def print_error(error: UnderstudyError) -> None:
    """What is wrong, where, and how to mend it."""
    where = f"{error.place}: " if error.place else ""
    errors.print(f"[bold red]error[/]: {escape(where + error.message)}", soft_wrap=True)
    if error.hint:
        errors.print(f"[cyan]hint[/]: {escape(error.hint)}", soft_wrap=True)


def table(*headings: str) -> Table:
    """An empty table in the house's style; ids under "record" and "with", and times, stay whole."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        made.add_column(heading, no_wrap=heading in ("record", "with", "when"))
    return made


def progress(where: Console = console) -> Progress:
    """Bars for what takes a while; each task is a line that says what, how far, and how long still."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=where,
    )


def line_of(bars: Progress, what: str) -> Callable[[int, int], None]:
    """A line of the bars that is there from the first time it is told how far, and of how many."""
    tasks: list[TaskID] = []

    def tell(done: int, total: int) -> None:
        if not tasks:
            tasks.append(bars.add_task(what, total=total))
        bars.update(tasks[0], completed=done, total=total)

    return tell
