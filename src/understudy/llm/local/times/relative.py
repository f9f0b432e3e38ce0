"""Periods told from today: "the past six quarters", "last month", "two weeks ago", "year to date"."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from understudy.kit.clock import Moment
from understudy.llm.local.numbers import COUNT, VAGUE, count_value
from understudy.llm.local.spans import any_of
from understudy.llm.local.times.dates import day_period
from understudy.llm.local.times.parts import FISCAL, fiscal_start
from understudy.llm.local.times.rules import Found, Rule
from understudy.llm.local.times.window import (
    MONTHS,
    Grain,
    Period,
    Unit,
    UnknownTime,
    day_name,
    midnight,
    moved,
    range_name,
    unit_start,
)

__all__ = ["RELATIVE", "UNIT", "counted", "unit_named"]

_UNITS: dict[str, tuple[Unit, int]] = {
    **dict.fromkeys(["minute", "min"], ("minute", 1)),
    **dict.fromkeys(["hour", "hr"], ("hour", 1)),
    "day": ("day", 1),
    **dict.fromkeys(["workday", "weekday"], ("workday", 1)),
    **dict.fromkeys(["week", "wk"], ("week", 1)),
    "fortnight": ("week", 2),
    **dict.fromkeys(["month", "mo", "mth"], ("month", 1)),
    **dict.fromkeys(["quarter", "qtr"], ("quarter", 1)),
    **dict.fromkeys(["half year", "half-year", "semester", "half a year"], ("half", 1)),
    **dict.fromkeys(["year", "yr", "twelvemonth"], ("year", 1)),
    "decade": ("year", 10),
}
UNIT = (
    r"(?:minute|min|hour|hr|(?:(?:business|working|week|work)[\s-]?)?day|week|wk|fortnight|month|mth|mo"
    r"|quarter|qtr|half[\s-](?:a[\s-])?year|semester|year|yr|decade|twelvemonth)s?\b"
)
_LETTER = {"h": "hour", "d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
_PAST = r"past|last|previous|preceding|prior|most\s+recent|latest|recent|trailing|rolling|running|foregoing"
_FUTURE = r"next|coming|upcoming|following|subsequent"
_N = rf"(?:{COUNT}|{VAGUE}|couple(?:\s+of)?|half\s+an?)"
_WHOLE = r"(?P<whole>full|complete|completed|calendar|whole|entire)"
_AND_HALF = r"(?:\s+and\s+(?:a|one)\s+(?P<more>half|quarter)\b)?"
_PERIOD = r"(?:[\s-]+(?:period|window|span|stretch|timeframe)\b)?"


def unit_named(words: str) -> tuple[Unit, int]:
    """The unit and how many of it the words mean: ("week", 2) for "fortnights"."""
    words = " ".join(words.replace("-", " ").split()).removesuffix("s").rstrip(".")
    if words.endswith("day") and words != "day":
        return "workday", 1
    if words.startswith("half"):
        return "half", 1
    return _UNITS[words]


def counted(n: str | None, more: str | None = None) -> float:
    """How many units were said: 1 without a number; "and a half" adds to it."""
    if n is None:
        count = 1.0
    elif n.startswith("half"):
        count = 0.5
    elif n.startswith("couple"):
        count = 2.0
    else:
        count = count_value(n)
    return count + {"half": 0.5, "quarter": 0.25}.get(more or "", 0.0)


def _grain(unit: Unit) -> Grain:
    return "day" if unit == "workday" else unit


def _amount(count: float, unit: Unit) -> str:
    noun = {"half": "half-year", "workday": "working day"}.get(unit, unit)
    return noun if count == 1 else f"{count:g} {noun}s"


def _back_from(moment: Moment, unit: Unit) -> datetime:
    """Where relative windows end: at the beginning of today, or now for hours and minutes."""
    if unit in ("minute", "hour"):
        return moment.now.astimezone(moment.timezone)
    return midnight(moment)


# "over the last year" may as well mean the twelve months before today.
_RUNNING = re.compile(r"\b(?:over|within|across|throughout)\s+the\s+$")


def _relative(match: re.Match[str], moment: Moment) -> Found:
    n, word = match["n"], match["word"]
    unit, times = unit_named(match["unit"])
    count = counted(n, match["more"]) * times
    note = f"{n!r} is read as {count:g}" if n and re.fullmatch(VAGUE, n) else None
    future = re.fullmatch(_FUTURE, word) is not None
    single = not n and not match["more"] and times == 1 and unit != "half"
    if single and match["unit"].endswith("s"):
        return UnknownTime(match[0], "vague")
    if single and word not in ("past", "trailing", "rolling", "running", "recent"):
        period = _calendar_unit(moment, unit, 1 if future else -1, 1)
        running = _RUNNING.search(match.string[: match.start()]) and unit not in ("day", "workday")
        return replace(period, note=f"{match[0]!r} is read as {period.name}") if running else period
    if match["whole"] and count == int(count):
        return _calendar_unit(moment, unit, 1 if future else -int(count), int(count))
    today = _back_from(moment, unit)
    name = _amount(count, unit)
    if future:
        end = moved(today, count, unit)
        return Period(today, end, _grain(unit), f"the next {name} ({range_name(today, end)})", "in", note)
    start = moved(today, -count, unit)
    return Period(start, today, _grain(unit), f"the last {name} ({range_name(start, today)})", "over", note)


def _calendar_unit(moment: Moment, unit: Unit, offset: int, count: int) -> Period:
    """`count` whole units of the calendar, the first `offset` units after the present one."""
    start = moved(unit_start(_back_from(moment, unit), unit), offset, unit)
    end = moved(start, count, unit)
    return _calendar_period(start, end, _grain(unit), count)


def _calendar_period(start: datetime, end: datetime, grain: Grain, count: int = 1) -> Period:
    if grain == "day" and count == 1:
        return day_period(start)
    name = range_name(start, end)
    if count == 1:
        named = {
            "month": f"{MONTHS[start.month - 1]} {start.year}",
            "quarter": f"Q{(start.month + 2) // 3} {start.year}",
            "year": str(start.year),
        }
        if grain in named:
            return Period(start, end, grain, named[grain])
    return Period(start, end, grain, name, "from")


def _letters(match: re.Match[str], moment: Moment) -> Found:
    """ "last 30d", "L12M", "T3M"."""
    unit, _ = unit_named(_LETTER[match["letter"]])
    count = float(match["n"])
    today = _back_from(moment, unit)
    start = moved(today, -count, unit)
    name = f"the last {_amount(count, unit)} ({range_name(start, today)})"
    return Period(start, today, _grain(unit), name, "over")


def _this(match: re.Match[str], moment: Moment) -> Found:
    unit, _ = unit_named(match["unit"])
    if match["fiscal"]:
        return _fiscal_this(moment, unit, match["word"])
    period = _calendar_unit(moment, unit, 0, 1)
    return _to_date(moment, period) if match["sofar"] or match["sofar2"] else period


def _fiscal_this(moment: Moment, unit: Unit, word: str) -> Found:
    """ "this fiscal quarter": the fiscal year's quarters are counted from its first month."""
    if unit != "quarter":
        return None
    year = moment.today.year + (1 < moment.fiscal_year_start <= moment.today.month)
    start, today = fiscal_start(moment, year), midnight(moment)
    while moved(start, 3, "month") <= today:
        start = moved(start, 3, "month")
    offset = -3 if re.fullmatch(_PAST, word) else 3 if re.fullmatch(_FUTURE, word) else 0
    start = moved(start, offset, "month")
    end = moved(start, 3, "month")
    return Period(start, end, "quarter", range_name(start, end), "from", "by the fiscal year")


