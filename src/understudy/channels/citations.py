"""An answer's quoted sentences, each with the link to the place in the document where it stands. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

__all__ = ["CitedText", "Piece", "Reference", "Source", "cite", "source_href"]

Kept = Mapping[str, Any]
"""A citation as a kept outcome holds it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A quoted sentence: its number in the answer, and where it leads."""

    number: int
    quote: str
    href: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of an answer's text; behind it stands the reference of the sentence that it ends with."""

    text: str
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that is quoted. `unsaid` are the quotes that do not stand in the answer letter for letter."""

    title: str
    heading: str
    references: tuple[Reference, ...]
    unsaid: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class CitedText:
    """An answer's text in pieces, and its sources."""

    pieces: tuple[Piece, ...]
    sources: tuple[Source, ...]


def cite(outcome: Mapping[str, Any]) -> CitedText:
    """The text of a kept outcome with its references. A note that only names the source is left out: it is
    among the sources.
    """
    text: str = outcome["text"]
    cited: list[tuple[Kept, Reference]] = []
    for step in outcome["evidence"]["steps"]:
        citations: Sequence[Kept] = step["finding"].get("citations", ())
        if citations:
            text = text.removesuffix("\n" + "\n".join(step["finding"]["notes"]))
        for each in citations:
            cited.append((each, Reference(len(cited) + 1, each["quote"], source_href(each))))
    pieces = _pieces(text, [reference for _, reference in cited])
    said = {piece.reference for piece in pieces if piece.reference}
    return CitedText(pieces, tuple(_sources(cited, said)))


def source_href(citation: Kept) -> str:
    """The page of the citation's document, at the quote."""
    asked = urlencode({"quote": citation["quote"], "at": citation["at"]})
    return f"/source/{citation['document']}?{asked}#quoted"


def _pieces(text: str, references: Iterable[Reference]) -> tuple[Piece, ...]:
    ends = [(text.index(each.quote) + len(each.quote), each) for each in references if each.quote in text]
    pieces: list[Piece] = []
    start = 0
    for end, reference in sorted(ends, key=lambda each: each[0]):
        pieces.append(Piece(text[start:end], reference))
        start = end
    return (*pieces, Piece(text[start:])) if start < len(text) else tuple(pieces)


def _sources(cited: Iterable[tuple[Kept, Reference]], said: set[Reference]) -> Iterable[Source]:
    for (_, title, heading), group in groupby(cited, key=_passage):
        references = tuple(reference for _, reference in group)
        yield Source(title, heading, references, tuple(each for each in references if each not in said))


def _passage(cited: tuple[Kept, Reference]) -> tuple[int, str, str]:
    citation = cited[0]
    return citation["document"], citation["title"], citation["heading"]
