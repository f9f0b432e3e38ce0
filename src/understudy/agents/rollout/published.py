"""A version of an agent that was published, with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

__all__ = ["Published"]


@dataclass(frozen=True, slots=True)
class Published:
    """The `number`th version of an agent in an org, from 1 on; the last one is live.

    `spec` is its file as it was, `digest` tells it apart, `runs` are the ids of the runs on which the verdict
    rests, `reasons` say the verdict in sentences.
    """

    agent: str
    number: int
    digest: str
    spec: Mapping[str, Any]
    runs: tuple[int, ...]
    reasons: tuple[str, ...]
    by: str
    at: datetime