def _to_date(moment: Moment, period: Period) -> Period:
    tomorrow = midnight(moment) + timedelta(days=1)
    assert period.start is not None
    return Period(period.start, tomorrow, period.grain, range_name(period.start, tomorrow), "from")


_TO_DATE: dict[str, Unit] = {"y": "year", "q": "quarter", "m": "month", "w": "week"}


def _unit_to_date(match: re.Match[str], moment: Moment) -> Found:
    unit = _TO_DATE[match["letter"]] if match["letter"] else unit_named(match["unit"])[0]
    if match["fiscal"]:
        year = moment.today.year + (1 < moment.fiscal_year_start <= moment.today.month)
        start = fiscal_start(moment, year)
        return _to_date(moment, Period(start, None, "year", ""))
    return _to_date(moment, _calendar_unit(moment, unit, 0, 1))


def _ago(match: re.Match[str], moment: Moment) -> Found:
    unit, times = unit_named(match["unit"])
    n = match["n"]
    count = counted(None if n in ("a", "an") else n, match["more"]) * times
    instant = moved(_back_from(moment, unit), -count, unit)
    bound = match["bound"]
    if bound and bound.startswith(("more", "over", "longer", "at least")):
        return Period(None, instant, "day", f"before {day_name(instant)}", "")
    if bound:
        return Period(instant, midnight(moment) + timedelta(days=1), "day", f"since {day_name(instant)}", "")
    start = unit_start(instant, unit)
    return _calendar_period(start, moved(start, 1, unit), _grain(unit))


