"""Outlines in a block of text: headings with bulleted examples below them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from understudy.llm.local.context import fact_of_line
from understudy.llm.local.lines import Line, lines_of

__all__ = ["Outline", "OutlineEntry", "find_outlines"]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading with what is said beside it and the examples below it."""

    heading: str
    description: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Headings with examples, under one title ("" when there is none)."""

    title: str
    entries: tuple[OutlineEntry, ...]


_ETC = re.compile(r"(?:etc|and so on|and more|among others|\.\.\.|…)[.\s]*", re.IGNORECASE)


def _heading(line: Line) -> tuple[str, str]:
    """A heading line's heading, and what it says after a colon."""
    words = line.text.strip("*_# ")
    head, colon, rest = words.partition(":")
    if not colon:
        head, dash, rest = re.sub(r"\s[–—-]\s", "\0", words, count=1).partition("\0")
        if not dash:
            return words, ""
    return head.strip(" *_"), rest.strip(" *_")


def _could_head(line: Line) -> bool:
    head, rest = _heading(line)
    return (
        bool(head)
        and len(head.split()) <= 6
        and (line.marker.startswith("#") or ":" in line.text or not rest)
    )


def _is_value(line: Line) -> bool:
    fact = fact_of_line(line)
    return fact is not None and fact.kind != "text"


def _examples(lines: Sequence[Line], i: int) -> tuple[list[str], int]:
    """The bullets below the heading at `i`, and the line after them; a shallower bullet ends them."""
    examples, j = list[str](), i + 1
    while j < len(lines) and lines[j].bullet:
        line = lines[j]
        if (
            line.indent < lines[i + 1].indent
            or _is_value(line)
            or (lines[i].bullet and line.indent <= lines[i].indent)
        ):
            break
        if _heads(lines, j) and line.indent <= lines[i + 1].indent:
            break
        if not _ETC.fullmatch(line.text):
            examples.append(line.text.rstrip(" ;,"))
        j += 1
    return examples, j


def _heads(lines: Sequence[Line], i: int) -> bool:
    """Whether the line is a heading with bullets below it."""
    if i + 1 >= len(lines) or not lines[i + 1].bullet or not _could_head(lines[i]):
        return False
    if _is_value(lines[i]) or _is_value(lines[i + 1]):
        return False
    return not lines[i].bullet or lines[i + 1].indent > lines[i].indent


def find_outlines(text: str) -> list[Outline]:
    """Headings with bulleted examples below; at least two headings make an outline."""
    lines, outlines = lines_of(text), list[Outline]()
    entries, title, pending, style, i = list[OutlineEntry](), "", "", "", 0
    while i < len(lines):
        line = lines[i]
        heads = _heads(lines, i)
        if entries and (line.marker != style if heads else line.marker.startswith("#")):
            outlines.append(Outline(title, tuple(entries)))
            entries = []
        if heads:
            title, style = (title, style) if entries else (pending, line.marker)
            examples, i = _examples(lines, i)
            entries.append(OutlineEntry(*_heading(line), tuple(examples)))
            continue
        if line.marker.startswith("#") or (not line.bullet and not pending):
            pending = line.text.strip("*_#:. ")
        i += 1
    outlines.append(Outline(title, tuple(entries)))
    return [outline for outline in outlines if len(outline.entries) > 1]
