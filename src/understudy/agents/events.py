"""What can be told of a turn while it runs, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from understudy.agents.outcome import Step

__all__ = ["Event", "Listener", "Said", "StepFinished", "StepStarted"]


@dataclass(frozen=True, slots=True)
class StepStarted:
    """An action begins to run."""

    action: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StepFinished:
    """An action has run; the same step will stand in the outcome's evidence."""

    step: Step


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the reply. All pieces of a turn together are the text of its outcome."""

    text: str


Event = StepStarted | StepFinished | Said

Listener = Callable[[Event], None]
"""Gets each event at once. It may not wait and may not raise: the turn runs the same with and without it."""
