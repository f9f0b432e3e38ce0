"""A block of text as lines: how far in each stands, which mark it has, what it says."""

import re
from dataclasses import dataclass

__all__ = ["Line", "lines_of"]

_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<marker>#{1,6}|[-*•–—+·](?=\s)|\(?(?:\d{1,2}"
    r"|[a-z])[.)](?=\s))?[ \t]*(?P<text>[^\n]*)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something; `start` and `end` are its characters in the block, mark included."""

    start: int
    end: int
    indent: int
    marker: str
    text: str

    @property
    def bullet(self) -> bool:
        """Whether it is an item of a list."""
        return bool(self.marker) and not self.marker.startswith("#")


def lines_of(text: str) -> list[Line]:
    """The lines that are not empty."""
    lines, offset = list[Line](), 0
    for raw in text.split("\n"):
        match = _LINE.match(raw)
        if match and match["text"].strip():
            start = offset + match.start("marker" if match["marker"] else "text")
            indent = len(match["indent"].expandtabs(4))
            lines.append(
                Line(start, offset + len(raw.rstrip()), indent, match["marker"] or "", match["text"].strip())
            )
        offset += len(raw) + 1
    return lines
