"""Hearing of it when a provider's model was asked for the last time and gave no answer.

A turn tells the person an apology then. Who compares what an agent says with what it should say must know
that it was not the agent's answer.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

__all__ = ["GivenUp", "given_up", "hearing_failures"]


@dataclass(slots=True)
class GivenUp:
    """Requests that were given up: why the last was; `passes` says whether all may go well another time."""

    why: str = ""
    passes: bool = True
    count: int = field(default=0)


_hearing: ContextVar[GivenUp | None] = ContextVar("hearing", default=None)


@contextmanager
def hearing_failures() -> Generator[GivenUp]:
    """What is given up within, by whatever task was begun there."""
    heard = GivenUp()
    token = _hearing.set(heard)
    try:
        yield heard
    finally:
        _hearing.reset(token)


def given_up(error: Exception, *, passes: bool) -> None:
    """Tell it to who hears."""
    if (heard := _hearing.get()) is not None:
        heard.why = " ".join(str(error).split())
        heard.passes = heard.passes and passes
        heard.count += 1
