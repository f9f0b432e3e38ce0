"""Many texts of a file, each with its score."""

import json
from collections.abc import Iterator, Sequence
from typing import ClassVar

from understudy.trust.given import GivenText
from understudy.trust.screening.score import screen
from understudy.trust.screening.signals import Channel

__all__ = ["ReadText", "screened_lines"]


class ReadText(GivenText):
    """A text, and by which way it comes to an agent."""

    looks_so: ClassVar[str] = (
        'each line is {"id": …, "text": …}, with "channel": "tool_result" for what an action returned'
    )

    channel: Channel = "user"


def screened_lines(texts: Sequence[ReadText]) -> Iterator[tuple[str, bool]]:
    """For each text its line of JSON, and whether it is flagged."""
    for each in texts:
        found = screen(each.text, each.channel)
        told = {"id": each.id, "score": found.score, "flag": found.flag, "signals": found.signals}
        yield json.dumps(told, ensure_ascii=False) + "\n", found.flag
