"""Calendar steps to group by: "by month", "per quarter", "monthly", "is there a month where"."""

import re

from understudy.llm.local.spans import Span, cut, longest_first, plain
from understudy.llm.local.times.window import Unit

__all__ = ["find_groupings"]

_STEP = r"(?P<unit>day|week|month|quarter|half[\s-]year|year)s?"
_RULES = (
    re.compile(
        rf"(?<!\w)(?:(?:grouped|split|broken\s+down|segmented)\s+)?(?:by|per|each|every"
        rf"|for\s+each)\s+(?:calendar\s+)?{_STEP}\b(?!\s+(?:end|ago|before))"
    ),
    re.compile(
        rf"(?<!\w)(?:which|what|any|a|an|one|some|particular|specific|single|individual)\s+"
        rf"(?:(?:specific|particular|single|individual|calendar|given"
        rf"|certain)\s+)?{_STEP}\b(?=\s+(?:where|when|in|during|that|with|had|has|over|within|saw|did"
        rf"|was|were|is|are|do|does|we|for|out)\b|\s*\?)"
    ),
    re.compile(r"(?<!\w)(?P<adverb>daily|weekly|monthly|quarterly|yearly|annual|annually)\b"),
    re.compile(rf"(?<!\w){_STEP}[\s-]+(?:by|after|to)[\s-]+(?P=unit)\b"),
)
_ADVERBS: dict[str, Unit] = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
}
_UNITS: dict[str, Unit] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}


def find_groupings(text: str) -> list[Span[Unit]]:
    """The calendar units by which the text wants results told apart."""
    low, spans = plain(text), list[Span[Unit]]()
    for rule in _RULES:
        for match in rule.finditer(low):
            adverb = match.groupdict().get("adverb")
            unit = _ADVERBS[adverb] if adverb else _UNITS.get(match["unit"], "half")
            spans.append(cut(text, match.start(), match.end(), unit))
    return longest_first(spans)
