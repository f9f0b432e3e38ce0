"""The lines of a PDF's pages as HTML: a PDF knows where each letter stands, and no paragraph or heading."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Line", "as_html", "first_heading"]

_ITEM = re.compile(r"(?:[-*•–▪◦·]|\(?\d{1,3}[.)]|\d+(?:\.\d+)+)\s+\S")
_HYPHEN = re.compile(r"(?<=[a-z])-$")
_DIGITS = re.compile(r"\d+")
_LONGEST_HEADING = 120
# Of the text's size, from which on a line is a heading.
_LARGER = 1.15
# Of the width of a page's lines, from which on a line goes on in the next.
_FULL = 0.7
_MOST_LEVELS = 4
_RUNNING_PAGES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page as it stands there, in letters of `size` points."""

    text: str
    size: float


def as_html(pages: Sequence[Sequence[Line]]) -> str:
    """The pages, each under its number as a heading; a heading of the text goes on over pages.

    Large and short lines are headings, lines that stand on most pages (but for their numbers) are left out.
    """
    running = _running(pages)
    pages = [[line for line in page if _DIGITS.sub("#", line.text) not in running] for page in pages]
    levels = _levels(pages)
    open_headings: dict[int, str] = {}
    parts: list[str] = []
    for number, page in enumerate(pages, start=1):
        parts.append(f"<h1>Page {number}</h1>")
        parts += [f"<h{level}>{escape(text)}</h{level}>" for level, text in sorted(open_headings.items())]
        for text, level in _blocks(page, levels):
            if level:
                open_headings = {above: kept for above, kept in open_headings.items() if above < level}
                open_headings[level] = text
            tag = f"h{level}" if level else "p"
            parts.append(f"<{tag}>{escape(text)}</{tag}>")
    return "\n".join(parts)


def first_heading(pages: Sequence[Sequence[Line]]) -> str:
    """The first of the largest headings of the first page; empty without one."""
    levels = _levels(pages)
    headings = [
        (levels[line.size], line.text) for page in pages[:1] for line in page if _is_heading(line, levels)
    ]
    return min(headings, key=lambda each: each[0])[1] if headings else ""


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    seen = Counter(text for page in pages for text in {_DIGITS.sub("#", line.text) for line in page})
    least = max(_RUNNING_PAGES, len(pages) // 2 + 1)
    return frozenset(text for text, count in seen.items() if count >= least)


def _levels(pages: Sequence[Sequence[Line]]) -> dict[float, int]:
    """The sizes of headings with their levels, from 2 on; level 1 is the page."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len(line.text)
    if not letters:
        return {}
    text_size = letters.most_common(1)[0][0]
    sizes = sorted((size for size in letters if size >= text_size * _LARGER), reverse=True)
    return {size: min(place, _MOST_LEVELS) + 2 for place, size in enumerate(sizes)}


def _is_heading(line: Line, levels: dict[float, int]) -> bool:
    return line.size in levels and len(line.text) <= _LONGEST_HEADING


def _blocks(page: Iterable[Line], levels: dict[float, int]) -> list[tuple[str, int]]:
    """Headings with their level, and paragraphs with level 0."""
    lines = list(page)
    widths = sorted(len(line.text) for line in lines)
    full = _FULL * widths[int(len(widths) * 0.9)] if widths else 0
    out: list[tuple[str, int]] = []
    before = ""
    for line in lines:
        level = levels[line.size] if _is_heading(line, levels) else 0
        goes_on = before and out and out[-1][1] == level and _goes_on(before, line.text, full)
        if goes_on or (level and out and out[-1][1] == level):
            out[-1] = (_joined(out[-1][0], line.text), level)
        else:
            out.append((line.text, level))
        before = line.text
    return out


def _goes_on(before: str, line: str, full: float) -> bool:
    """Whether a paragraph goes on from one line to the next."""
    if _ITEM.match(line):
        return False
    return len(before) >= full or line[:1].islower()


def _joined(before: str, line: str) -> str:
    if _HYPHEN.search(before) and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"
