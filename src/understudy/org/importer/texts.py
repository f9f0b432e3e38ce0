"""Cells of a column as they are read, in as little memory as may be: an import holds whole tables."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Self, overload

__all__ = ["Texts"]

_BETWEEN = "\x1f"
_FEW = 120_000
"""Different texts in a column, from which on it is not worth while to look for the same one again."""


class Texts(Sequence[str | None]):
    """Texts, or None for empty ones. What comes again and again is kept once; what does not, in long lines.

    A million different texts of twenty letters take 20 MB so, and 80 MB one by one.
    """

    def __init__(self) -> None:
        self._known: dict[str, str | None] | None = {"": None}
        self._blocks: list[str | list[str | None]] = []
        self._length = 0

    def extend(self, cells: Sequence[str]) -> None:
        """Add cells, an empty text being none."""
        self._length += len(cells)
        known = self._known
        if known is not None:
            self._blocks.append([known.setdefault(cell, cell) for cell in cells])
            if len(known) > _FEW:
                self._known = None
                self._blocks = [_packed([cell or "" for cell in block]) for block in self._blocks]
        else:
            self._blocks.append(_packed(cells))

    def clear(self) -> None:
        """Forget them all."""
        self.__init__()

    def taken(self) -> Self:
        """All of them, which are no longer here."""
        self._known = None
        moved = copy(self)
        self.clear()
        return moved

    def mention(self, part: str) -> bool:
        """Whether one of them has this in it."""
        return any(
            part in block if isinstance(block, str) else any(part in cell for cell in set(block) if cell)
            for block in self._blocks
        )

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str | None]:
        for block in self._blocks:
            if isinstance(block, str):
                for cell in block.split(_BETWEEN):
                    yield cell or None
            else:
                yield from block

    @overload
    def __getitem__(self, index: int) -> str | None: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str | None]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str | None] | None:
        """Slow: it goes through all of them."""
        return list(self)[index]


def _packed(cells: Iterable[str]) -> str | list[str | None]:
    """The cells in one line, unless one of them holds what stands between."""
    cells = list(cells)
    line = _BETWEEN.join(cells)
    return line if line.count(_BETWEEN) == len(cells) - 1 else [cell or None for cell in cells]
