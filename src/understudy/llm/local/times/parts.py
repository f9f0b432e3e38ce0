"""Quarters and halves of a calendar or fiscal year, and fiscal years themselves."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

from understudy.kit.clock import Moment
from understudy.llm.local.numbers import ORDINAL, ordinal_value
from understudy.llm.local.spans import Span
from understudy.llm.local.times.rules import OF_YEAR, YEAR, Found, chosen, year_of
from understudy.llm.local.times.window import MONTHS, Grain, Period, UnknownTime, midnight, moved

__all__ = ["FISCAL", "find_parts", "fiscal_start"]

FISCAL = r"(?:fiscal|financial)"
_QUARTER = re.compile(
    r"(?<![\w'])(?:q\s?(?P<digit>\d)(?!\d)|(?P<first>\d)q(?=\W|'?\d\d(?!\d)|$)|(?:quarter|qtr)\s+"
    r"(?P<after>\d(?!\w)|one\b|two\b|three\b|four\b)"
    rf"|(?P<place>{ORDINAL}|last|final|opening|closing)(?:[\s-]+(?:(?:{FISCAL}"
    rf"|calendar)[\s-]+)?(?:quarter|qtr)s?\b"
    rf"|(?=\s+(?:and|&|or|to|through|vs\.?|versus)\s+(?:the\s+)?(?:{ORDINAL}|last"
    rf"|final)\s+(?:quarter|qtr)s?\b)))"
)
_HALF = re.compile(
    r"(?<![\w'])(?:h(?P<digit>[12])(?!\d)|(?P<first>[12])h(?=\W|'?\d\d(?!\d)|$)"
    r"|(?P<place>first|second|1st|2nd|last|final)[\s-]+half\b)(?P<after>(?!))?"
)
_SPELT = {"one": 1, "two": 2, "three": 3, "four": 4, "opening": 1}
_FISCAL_YEAR = (
    rf"(?:fy|{FISCAL}(?:\s+year)?)\s?'?(?P<fy>(?:20)?\d\d)(?:\s?[/-]\s?(?P<fy_end>(?:20)?\d\d))?(?!\w)"
    rf"|(?:(?:the|our)\s+)?(?P<fy_which>this|last|next|previous|prior|past|current"
    rf"|coming)?\s*(?:{FISCAL}\s+year|fy)\b"
)
_FISCAL_YEARS = re.compile(rf"(?<!\w)(?:{_FISCAL_YEAR})")
# "Q3 22" is a year only at the end of the sentence: elsewhere 22 may count what follows.
_TAIL = re.compile(
    r"(?:(?<=[\dqh])(?:[-/']|\s')?(?P<yy>\d\d)(?![\w%]|[.,]\d)|(?<=\d)\s(?P<yy2>\d\d)(?=\s*(?:[?.!,;]|$))"
    rf"|(?:\s*,?\s*(?:(?:of|in)\s+)?(?:{_FISCAL_YEAR}))|{OF_YEAR})"
)
_HEAD = re.compile(rf"(?<![\w-])(?:(?:{_FISCAL_YEAR})|(?P<year>(?:19|20)\d\d|{YEAR}))(?:'s)?[\s,/-]*$")
_HEAD_WHICH = re.compile(
    rf"\b(?:(?P<which>this|current|last|past|previous|prior|next|coming)\s+)?(?:{FISCAL}[\s-]+)?$"
)


def fiscal_start(moment: Moment, year: int) -> datetime:
    """The first instant of the fiscal year, which is named by the calendar year it ends in."""
    first = moment.fiscal_year_start
    return midnight(moment, date(year if first == 1 else year - 1, first, 1))


def _fiscal_year_number(match: re.Match[str], moment: Moment) -> int:
    said = match["fy_end"] or match["fy"]
    if said:
        return int(said) + (2000 if len(said) == 2 else 0)
    today = moment.today
    year = today.year + (1 < moment.fiscal_year_start <= today.month)
    which = match["fy_which"]
    if which in ("last", "previous", "prior", "past"):
        return year - 1
    return year + 1 if which in ("next", "coming") else year


def _fiscal_note(moment: Moment) -> str | None:
    if moment.fiscal_year_start == 1:
        return None
    return (
        f"fiscal years begin in {MONTHS[moment.fiscal_year_start - 1]} and are named by the year they end in"
    )


def _part_of(
    moment: Moment,
    number: int,
    months: int,
    begin: Callable[[Moment, int], datetime],
    name: str,
    note: str | None,
) -> Callable[[int], Period]:
    grain: Grain = "quarter" if months == 3 else "half"

    def again(year: int) -> Period:
        start = moved(begin(moment, year), months * (number - 1), "month")
        return Period(start, moved(start, months, "month"), grain, name.format(year), note=note)

    return again


def _calendar_start(moment: Moment, year: int) -> datetime:
    return midnight(moment, date(year, 1, 1))


def _number(match: re.Match[str], parts: int) -> int:
    digit = match["digit"] or match["first"] or match["after"]
    if digit:
        return int(digit) if digit.isdigit() else _SPELT[digit]
    place = match["place"]
    if place in ("last", "final", "closing"):
        return parts
    return _SPELT.get(place) or ordinal_value(place)


def _part(match: re.Match[str], low: str, moment: Moment, months: int) -> Span[Found] | None:
    """The quarter or half that was found, with the year after or before it."""
    parts, start, end = 12 // months, match.start(), match.end()
    year = _TAIL.match(low, end)
    if year and year[0]:
        end = year.end()
    else:
        year = _HEAD.search(low[max(0, start - 40) : start])
        start -= len(year[0]) if year else 0
    if match["place"] in ("last", "final", "closing", "opening") and not year:
        return None
    number = _number(match, parts)
    if not 1 <= number <= parts:
        return Span(start, end, low[start:end], UnknownTime(low[start:end].strip(), "invalid"))
    before = _HEAD_WHICH.search(low[:start]) if start == match.start() else None
    start -= len(before[0]) if before else 0
    fiscal = re.search(rf"\bfy|\b{FISCAL}", low[start:end]) is not None
    weak = match["place"] is not None and months == 6
    found = _resolved(number, months, moment, year, before, fiscal=fiscal, weak=weak)
    return Span(start, end, low[start:end], found)


def _resolved(
    number: int,
    months: int,
    moment: Moment,
    year: re.Match[str] | None,
    before: re.Match[str] | None,
    *,
    fiscal: bool,
    weak: bool,
) -> Period:
    name = f"Q{number}" if months == 3 else f"the {'first' if number == 1 else 'second'} half"
    joint = " " if months == 3 else " of "
    begin = fiscal_start if fiscal else _calendar_start
    note = _fiscal_note(moment) if fiscal else None
    again = _part_of(moment, number, months, begin, f"{name}{joint}{'FY' if fiscal else ''}{{}}", note)
    groups = year.groupdict() if year else {}
    two = groups.get("yy") or groups.get("yy2")
    if two:
        return again(2000 + int(two))
    if groups.get("year"):
        return again(year_of(groups["year"], moment))
    if year and fiscal and re.search(rf"fy|{FISCAL}", year[0]):
        return again(_fiscal_year_number(year, moment))
    return chosen(again, before.groupdict() if before else {}, moment, weak=weak)


def _fiscal_year(match: re.Match[str], moment: Moment) -> Period:
    year = _fiscal_year_number(match, moment)
    start = fiscal_start(moment, year)
    return Period(start, moved(start, 12, "month"), "year", f"fiscal year {year}", note=_fiscal_note(moment))


def find_parts(low: str, moment: Moment) -> Iterator[Span[Found]]:
    """Quarters, halves and fiscal years in text already made `plain`."""
    for pattern, months in ((_QUARTER, 3), (_HALF, 6)):
        for match in pattern.finditer(low):
            part = _part(match, low, moment, months)
            if part:
                yield part
    for match in _FISCAL_YEARS.finditer(low):
        yield Span(match.start(), match.end(), match[0], _fiscal_year(match, moment))
