"""Where the sentences of a text begin and end."""

import re
from dataclasses import dataclass

from understudy.knowledge.markup import CELL_GAP

__all__ = ["Sentence", "split_sentences"]

_LONGEST_WORDS = 120
_STOP = re.compile(r"[.!?]+[\"')\]”’]*\s+(?=[\"'(\[“‘]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:e\.g|i\.e|approx|No|vs|Mr|Mrs|Ms|Dr|St|Inc|Ltd|Co)\.\s*$")
_ITEM = re.compile(r"\d+\.\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of a text: `text` is what stands there from `start`, letter for letter.

    `lead` is the first row of the table that the sentence is a row of: what its columns are.
    """

    start: int
    text: str
    lead: str = ""

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def split_sentences(text: str) -> list[Sentence]:
    """The sentences in order. A line ends one: a list's item or a table's row is one or more of its own."""
    found: list[Sentence] = []
    start, lead = 0, ""
    for line in text.split("\n"):
        if CELL_GAP in line:
            found.append(Sentence(start, line, lead))
            lead = lead or line
        else:
            lead = ""
            found += [Sentence(start + at, piece) for at, piece in _pieces(line)]
        start += len(line) + 1
    return found


def _pieces(line: str) -> list[tuple[int, str]]:
    """The sentences of one line, with their places in it."""
    item = _ITEM.match(line)
    ends = [
        match.end()
        for match in _STOP.finditer(line, item.end() if item else 0)
        if not _ABBREVIATION.search(line[: match.end()])
    ]
    out: list[tuple[int, str]] = []
    for start, end in zip([0, *ends], [*ends, len(line)], strict=True):
        out += _shortened(line[start:end], start)
    return out


def _shortened(piece: str, start: int) -> list[tuple[int, str]]:
    """The piece without blanks around it, cut where it has more words than any sentence should."""
    words = list(re.finditer(r"\S+", piece))
    groups = [words[i : i + _LONGEST_WORDS] for i in range(0, len(words), _LONGEST_WORDS)]
    return [
        (start + group[0].start(), piece[group[0].start() : group[-1].end()]) for group in groups if group
    ]
