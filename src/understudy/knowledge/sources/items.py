"""What a walk through a source meets."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from understudy.knowledge.formats.file import File, Skipped

__all__ = ["Fresh", "Item", "Known", "Unchanged", "Walk"]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file as it is now. `state` is kept for the next walk; `total` is how many there are, if known."""

    file: File
    state: Mapping[str, Any] = field(default_factory=dict)
    total: int | None = None

    @property
    def key(self) -> str:
        """Its name within the source."""
        return self.file.key


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What is as it was at the last walk."""

    key: str


Item = Fresh | Unchanged | Skipped
Walk = AsyncIterator[Item]


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an item: the mark of what was read, its documents, what was skipped.

    An empty mark is that of an item that is to be read again in any case.
    """

    mark: str
    documents: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
