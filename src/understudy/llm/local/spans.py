"""A piece of the message that was understood: where it stands, and what it means."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

__all__ = ["Piece", "Range", "Span", "any_of", "blanked", "cut", "free", "longest_first", "plain"]


class Piece(Protocol):
    """Anything that stands somewhere in the message."""

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """One past its last character."""
        ...


T_co = TypeVar("T_co", covariant=True)
P = TypeVar("P", bound=Piece)

Range = tuple[int, int]
"""Characters of the message, from the first to one past the last."""


@dataclass(frozen=True, slots=True)
class Span(Generic[T_co]):
    """What the characters `start` to `end` of the message mean."""

    start: int
    end: int
    text: str
    value: T_co

    @property
    def range(self) -> Range:
        """Its characters."""
        return self.start, self.end


def cut(text: str, start: int, end: int, value: T_co) -> Span[T_co]:
    """The span of these characters, white space at either end left out."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    return Span(start, start + len(piece), piece, value)


def free(start: int, end: int, taken: Iterable[Range]) -> bool:
    """Whether none of the characters is taken."""
    return all(end <= first or last <= start for first, last in taken)


def longest_first(spans: Iterable[P], taken: Sequence[Range] = ()) -> list[P]:
    """Those that remain when of any two that overlap the longer stays, in the order of the message."""
    kept: list[P] = []
    ranges = list(taken)
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if free(span.start, span.end, ranges):
            kept.append(span)
            ranges.append((span.start, span.end))
    return sorted(kept, key=lambda s: s.start)


def blanked(text: str, taken: Iterable[Range]) -> str:
    """The text with what is taken made blank, so that every offset stays right."""
    for start, end in taken:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first; a space in one stands for any white space or hyphen."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"[\s-]+") for w in ordered) + ")"


_FOLD = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\t", " "),
}
_TABLE = str.maketrans(_FOLD)


def plain(text: str) -> str:
    """Small letters, straight quotes and plain dashes; of the same length, so that offsets stay right."""
    folded = text.translate(_TABLE)
    lowered = folded.lower()
    if len(lowered) == len(folded):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
