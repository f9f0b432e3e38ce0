"""A document cut into passages that are short enough to be compared with a question as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from understudy.knowledge.documents import Document, Section
from understudy.knowledge.sentences import split_sentences

__all__ = ["Chunk", "Span", "cut_chunks"]

Span = tuple[int, int]
"""From where to where something stands in a document's text."""

# The encoder reads 256 word pieces, title, summary and headings among them.
_MOST_WORDS = 130
HEADING_GAP = " › "


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: whole sentences of one section. From `start` on, `text` stands so in the document.

    `about` is what it is also found by: title, summary and headings of the document.
    """

    ordinal: int
    heading: str
    start: int
    text: str
    about: str

    @property
    def told(self) -> str:
        """The passage with what it is about, as it is compared with a question."""
        return f"{self.about}\n{self.text}"


def cut_chunks(document: Document, withheld: Sequence[Span] = ()) -> list[Chunk]:
    """The passages in order; a section begins a new one.

    A sentence that any span of `withheld` touches stands in none: a passage ends before it, the next begins
    after it.
    """
    pieces = [
        (section, start, end)
        for section in document.sections
        for start, end in _cut(document.text, section, withheld)
    ]
    return [
        Chunk(
            ordinal,
            HEADING_GAP.join(section.path),
            start,
            document.text[start:end],
            ". ".join(part.rstrip(".") for part in (document.title, document.summary, *section.path) if part),
        )
        for ordinal, (section, start, end) in enumerate(pieces, start=1)
    ]


def _cut(text: str, section: Section, withheld: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    words, goes_on = 0, False
    for sentence in split_sentences(text[section.start : section.end]):
        start, end = section.start + sentence.start, section.start + sentence.end
        if any(first < end and start < last for first, last in withheld):
            goes_on = False
            continue
        count = len(sentence.text.split())
        if goes_on and words + count <= _MOST_WORDS:
            out[-1] = (out[-1][0], end)
            words += count
        else:
            out.append((start, end))
            words, goes_on = count, True
    return out
