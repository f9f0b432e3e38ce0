"""Times that no calendar tells: holidays, events, "recently"; and words for all the time there is."""

import re

from understudy.kit.clock import Moment
from understudy.llm.local.spans import any_of
from understudy.llm.local.times.rules import YEAR, Found, Rule
from understudy.llm.local.times.window import Period, UnknownTime

__all__ = ["UNKNOWN"]

_HOLIDAYS = (
    "easter, good friday, christmas, christmas eve, xmas, boxing day, new year's, new year's eve, "
    "new year's day, new years, new year, thanksgiving, black friday, cyber monday, halloween, "
    "labor day, labour day, memorial day, independence day, the fourth of july, presidents' day, "
    "valentine's day, mother's day, father's day, ramadan, eid, diwali, hanukkah, passover, "
    "pentecost, whitsun, lent, carnival, mardi gras, chinese new year, lunar new year, golden "
    "week, bank holiday, holiday season, the holidays, school holidays"
).split(", ")
_EVENTS = (
    "launch merger acquisition migration release rollout roll-out go-live reorganization "
    "reorganisation reorg pandemic lockdown outage incident upgrade update audit conference "
    "kickoff kick-off summit inspection takeover switch cutover renewal deployment promotion "
    "campaign sale strike move relocation redesign restructuring"
).split()
_VAGUE = (
    "recently, lately, of late, these days, nowadays, a while ago, a while back, some time ago, "
    "sometime ago, not long ago, long ago, in the near future, before long, back in the day, the "
    "other day, the other week, in recent times, for a while, anytime soon"
).split(", ")
_ALL_TIME = (
    "of all time, all time, all-time, over all time, for all time, since the beginning, since day "
    "one, since the start, since forever, in our history, in the history of the company, "
    "historically, to date, so far, up to now, until now, ever, at any time"
).split(", ")


def _holiday(match: re.Match[str], moment: Moment) -> Found:
    return UnknownTime(match["words"], "holiday")


def _event(match: re.Match[str], moment: Moment) -> Found:
    return UnknownTime(match["words"], "event")


def _vague(match: re.Match[str], moment: Moment) -> Found:
    return UnknownTime(match[0], "vague")


def _all_time(match: re.Match[str], moment: Moment) -> Found:
    return Period(None, None, "any", "over all time", "")


UNKNOWN: tuple[Rule, ...] = (
    Rule(
        re.compile(
            r"(?<!\w)(?:since|before|after|until|till|by|over|during|at|around|on|between|this|last|next"
            r"|for)\s+(?:the\s+)?"
            rf"(?P<words>{any_of(_HOLIDAYS)}(?:\s+(?:{YEAR}))?)(?![\w'])"
        ),
        _holiday,
    ),
    Rule(
        re.compile(
            r"(?<!\w)(?:since|before|after|until|till)\s+(?P<words>(?:the|our|my|their|its|last|your)\s+"
            rf"(?:(?!\bof\b)[a-z-]+\s+){{0,2}}{any_of(_EVENTS)})\b"
        ),
        _event,
    ),
    Rule(re.compile(rf"(?<!\w){any_of(_VAGUE)}(?!\w)"), _vague),
    Rule(re.compile(rf"(?<!\w)(?:over\s+|for\s+)?{any_of(_ALL_TIME)}(?!\w)"), _all_time),
)
