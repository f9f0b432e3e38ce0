"""Periods that have a name: months, seasons, weeks, years and decades, with or without a year."""

import re
from dataclasses import replace
from datetime import date, timedelta

from understudy.kit.clock import Moment
from understudy.llm.local.spans import any_of
from understudy.llm.local.times.rules import (
    OF_YEAR,
    WHICH,
    YEAR,
    Found,
    Rule,
    chosen,
    months_of_year,
    year_of,
)
from understudy.llm.local.times.window import MONTHS, Period, UnknownTime, midnight

__all__ = ["MONTH", "NAMED", "month_number"]

_LONG = {name.lower(): i for i, name in enumerate(MONTHS, start=1)}
_SHORT = {name[:3]: i for name, i in _LONG.items() if name != "may"} | {"sept": 9}
MONTH = rf"(?P<month>{any_of(_LONG)}\b|{any_of(_SHORT)}\b\.?)"

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)(?:time)?\b"


def month_number(word: str) -> int:
    """1 for "january" and "jan."."""
    word = word.removesuffix(".")
    return _LONG.get(word) or _SHORT[word]


def _month(match: re.Match[str], moment: Moment) -> Found:
    month = month_number(match["month"])
    again = months_of_year(moment, month, 1, "month", f"{MONTHS[month - 1]} {{}}")
    return chosen(again, match.groupdict(), moment, weak=True)


def _iso_month(match: re.Match[str], moment: Moment) -> Found:
    month = int(match["m"])
    return months_of_year(moment, month, 1, "month", f"{MONTHS[month - 1]} {{}}")(int(match["y"]))


def _season(match: re.Match[str], moment: Moment) -> Found:
    name = "autumn" if match["season"] == "fall" else match["season"]
    plain = months_of_year(moment, _SEASONS[name], 3, "season", f"{name} {{}}")

    def again(year: int) -> Period:
        note = f"winter {year} is read as December {year} to February {year + 1}"
        return replace(plain(year), note=note if name == "winter" else None)

    return chosen(again, match.groupdict(), moment, weak=True)


def _year(match: re.Match[str], moment: Moment) -> Found:
    period = months_of_year(moment, 1, 12, "year", "{}")(year_of(match["year"], moment))
    return replace(period, weak=not match["sure"])


def _decade(match: re.Match[str], moment: Moment) -> Found:
    return months_of_year(moment, 1, 120, "year", "the {}s")(int(match["decade"]))


def _week(match: re.Match[str], moment: Moment) -> Found:
    year = year_of(match["year"], moment) if match["year"] else moment.today.year
    week = int(match["week"])
    try:
        start = midnight(moment, date.fromisocalendar(year, week, 1))
    except ValueError:
        return UnknownTime(match[0], "invalid")
    return Period(start, start + timedelta(days=7), "week", f"week {week} of {year}")


_DIGIT_YEAR = r"(?:19|20)\d\d"

NAMED: tuple[Rule, ...] = (
    Rule(re.compile(rf"(?<![\w'-]){WHICH}{MONTH}{OF_YEAR}(?![\w'])"), _month),
    Rule(re.compile(rf"(?<![\w'])(?P<year>{YEAR})(?:'s)?\s+{MONTH}(?!\w|\s+\d)"), _month),
    Rule(re.compile(rf"(?<![\w-])(?P<y>{_DIGIT_YEAR})-(?P<m>0[1-9]|1[0-2])(?![\w-])"), _iso_month),
    Rule(re.compile(rf"(?<![\w/])(?P<m>0?[1-9]|1[0-2])/(?P<y>{_DIGIT_YEAR})(?![\w/])"), _iso_month),
    Rule(
        re.compile(
            rf"(?<![\w-]){WHICH}{_SEASON}(?:\s+(?:season|months)\b)?{OF_YEAR}"
            r"(?:(?<=\d)\s?[-/]\s?\d\d(?:\d\d)?\b)?(?:\s+(?:season|months)\b)?"
        ),
        _season,
    ),
    Rule(re.compile(rf"(?<![\w'])(?P<year>{YEAR})(?:'s)?\s+{_SEASON}(?:\s+(?:season|months)\b)?"), _season),
    Rule(
        re.compile(
            r"(?:(?<=mid-)|(?<=early-)|(?<=late-)|(?<=\d\d\d\d-)"
            r"|(?<![\w.,#/$€£'-]))(?P<sure>(?:the\s+)?(?:calendar\s+)?year\s+)?"
            rf"(?P<year>{_DIGIT_YEAR}(?!\w|-\d\d(?!\d)|[/.,:]\d|\s?%|[\s-]?q\d)|'\d\d(?!\w))"
        ),
        _year,
    ),
    Rule(re.compile(r"(?<!\w)(?:the\s+)?(?P<decade>(?:19|20)\d0)'?s\b"), _decade),
    Rule(
        re.compile(
            r"\b(?:(?:calendar|iso)\s+)?(?:week|wk|cw)\s*(?:no\.?\s*|number\s+|#)?(?P<week>\d\d?)\b(?!\s*%)"
            rf"(?:\s*,?\s*(?:(?:of|in)\s+)?(?P<year>{YEAR}))?"
        ),
        _week,
    ),
    Rule(re.compile(rf"(?<!\w)(?P<year>{_DIGIT_YEAR})[\s-]?w(?P<week>\d\d?)(?!\w)"), _week),
)
