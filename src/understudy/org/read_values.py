"""Which values of which fields were read: noted by who reads, for who must know where a value is from.

Noting costs nothing unless somebody listens.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ReadValues", "listening", "note_read"]

_listener: ContextVar["ReadValues | None"] = ContextVar("_listener", default=None)


@dataclass
class ReadValues:
    """Values by the object that was asked for and the path of the field from it (`Case`, `Contact.Email`)."""

    by_path: dict[tuple[str, str], set[str]] = field(default_factory=dict[tuple[str, str], set[str]])

    def __len__(self) -> int:
        return sum(map(len, self.by_path.values()))


@contextmanager
def listening(read: ReadValues) -> Generator[None]:
    """Within the block, and in the tasks that it starts, what is read is noted there."""
    token = _listener.set(read)
    try:
        yield
    finally:
        _listener.reset(token)


def note_read(kind: str, columns: Sequence[tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows of an object were read; each column is its key in the rows and the path of its field."""
    read = _listener.get()
    if read is None:
        return
    for row in rows:
        for name, path in columns:
            value = row.get(name)
            if isinstance(value, str) and value:
                read.by_path.setdefault((kind, path), set()).add(value)
