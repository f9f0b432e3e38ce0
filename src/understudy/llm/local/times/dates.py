"""Days: "2021-05-03", "3 May 2021", "May 3rd", "5/3/2021", "on Monday", "May 3 to 9, 2021"."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from understudy.kit.clock import Moment
from understudy.llm.local.times.named import MONTH, month_number
from understudy.llm.local.times.rules import YEAR, Found, Rule, chosen, year_of
from understudy.llm.local.times.window import MONTHS, Period, UnknownTime, day_name, midnight

__all__ = ["DATES", "WEEKDAYS", "day_period"]

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)}|mon|tues?|wed|thurs?|thu|fri|sat|sun)\b\.?"
_ON_WEEKDAY = rf"(?:(?:{'|'.join(WEEKDAYS)}|mon|tue|wed|thu|fri|sat|sun)\.?,?\s+(?:the\s+)?)?"
_TIME = r"(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_LAST_DAY = r"(?P<last>\d{1,2})(?:st|nd|rd|th)?"
_TO = r"(?:\s*-\s*|\s+(?:to|through|thru|until|till|and)\s+(?:the\s+)?)"
_YEAR = rf"(?:,?\s+(?:of\s+)?(?P<year>{YEAR}))?"


def day_period(day: datetime, note: str | None = None) -> Period:
    """One whole day."""
    return Period(day, day + timedelta(days=1), "day", day_name(day), "on", note)


def _day(moment: Moment, words: str, year: int, month: int, day: int, note: str | None = None) -> Found:
    try:
        return day_period(midnight(moment, date(year, month, day)), note)
    except ValueError:
        return UnknownTime(words, "invalid")


def _year(words: str) -> int:
    return int(words) + (2000 if len(words) == 2 else 0)


def _iso(match: re.Match[str], moment: Moment) -> Found:
    return _day(moment, match[0], int(match["y"]), int(match["m"]), int(match["d"]))


def _slashed(match: re.Match[str], moment: Moment) -> Found:
    """Month first, as in the United States, unless that cannot be."""
    first, second, year = int(match["a"]), int(match["b"]), _year(match["y"])
    if first > 12:
        return _day(moment, match[0], year, second, first)
    note = f"{match[0]} is read with the month first" if second <= 12 and first != second else None
    return _day(moment, match[0], year, first, second, note)


def _dotted(match: re.Match[str], moment: Moment) -> Found:
    return _day(moment, match[0], _year(match["y"]), int(match["b"]), int(match["a"]))


def _days_of_month(match: re.Match[str], moment: Moment) -> Found:
    month, first = month_number(match["month"]), int(match["day"])
    last = int(match.groupdict().get("last") or first)
    # In a leap year every day of the month exists, so what fails there exists in no year.
    if not 1 <= first <= last or not _exists(2000, month, last):
        return UnknownTime(match[0], "invalid")
    said = match["year"]
    if said and not _exists(year_of(said, moment), month, last):
        return UnknownTime(match[0], "invalid")

    def again(year: int) -> Period:
        start = midnight(
            moment, date(year, month, min(first, 28) if not _exists(year, month, first) else first)
        )
        if last == first:
            return day_period(start)
        end = start + timedelta(days=last - first + 1)
        return Period(start, end, "day", f"{first} to {last} {MONTHS[month - 1]} {year}", "from")

    return chosen(again, match.groupdict(), moment)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _weekday(match: re.Match[str], moment: Moment) -> Found:
    today = midnight(moment)
    number = next(i for i, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"][:3]))
    which = match["which"]
    if which in ("next", "coming"):
        return day_period(today + timedelta(days=(number - today.weekday() - 1) % 7 + 1))
    if which == "this":
        return day_period(today + timedelta(days=number - today.weekday()))
    if which:
        return day_period(today - timedelta(days=(today.weekday() - number - 1) % 7 + 1))
    day = day_period(today - timedelta(days=(today.weekday() - number) % 7))
    return replace(day, weak=True, weekly=True)


def _day_alone(match: re.Match[str], moment: Moment) -> Found:
    """ "on the 15th": of this month if it has come, else of the month before."""
    today, day = moment.today, int(match["day"])
    year, month = today.year, today.month
    if day > today.day:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return _day(moment, match[0], year, month, day)


DATES: tuple[Rule, ...] = (
    Rule(re.compile(rf"(?<![\w-])(?P<y>(?:19|20)\d\d)([-/])(?P<m>\d\d?)\2(?P<d>\d\d?)(?!\d){_TIME}"), _iso),
    Rule(re.compile(r"(?<![\w/])(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y>(?:19|20)?\d\d)(?![\w/])"), _slashed),
    Rule(re.compile(r"(?<![\w-])(?P<a>\d\d?)-(?P<b>\d\d?)-(?P<y>(?:19|20)\d\d)(?![\w-])"), _slashed),
    Rule(re.compile(r"(?<![\w.])(?P<a>\d\d?)\.(?P<b>\d\d?)\.(?P<y>(?:19|20)\d\d)(?!\w)"), _dotted),
    Rule(
        re.compile(rf"(?<![\w.-]){_ON_WEEKDAY}{_DAY}(?:{_TO}{_LAST_DAY})?\s+(?:of\s+)?{MONTH}(?!\w){_YEAR}"),
        _days_of_month,
    ),
    Rule(
        re.compile(
            rf"(?<![\w-]){_ON_WEEKDAY}{MONTH}\s+(?:the\s+)?{_DAY}(?![\w%]"
            rf"|,\d)(?:{_TO}{_LAST_DAY}(?![\w%]))?{_YEAR}"
        ),
        _days_of_month,
    ),
    Rule(
        re.compile(rf"(?<![\w-])(?:(?P<which>last|past|previous|this|next|coming)\s+)?{_WEEKDAY}(?!\w)"),
        _weekday,
    ),
    Rule(
        re.compile(r"(?<=on\s)the\s+(?P<day>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of|place|\w*est\b))"),
        _day_alone,
    ),
)
