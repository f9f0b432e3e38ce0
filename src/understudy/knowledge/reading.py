"""A document as a person reads it: under headings, in paragraphs, lists and tables, with a quote marked, and
what is kept from agents.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from understudy.kit.db import Database
from understudy.knowledge import store
from understudy.knowledge.index.chunks import HEADING_GAP, Span
from understudy.knowledge.markup import CELL_GAP
from understudy.knowledge.readers import readable_by
from understudy.knowledge.store import Kept
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer

__all__ = ["Block", "Line", "Part", "Piece", "find_quote", "lay_out", "read_document"]

Kind = Literal["paragraph", "list", "table"]
_ITEM = re.compile(r"\d+\.\s")
_BLANK = "\ufffc"
_LETTER = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a line's text, marked when it was quoted. What is `withheld` no agent reads; for customers it
    is empty.
    """

    text: str
    marked: bool = False
    withheld: bool = False


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
class _Marks:
    """What is quoted of the text and what is withheld."""

    quoted: Span
    withheld: tuple[Span, ...]

    @property
    def places(self) -> list[int]:
        """Where something begins or ends."""
        return [place for span in (self.quoted, *self.withheld) for place in span]

    def quotes(self, place: int) -> bool:
        """Whether the letter there is quoted."""
        return self.quoted[0] <= place < self.quoted[1]

    def withholds(self, place: int) -> bool:
        """Whether the letter there is withheld."""
        return any(start <= place < end for start, end in self.withheld)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; empty for what stands before the first."""

    heading: str
    blocks: tuple[Block, ...]


async def read_document(database: Database, org: Org, document: int, actor: Actor) -> Kept | None:
    """The document of that id; None when the actor may not read it, as if there were none.

    Of what is withheld, customers read nothing; a document that is withheld as a whole is not there for them.
    """
    found = await store.read(database, org.name, readable_by(actor, org), document)
    if found is None or not found.withheld or not isinstance(actor, Customer):
        return found
    text = _blanked(found.text, found.withheld)
    return replace(found, text=text) if text.replace(_BLANK, "").strip() else None


def _blanked(text: str, spans: Sequence[Span]) -> str:
    """The text with nothing to read in the spans; its lines and places stay."""
    for start, end in spans:
        text = text[:start] + _LETTER.sub(_BLANK, text[start:end]) + text[end:]
    return text


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
            tuple(_blocks(document.text[start:end], start, _Marks(quoted or (0, 0), document.withheld))),
        )
        for (start, heading), end in zip(begins, ends, strict=True)
    )


def _blocks(text: str, start: int, marks: _Marks) -> Iterable[Block]:
    lines: list[Line] = []
    for row in text.split("\n"):
        if row:
            lines.append(_line(row, start, marks))
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


def _line(row: str, start: int, marks: _Marks) -> Line:
    if CELL_GAP not in row:
        return Line("list" if _ITEM.match(row) else "paragraph", (_pieces(row, start, marks),))
    cells: list[tuple[Piece, ...]] = []
    for cell in row.split(CELL_GAP):
        cells.append(_pieces(cell, start, marks))
        start += len(cell) + len(CELL_GAP)
    return Line("table", tuple(cells))


def _pieces(text: str, start: int, marks: _Marks) -> tuple[Piece, ...]:
    """The text in pieces that are alike from end to end: quoted or not, withheld or not."""
    cuts = {0, len(text), *(min(max(place - start, 0), len(text)) for place in marks.places)}
    bounds = sorted(cuts)
    pieces = (
        Piece(
            text[first:last].replace(_BLANK, ""), marks.quotes(start + first), marks.withholds(start + first)
        )
        for first, last in pairwise(bounds)
    )
    return tuple(piece for piece in pieces if piece.text or piece.withheld)
