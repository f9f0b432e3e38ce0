"""The values in a row of a table, each as said of its row under its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.hours import weekdays_in
from understudy.knowledge.facts.teams import team_of_cell
from understudy.knowledge.facts.values import find_values
from understudy.knowledge.facts.versions import version_of_cell
from understudy.knowledge.markup import CELL_GAP
from understudy.llm.local.spans import Span, blanked, plain

__all__ = ["Cell", "cells_of"]

_YES = frozenset("yes included ✓ ✔ x available".split())
_NO = frozenset(["no", "not included", "✗", "✘", "none", "not available"])
# What is measured by these says for which case a row holds, when the row has a value of another kind.
_TELLS_CASE = frozenset({"count", "duration"})


_BARE = re.compile(r"\s*\d[\d.,]*(?:\s?(?:-|to)\s?\d[\d.,]*)?\s*")
_UNITS = {"%": "percent", "£": "pounds", "gbp": "pounds", "$": "dollars", "usd": "dollars", "€": "euros"} | {
    "eur": "euros",
    "mins": "minutes",
    "min": "minutes",
    "hrs": "hours",
    "h": "hours",
    "per cent": "percent",
}
_UNIT = re.compile(
    r"[%£$€]|(?<![\w])(?:seconds|minutes|mins|min(?=\))|hours|hrs|h(?=\))|days|nights|weeks|months|years"
    r"|percent|per cent|usd|gbp|eur|dollars|pounds|euros|kg|litres|liters|metres|meters|km|miles)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row; `labels` say what of: the row's name, the column's and what else the row is of."""

    value: Value
    low: str
    beside: tuple[Value, ...]
    written: str
    labels: tuple[str, ...]


def cells_of(row: str, lead: str) -> Iterator[Cell]:
    """The values of a row in order; cells of mere text say what the row is of, beside its first."""
    heads = [plain(head) for head in lead.split(CELL_GAP)]
    cells = row.split(CELL_GAP)
    heads = heads if len(heads) == len(cells) else [""] * len(cells)
    name = plain(cells[0])
    found = [_values(cell, name, head) for cell, head in zip(cells[1:], heads[1:], strict=True)]
    cases = {at for at, spans in enumerate(found) if _is_case(cells[at + 1], at, spans, found)}
    told = [plain(cells[at + 1]) for at in sorted(cases)]
    for at, spans in enumerate(found):
        if at not in cases:
            yield from _of_cell(cells[at + 1], spans, (name, heads[at + 1], *told), cells[0])


def _values(cell: str, name: str, head: str) -> list[Span[Value]]:
    low = plain(cell)
    if version := version_of_cell(low, name, head):
        return [version]
    if _BARE.fullmatch(low) and (unit := _unit_of(head)):
        whole = [
            each for each in find_values(f"{cell} {unit}", f"{low} {unit}", head) if each.start < len(low)
        ]
        return [replace(each, end=min(each.end, len(low))) for each in whole]
    return find_values(cell, low, f"{head} {name}") or list(team_of_cell(cell, f"{name} {head}"))


def _unit_of(head: str) -> str:
    """What the numbers of a column are in, if its head says one thing: "Minutes", "Price (£)"."""
    found = {_UNITS.get(match[0], match[0]) for match in _UNIT.finditer(head)}
    return found.pop() if len(found) == 1 else ""


def _is_case(cell: str, at: int, spans: list[Span[Value]], found: list[list[Span[Value]]]) -> bool:
    """Whether a cell only says which case the values after it are of."""
    after = {span.value.kind for spans in found[at + 1 :] for span in spans}
    kinds = {span.value.kind for span in spans}
    if not after or plain(cell).strip() in _YES | _NO | {""}:
        return False
    if any(span.value.bound != "exact" for span in spans):
        return False
    return not kinds or bool(
        kinds <= _TELLS_CASE and any(letter.isalpha() for letter in cell) and not kinds & after
    )


def _of_cell(cell: str, spans: list[Span[Value]], labels: tuple[str, ...], written: str) -> Iterator[Cell]:
    low = plain(cell)
    for span in spans:
        same = tuple(each.value for each in spans if each is not span and each.value.kind == span.value.kind)
        bare = blanked(low, [each.range for each in spans])
        # Under "Oldest version" the number is what the head says.
        named = (labels[0], *labels[2:]) if span.value.kind == "version" else labels
        if span.value.kind == "clock":
            bare, *named = (_without_days(text) for text in (bare, *labels))
        yield Cell(span.value, " ".join((*named, bare)), same, written, tuple(named))
    answer = low.strip()
    if not spans and answer in _YES | _NO:
        value = Value("policy", cell.strip(), unit="be", key="yes" if answer in _YES else "no")
        yield Cell(value, " ".join(labels), (), written, labels)


def _without_days(low: str) -> str:
    return re.sub(r"\s+", " ", blanked(low, [span.range for span in weekdays_in(low)]))
