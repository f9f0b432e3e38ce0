"""Plain text as the HTML that it stands for, for formats that know no markup."""

import re
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["as_paragraphs", "as_table"]

_BLANK = re.compile(r"\n[ \t]*\n")
_ITEM = re.compile(r"^\s*(?:[-*•–▪◦·]|\(?\d{1,3}[.)]|[a-z][.)])\s+\S")


def as_paragraphs(text: str) -> str:
    """Paragraphs are parted by blank lines; an item of a list begins one of its own."""
    out: list[str] = []
    for block in _BLANK.split(text.replace("\r\n", "\n")):
        lines: list[str] = []
        for line in block.split("\n"):
            if lines and not _ITEM.match(line):
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        out += [f"<p>{escape(line)}</p>" for line in lines if line.strip()]
    return "\n".join(out)


def as_table(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells, without those that are empty."""
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows if any(row))
    return "<table>" + "\n".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
