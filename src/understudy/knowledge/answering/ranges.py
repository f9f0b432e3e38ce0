"""The row of a table whose range holds a number of the question: "up to 10%", "above 10% up to 20%"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from understudy.knowledge.sentences import Sentence

__all__ = ["row_for"]

_NUMBER = r"(?P<before>[$€£]?)\s?(?P<digits>\d[\d,]*(?:\.\d+)?)\s?(?P<after>%|percent\b)?"
_QUANTITY = re.compile(rf"(?<![\w.,]){_NUMBER}")
_BOUND = re.compile(
    rf"\b(?:(?P<over>above|over|more than)|(?P<least>from|at least)"
    rf"|(?P<under>below|under|less than)|(?P<most>up to|at most))\s+{_NUMBER}",
    re.IGNORECASE,
)
_WORDS = {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "pounds": "£", "percent": "%"}


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class _Range:
    """Between two bounds of one unit; an open bound is not in it."""

    unit: str
    low: float = -inf
    high: float = inf
    low_is_open: bool = False
    high_is_open: bool = False

    def holds(self, asked: _Quantity) -> bool:
        """Whether the number lies in it, in the same unit."""
        above = asked.value > self.low if self.low_is_open else asked.value >= self.low
        below = asked.value < self.high if self.high_is_open else asked.value <= self.high
        return asked.unit == self.unit and above and below


def row_for(question: str, rows: Sequence[Sentence]) -> Sentence | None:
    """The row with the narrowest range that holds a number of the question, of the same unit.

    None when the rows have no ranges, the question no number, or no range holds it. Of "up to" this and
    "up to" more it is the first: who may do less is asked first.
    """
    ranged = [(row, found) for row in rows if row.lead and (found := _range(row.text))]
    for asked in _quantities(question):
        holding = [(found.high, -found.low, row.start, row) for row, found in ranged if found.holds(asked)]
        if holding:
            return min(holding, key=lambda each: each[:3])[-1]
    return None


def _quantities(text: str) -> list[_Quantity]:
    found: list[_Quantity] = []
    for match in _QUANTITY.finditer(text):
        word = re.match(r"\s*([a-z]+)", text[match.end() :].lower())
        unit = _unit(match) or (_WORDS.get(word[1], "") if word else "")
        found.append(_Quantity(_value(match), unit))
    return found


def _range(text: str) -> _Range | None:
    """The bounds that a row tells; None when it tells none, or of several units."""
    bounds = list(_BOUND.finditer(text))
    units = {_unit(bound) for bound in bounds}
    if len(units) != 1:
        return None
    low, high, low_is_open, high_is_open = -inf, inf, False, False
    for bound in bounds:
        if bound["over"] or bound["least"]:
            low, low_is_open = _value(bound), bool(bound["over"])
        else:
            high, high_is_open = _value(bound), bool(bound["under"])
    return _Range(units.pop(), low, high, low_is_open, high_is_open)


def _unit(match: re.Match[str]) -> str:
    return match["before"] or ("%" if match["after"] else "")


def _value(match: re.Match[str]) -> float:
    return float(match["digits"].replace(",", ""))
