"""A document as a person reads it: under headings, in paragraphs, lists and tables, with a quote marked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from understudy.kit.db import Database
from understudy.knowledge import store
from understudy.knowledge.chunks import HEADING_GAP
from understudy.knowledge.markup import CELL_GAP
from understudy.knowledge.readers import readable_by
from understudy.knowledge.store import Kept
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

__all__ = ["Block", "Line", "Part", "Piece", "find_quote", "lay_out", "read_document"]

Kind = Literal["paragraph", "list", "table"]
_ITEM = re.compile(r"\d+\.\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a line's text, marked when it was quoted."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, item or row: its cells, one unless it is a row, each in pieces."""

    kind: Kind
    cells: tuple[tuple[Piece, ...], ...]

    @property
    def marked(self) -> bool:
        """Whether the quote stands in it."""
        return any(piece.marked for cell in self.cells for piece in cell)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind that follow each other. The first of a table says what its columns are."""

    kind: Kind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; empty for what stands before the first."""

    heading: str
    blocks: tuple[Block, ...]


async def read_document(database: Database, org: Org, document: int, actor: Actor) -> Kept | None:
    """The document of that id; None when the actor may not read it, as if there were none."""
    return await store.read(database, org.name, readable_by(actor, org), document)


def find_quote(text: str, quote: str, at: int = 0) -> tuple[int, int] | None:
    """From where to where the quote stands: at that place, else at the first; None when it doesn't."""
    start = at if text.startswith(quote, at) else text.find(quote)
    return (start, start + len(quote)) if quote and start >= 0 else None


def lay_out(document: Kept, quoted: tuple[int, int] | None = None) -> tuple[Part, ...]:
    """The whole document in order, with what lies in `quoted` marked."""
    begins = [next(group) for _, group in groupby(document.headings, key=lambda each: each[1])]
    ends = [*(start for start, _ in begins), len(document.text)][1:]
    return tuple(
        Part(
            heading.removeprefix(document.title).removeprefix(HEADING_GAP),
            tuple(_blocks(document.text[start:end], start, quoted or (0, 0))),
        )
        for (start, heading), end in zip(begins, ends, strict=True)
    )


def _blocks(text: str, start: int, quoted: tuple[int, int]) -> Iterable[Block]:
    lines: list[Line] = []
    for row in text.split("\n"):
        if row:
            lines.append(_line(row, start, quoted))
        start += len(row) + 1
    for _, group in groupby(lines, key=lambda line: line.kind):
        alike = tuple(group)
        yield Block(alike[0].kind, _even(alike))


def _even(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Rows of one length. The first of a table is shorter where it says nothing above the others' names."""
    most = max(len(line.cells) for line in lines)
    first, *others = lines
    return (
        replace(first, cells=_gap(first, most) + first.cells),
        *(replace(line, cells=line.cells + _gap(line, most)) for line in others),
    )


def _gap(line: Line, cells: int) -> tuple[tuple[Piece, ...], ...]:
    """The empty cells that the line lacks."""
    return ((),) * (cells - len(line.cells))


def _line(row: str, start: int, quoted: tuple[int, int]) -> Line:
    if CELL_GAP not in row:
        return Line("list" if _ITEM.match(row) else "paragraph", (_pieces(row, start, quoted),))
    cells: list[tuple[Piece, ...]] = []
    for cell in row.split(CELL_GAP):
        cells.append(_pieces(cell, start, quoted))
        start += len(cell) + len(CELL_GAP)
    return Line("table", tuple(cells))


def _pieces(text: str, start: int, quoted: tuple[int, int]) -> tuple[Piece, ...]:
    """The text in up to three pieces: before the quote, in it and behind it."""
    first, last = (min(max(place - start, 0), len(text)) for place in quoted)
    pieces = (Piece(text[:first]), Piece(text[first:last], marked=True), Piece(text[last:]))
    return tuple(piece for piece in pieces if piece.text)
