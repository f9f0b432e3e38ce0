"""How a form of words becomes a period, and which year is meant when none is said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from understudy.kit.clock import Moment
from understudy.llm.local.times.window import Grain, Period, Shifted, UnknownTime, Versus, midnight, moved

__all__ = ["OF_YEAR", "WHICH", "YEAR", "Found", "Rule", "chosen", "months_of_year", "year_of"]

Found = Period | UnknownTime | Shifted | Versus | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A form of words and the period it means; None when on a closer look it means none."""

    pattern: re.Pattern[str]
    build: Callable[[re.Match[str], Moment], Found]


YEAR = (
    r"(?:(?:19|20)\d\d(?!\w|[.,]\d)|'\d\d(?!\w)|the\s+year\s+before\s+last\b"
    r"|(?:the\s+)?(?:last|this|next|previous|prior|past|current|coming|following)\s+year\b(?!\s+and\s+a\b))"
)
"""A year in four digits, in two after an apostrophe, or told from this one."""

OF_YEAR = (
    r"(?:(?:\s*,\s*|\s+|[-/]|(?='))(?:(?:of|in)\s+)?(?:the\s+(?:calendar\s+)?year\s+(?=\d|'))?"
    rf"(?P<year>{YEAR}|(?<=of\s)the\s+(?:calendar\s+)?year\b(?!\s+(?:before|\d))))?"
)
"""A year that may follow the name of a period: "of '21", ", 2021", " last year", " of the year"."""

_LAST, _NEXT = ("last", "past", "previous", "prior"), ("next", "coming", "upcoming", "following")
WHICH = rf"(?:(?P<which>this|current|{'|'.join(_LAST + _NEXT)})\s+)?"
"""What may stand before the name of a period instead of a year."""


def year_of(words: str, moment: Moment) -> int:
    """The year that text means which `YEAR` matched."""
    if words.startswith("'"):
        return 2000 + int(words[1:3])
    if words[:4].isdigit():
        return int(words[:4])
    year = moment.today.year
    if "before" in words:
        return year - 2
    if any(word in words for word in _LAST):
        return year - 1
    return year + 1 if any(word in words for word in _NEXT) else year


def chosen(
    again: Callable[[int], Period],
    groups: Mapping[str, str | None],
    moment: Moment,
    *,
    weak: bool = False,
) -> Period:
    """The period of the year that was said; else by "last", "this", "next"; else the latest begun."""
    year = groups.get("year")
    if year:
        return again(year_of(year, moment))
    which, today = groups.get("which"), midnight(moment)
    candidates = [again(year) for year in range(moment.today.year + 1, moment.today.year - 3, -1)]
    if which in _LAST:
        return next(p for p in candidates if p.end and p.end <= today)
    if which in _NEXT:
        return [p for p in candidates if p.start and p.start > today][-1]
    if which:
        return again(moment.today.year)
    begun = next(p for p in candidates if p.start and p.start <= today)
    return replace(begun, weak=weak, again=again)


def months_of_year(
    moment: Moment, month: int, count: int, grain: Grain, name: str
) -> Callable[[int], Period]:
    """The period of `count` months from that month on, in whichever year; `{}` in the name is the year."""

    def again(year: int) -> Period:
        start = midnight(moment, date(year, month, 1))
        return Period(start, moved(start, count, "month"), grain, name.format(year))

    return again