_DAYS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "tonight": 0,
    "day after tomorrow": 2,
    "tomorrow": 1,
}


def _today(match: re.Match[str], moment: Moment) -> Found:
    return day_period(midnight(moment) + timedelta(days=_DAYS[" ".join(match["day"].split())]))


def _weekend(match: re.Match[str], moment: Moment) -> Found:
    saturday = unit_start(midnight(moment), "week") + timedelta(days=5)
    offset = {"last": -7, "past": -7, "next": 7}.get(match["which"], 0)
    if match["which"] == "the" and moment.today.weekday() < 5:
        offset = -7
    start = saturday + timedelta(days=offset)
    return _calendar_period(start, start + timedelta(days=2), "day", 2)


def _this_one(match: re.Match[str], moment: Moment) -> Found:
    """ "the end of the quarter", "EOQ", "quarter-end"."""
    return _calendar_unit(moment, unit_named(match["unit"])[0], 0, 1)


def _unit_end(match: re.Match[str], moment: Moment) -> Found:
    unit = _TO_DATE[match["letter"]] if match["letter"] else unit_named(match["unit"])[0]
    end = _calendar_unit(moment, unit, 0, 1).end
    return day_period(end - timedelta(days=1)) if end else None


def _trailing_year(match: re.Match[str], moment: Moment) -> Found:
    today = midnight(moment)
    start = moved(today, -12, "month")
    return Period(start, today, "month", f"the last 12 months ({range_name(start, today)})", "over")


def _before_last(match: re.Match[str], moment: Moment) -> Found:
    return _calendar_unit(moment, unit_named(match["unit"])[0], -2, 1)


def _within(match: re.Match[str], moment: Moment) -> Found:
    """ "expiring within 30 days" looks ahead; "closed within 30 days" is a length and none of ours."""
    unit, times = unit_named(match["unit"])
    today = _back_from(moment, unit)
    end = moved(today, counted(match["n"]) * times, unit)
    return Period(today, end, _grain(unit), range_name(today, end), "from")


def _from_now(match: re.Match[str], moment: Moment) -> Found:
    unit, times = unit_named(match["unit"])
    n = match["n"]
    instant = moved(_back_from(moment, unit), counted(None if n in ("a", "an") else n) * times, unit)
    start = unit_start(instant, unit)
    return _calendar_period(start, moved(start, 1, unit), _grain(unit))


def _overdue(match: re.Match[str], moment: Moment) -> Found:
    today = midnight(moment)
    return Period(None, today, "day", f"before today, {day_name(today)}", "", due=True)


def _upcoming(match: re.Match[str], moment: Moment) -> Found:
    today = midnight(moment)
    return Period(today, None, "day", f"from today, {day_name(today)}, on", "")


_SOFAR = r"(?:\s+(?:so\s+far|to\s+date|until\s+now|up\s+to\s+now))"

