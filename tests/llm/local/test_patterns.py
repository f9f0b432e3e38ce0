"""No message can keep the grammars busy: every pattern is done at once with text made to mislead it."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

import understudy.llm.local
from understudy.agents.approvals import consent

SEEDS = (
    "a-",
    "a ",
    ",",
    "1",
    "1-",
    "a.",
    "A ",
    "'",
    "the ",
    "or ",
    "only ",
    "please ",
    "(",
    "a: ",
    "*",
    ", ",
)
# A run of blanks is one blank by the time the grammars read it.
LENGTH = 2_000
LIMIT_S = 3.0


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    package = understudy.llm.local
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for module in (consent, *(importlib.import_module(name) for name in names)):
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                yield f"{module.__name__}.{name}", value


def stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def test_no_pattern_runs_away() -> None:
    """Not a measure of speed: what runs away takes minutes, the rest some milliseconds."""
    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        for name, pattern in patterns():
            for seed in SEEDS:
                text = (seed * LENGTH)[:LENGTH] + "\x01"
                signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
                try:
                    sum(1 for _ in pattern.finditer(text))
                except TimeoutError:
                    pytest.fail(f"{name} does not come to an end on {seed!r} repeated")
                finally:
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        signal.signal(signal.SIGVTALRM, before)
