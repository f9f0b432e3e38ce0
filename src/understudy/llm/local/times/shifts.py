"""Windows told from another window: "the same period last year", "the quarter before", "year over year"."""

import re

from understudy.kit.clock import Moment
from understudy.llm.local.numbers import COUNT
from understudy.llm.local.times.relative import UNIT, counted, unit_named
from understudy.llm.local.times.rules import Found, Rule
from understudy.llm.local.times.window import Shifted, UnknownTime, Versus

__all__ = ["SHIFTS"]

_UNIT = r"(?:year|half[\s-]year|quarter|month|week|day)"
_STEP = rf"(?P<unit>{_UNIT})"
_THING = (
    r"(?:period|time(?:frame)?|months?|quarter|weeks?|days?|season|half|window|dates|interval|stretch|span)"
)
_OVER = {"yoy": "year", "qoq": "quarter", "mom": "month", "wow": "week"}


def _same(match: re.Match[str], moment: Moment) -> Found:
    unit = match["last"] or match["ago"] or match["prior"]
    return Shifted(-2 if match["two"] is not None else -1, unit_named(unit)[0])


def _over(match: re.Match[str], moment: Moment) -> Found:
    return Versus(None, Shifted(-1, unit_named(_OVER.get(match[0]) or match["unit"])[0]))


def _step(match: re.Match[str], moment: Moment) -> Found:
    """ "two quarters earlier", "the month after that"."""
    unit, times = unit_named(match["unit"])
    n = match.groupdict().get("n")
    count = counted(None if n in ("a", "an") else n) * times
    if count != int(count):
        return UnknownTime(match[0], "invalid")
    return Shifted(int(count) if match["later"] else -int(count), unit)


def _period(match: re.Match[str], moment: Moment) -> Found:
    return Shifted(1 if match["later"] else -1, "period")


_NOT_ANCHORED = r"(?!\s+(?:last\b|yesterday|the\s|an?\s|that\s+\w|\w+\s+\d|\d|christmas|easter))"

SHIFTS: tuple[Rule, ...] = (
    Rule(
        re.compile(
            rf"(?<!\w)(?:the\s+)?(?:same|corresponding|equivalent|comparable)\s+{_THING}\s+(?:(?:of|in"
            rf"|from)\s+)?"
            rf"(?:(?:the\s+)?(?:last|previous|prior|preceding|past)\s+(?P<last>{_UNIT})"
            rf"|(?:a|one)\s+(?P<ago>{_UNIT})\s+(?:ago|earlier|before|prior)"
            rf"|the\s+(?P<prior>{_UNIT})\s+(?:before\s+last(?P<two>)|before|prior))"
        ),
        _same,
    ),
    Rule(re.compile(rf"(?<!\w)(?:yoy|qoq|mom|wow|{_STEP}[\s-]+(?:over|on)[\s-]+(?P=unit))(?!\w)"), _over),
    Rule(
        re.compile(
            rf"(?<!\w)(?P<n>{COUNT}|an?)\s+(?P<unit>{UNIT})\s+(?:earlier|before|prior|previously"
            rf"|(?P<later>later|after))\b"
            rf"(?:\s+that\b)?{_NOT_ANCHORED}"
        ),
        _step,
    ),
    Rule(
        re.compile(
            rf"(?<!\w)the\s+{_STEP}\s+(?:before|prior|earlier|(?P<later>after"
            rf"|later))\b(?:\s+that\b)?{_NOT_ANCHORED}"
        ),
        _step,
    ),
    Rule(
        re.compile(
            r"(?<!\w)(?:the\s+)?(?:(?:previous|prior|preceding|last|earlier|(?P<later>next"
            r"|following))\s+(?:period|time\s?frame|window)"
            r"|period\s+(?:before|prior)(?:\s+that)?)\b"
        ),
        _period,
    ),
)
