"""How surely a text is an instruction to an agent: the signals that tell on it, together. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from understudy.trust.screening.forms import forms_of
from understudy.trust.screening.signals import SIGNALS, Channel

__all__ = ["FLAGGED", "Screened", "screen", "screen_read"]

_MOST_READ = 2000
FLAGGED = 0.6
"""From this score on a text is flagged."""


@dataclass(frozen=True, slots=True)
class Screened:
    """A score between 0 and 1, and the names of the signals that it is made of."""

    score: float
    signals: tuple[str, ...]

    @property
    def flag(self) -> bool:
        """Whether it looks like one."""
        return self.score >= FLAGGED


def screen(text: str, channel: Channel = "user") -> Screened:
    """The score of a text. A person may well ask for a task, so that what comes with a record or a document
    is looked at more strictly.
    """
    forms = forms_of(text)
    found = [signal for signal in SIGNALS if signal.channel in (None, channel) and signal.applies(forms)]
    score = 1 - prod(1 - signal.weight for signal in found)
    return Screened(round(score, 4), tuple(signal.name for signal in found))


def screen_read(texts: Iterable[str]) -> Screened:
    """The score of what an action has read from outside; of very much only the beginning and the end."""
    read = "\n".join(texts)
    if len(read) > _MOST_READ:
        read = f"{read[: _MOST_READ // 2]}\n{read[-_MOST_READ // 2 :]}"
    return screen(read, "tool_result")