RELATIVE: tuple[Rule, ...] = (
    Rule(
        re.compile(
            rf"(?<!\w)(?P<word>{_PAST}|{_FUTURE})[\s-]+(?:(?:\d+\s*(?:-|to|or)\s*)?(?P<n>{_N})(?![\w'])(?:\s*\(\d+\))?[\s-]*)?(?:{_WHOLE}\s+)?"
            rf"(?:calendar\s+)?(?P<unit>{UNIT}){_AND_HALF}{_PERIOD}"
        ),
        _relative,
    ),
    Rule(re.compile(rf"(?<!\w)(?:(?:{_PAST})\s+|[lt])(?P<n>\d+)(?P<letter>[hdwmqy])(?!\w)"), _letters),
    Rule(re.compile(r"(?<!\w)(?:ttm|ltm|t12m|l12m)(?!\w)"), _trailing_year),
    Rule(
        re.compile(
            rf"(?<!\w)(?:(?P<sofar2>so\s+far)\s+)?(?P<word>this|(?:the\s+)?(?:current|present|ongoing"
            rf"|running)"
            rf"|(?:{_PAST}|{_FUTURE})(?=\s+{FISCAL}))\s+(?:(?P<fiscal>{FISCAL})\s+|calendar\s+)?"
            rf"(?P<unit>{UNIT})(?P<sofar>{_SOFAR})?"
        ),
        _this,
    ),
    Rule(
        re.compile(
            rf"(?<!\w)(?:(?P<letter>[yqmw])td|(?:the\s+)?(?P<fiscal>{FISCAL}\s+)?(?P<unit>year|quarter"
            rf"|month|week)"
            r"(?:[\s-]+to[\s-]+date|\s+so\s+far))(?!\w)"
        ),
        _unit_to_date,
    ),
    Rule(
        re.compile(
            r"(?<!\w)(?:(?P<bound>(?:more|less|fewer|longer)\s+than|over|under|at\s+least|at\s+most"
            r"|within)\s+)?"
            rf"(?:(?P<n>{_N}|an?)[\s-]+)(?:(?:full|whole|calendar)\s+)?(?P<unit>{UNIT}){_AND_HALF}\s+(?:ago"
            rf"|back|before\s+now)\b"
        ),
        _ago,
    ),
    Rule(re.compile(rf"(?<!\w)(?:the\s+)?(?P<day>{any_of(_DAYS)})\b"), _today),
    Rule(re.compile(r"(?<!\w)(?P<which>last|past|this|next|the)\s+weekend\b"), _weekend),
    Rule(re.compile(rf"(?<!\w)the\s+(?P<unit>{UNIT})\s+before\s+last\b"), _before_last),
    Rule(
        re.compile(
            r"(?<=\s)(?:(?<=ing\s)|(?<=due\s)|(?<=up\s)|(?<=end\s)|(?<=ends\s)|(?<=expire\s)|(?<=expires\s)"
            r"|(?<=renew\s)|(?<=lapse\s)|(?<=close\s)|(?<=start\s)|(?<=scheduled\s)|(?<=happen\s))"
            rf"(?:within|in)\s+(?:the\s+)?(?P<n>{_N})[\s-]*(?P<unit>{UNIT})(?!\s+of\b)"
        ),
        _within,
    ),
    Rule(
        re.compile(rf"(?<!\w)(?:in\s+)?(?P<n>{_N}|an?)\s+(?P<unit>{UNIT})\s+from\s+(?:now|today)\b"),
        _from_now,
    ),
    Rule(
        re.compile(r"(?<=\bof\sthe\s)(?P<unit>week|month|quarter|year)\b(?!\s+(?:of|before|that|ending|\d))"),
        _this_one,
    ),
    Rule(
        re.compile(r"(?<!\w)(?:eo(?P<letter>[yqmw])|(?P<unit>week|month|quarter|year)[\s-]end)(?!\w)"),
        _unit_end,
    ),
    Rule(re.compile(r"(?<!\w)(?:overdue|past\s+due|past\s+(?:its|their)\s+due\s+date)\b"), _overdue),
    Rule(re.compile(r"(?<!\w)upcoming\b"), _upcoming),
)
