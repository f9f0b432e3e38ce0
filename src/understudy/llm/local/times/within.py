"""A part of a period, an open end, a length told from it: "early March", "since Q2", "the year to June"."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from understudy.kit.clock import Moment
from understudy.llm.local.numbers import COUNT, ORDINAL, VAGUE, ordinal_value
from understudy.llm.local.spans import Span
from understudy.llm.local.times.relative import UNIT, counted, unit_named
from understudy.llm.local.times.window import Period, Unit, day_name, midnight, moved, range_name, unit_start

__all__ = ["narrowed"]

_EDGE = (
    r"(?P<edge>(?:very\s+)?(?P<last>end|close|last\s+day)\s+of\s+|(?:start|beginning|outset"
    r"|first\s+day)\s+of\s+)?"
)
_OPEN = re.compile(
    r"(?<!\w)(?:(?P<since>since|starting(?:\s+(?:in|from|on|with))?|beginning\s+(?:in|on|with|from))"
    r"|(?P<after>after|following|later\s+than|post)"
    r"|(?P<by>by|(?:no|not)\s+later\s+than|(?:up\s+)?(?:to|through|thru)(?:\s+and\s+including)?"
    r"|on\s+or\s+before|as\s+of)"
    rf"|(?P<before>before|prior\s+to|until|till|earlier\s+than|ahead\s+of"
    rf"|up\s+until))\s+(?:the\s+)?{_EDGE}(?:the\s+)?$"
)
_ONWARD = re.compile(
    r"\s*,?\s*(?:onwards?|and\s+(?:later|after|onwards?|since|beyond)|forward|on(?=\s*(?:$|[?.!,;]))"
    r"|(?:until|till|up\s+to|to|through)\s+(?:now|date|the\s+present))(?!\w)"
)
_FROM = re.compile(r"(?<!\w)(?:from|since|starting(?:\s+in)?)\s+(?:the\s+)?$")
_EARLIER = re.compile(r"\s+(?:and|or)\s+(?:earlier|before)\b")
_THIRD = re.compile(
    r"(?<!\w)(?:the\s+)?(?:(?P<early>early|(?:beginning|start|first\s+(?:part|third)|early\s+part)\s+of)"
    r"|(?P<mid>mid|middle\s+of)|(?P<late>late|(?:end|close|latter\s+part|later\s+part"
    r"|last\s+(?:part|third))\s+of)"
    r"|(?P<half>first|second|latter|last)\s+half\s+of)[\s-]+(?:the\s+)?$"
)
_PART = re.compile(
    rf"(?<!\w)(?:the\s+)?(?P<which>opening|initial|last|final|closing|{ORDINAL})[\s-]+(?:(?P<n>{COUNT})\s+)?"
    rf"(?:full\s+)?(?P<unit>{UNIT})\s+(?:of|in)\s+(?:the\s+)?$"
)
_LENGTH = re.compile(
    rf"(?<!\w)(?:the\s+)?(?:(?:last|past|previous|next)\s+)?(?:(?P<n>{COUNT}|{VAGUE}"
    rf"|an?)[\s-]+)?(?P<unit>{UNIT})"
    r"(?:\s+(?:period|window))?\s+(?:(?P<until>ending|ended|to|up\s+to|through|that\s+ended)"
    r"|(?P<before>before|prior\s+to|preceding|leading\s+(?:up\s+)?to)|(?P<after>after|following)"
    r"|(?P<since>from|starting|beginning|commencing))\s+(?:(?:in|on|at|with"
    r"|from)\s+)?(?:the\s+)?(?:end\s+of\s+)?$"
)
_WEEK = re.compile(
    r"(?<!\w)(?:the\s+)?(?:w/c|(?:week|wk)(?:\s+(?:of|commencing|containing|including))?)\s+(?:the\s+)?$"
)
_LAST = ("last", "final", "closing")


def _open_end(found: re.Match[str], period: Period, moment: Moment) -> Period:
    """ "since", "after", "by" and "before" a period, or its start or end."""
    start, end = period.start, period.end
    if found["edge"]:
        start = end = end if found["last"] else start
    if found["since"] or found["after"]:
        first = start if found["since"] else end
        assert first is not None
        return Period(first, None, "day", f"since {day_name(first)}", "", period.note)
    if found["by"] and period.again and end and end <= midnight(moment):
        return _open_end(found, period.again((period.start or moment.now).year + 1), moment)
    if found["by"] and period.weekly and end:
        end += timedelta(days=7)
    limit = end if found["by"] else start
    assert limit is not None
    return Period(None, limit, "day", f"before {day_name(limit)}", "", period.note)


def _onward(period: Period) -> Period:
    assert period.start is not None
    return Period(period.start, None, "day", f"since {day_name(period.start)}", "", period.note)


def _third(found: re.Match[str], period: Period) -> Period | None:
    """Early, mid and late are the thirds of the period; a month's are ten days each, the last one longer."""
    start, end = period.start, period.end
    if start is None or end is None:
        return None
    if found["half"]:
        middle = start + timedelta(days=((end.date() - start.date()).days + 1) // 2)
        return _piece(start, middle) if found["half"] == "first" else _piece(middle, end)
    if period.grain == "month":
        cuts = [start, start + timedelta(days=10), start + timedelta(days=20), end]
    elif period.grain in ("quarter", "season", "half", "year"):
        months = (end.year - start.year) * 12 + end.month - start.month
        cuts = [moved(start, months * i // 3, "month") for i in range(4)]
    else:
        return None
    i = 0 if found["early"] else 1 if found["mid"] else 2
    words = " ".join(f"{found[0].removesuffix('the ')}{period.name}".split()).removeprefix("the ")
    note = f"{words} is read as {range_name(cuts[i], cuts[i + 1])}"
    return replace(_piece(cuts[i], cuts[i + 1]), note=note)


def _piece(start: datetime, end: datetime) -> Period:
    name = range_name(start, end)
    return Period(start, end, "day", name, "from" if " to " in name else "on")


def _part(found: re.Match[str], period: Period) -> Period | None:
    """ "the first two weeks of", "the last month of": counted within the period, cut off at its ends."""
    start, end = period.start, period.end
    if start is None or end is None:
        return None
    unit, times = unit_named(found["unit"])
    count = counted(found["n"]) * times
    if found["which"] in _LAST:
        return _piece(max(start, moved(end, -count, unit)), end)
    ordinal = 1 if found["which"] in ("opening", "initial") else ordinal_value(found["which"])
    first = moved(start, (ordinal - 1) * count, unit)
    return _piece(first, min(end, moved(first, count, unit))) if first < end else None


def _length(found: re.Match[str], period: Period) -> Period | None:
    """ "the 6 months to June 2021", "two weeks before 3 May"."""
    start, end = period.start, period.end
    if start is None or end is None:
        return None
    unit: Unit
    unit, times = unit_named(found["unit"])
    count = counted(None if found["n"] in ("a", "an") else found["n"]) * times
    if found["until"]:
        return _piece(moved(end, -count, unit), end)
    if found["before"]:
        return _piece(moved(start, -count, unit), start)
    first = end if found["after"] else start
    return _piece(first, moved(first, count, unit))


def _week(found: re.Match[str], period: Period) -> Period | None:
    """ "the week of 3 May": the calendar week that day lies in."""
    if period.start is None or period.grain != "day":
        return None
    monday = unit_start(period.start, "week")
    return _piece(monday, moved(monday, 1, "week"))


def narrowed(span: Span[Period], low: str, moment: Moment) -> Span[Period]:
    """The period with what the words before and after it make of it."""
    start, end, period = span.start, span.end, span.value
    opened = _OPEN.search(low[:start])
    if not (opened and opened["edge"]):
        for pattern, build in ((_THIRD, _third), (_PART, _part), (_LENGTH, _length), (_WEEK, _week)):
            found = pattern.search(low[:start])
            made = build(found, period) if found else None
            if found and made:
                start, period = found.start(), made
                break
        opened = _OPEN.search(low[:start])
    if opened and period.start and period.end and not _goes_through(opened, period):
        start, period = opened.start(), _open_end(opened, period, moment)
    onward, earlier = _ONWARD.match(low, end), _EARLIER.match(low, end)
    if onward and period.start:
        begun = _FROM.search(low[:start])
        start, end, period = begun.start() if begun else start, onward.end(), _onward(period)
    elif earlier and period.end:
        end, period = earlier.end(), Period(None, period.end, "day", f"before {day_name(period.end)}", "")
    return Span(start, end, low[start:end], period)


def _goes_through(opened: re.Match[str], period: Period) -> bool:
    """ "through the past six months" is during them; "to March" needs what it begins with."""
    word = opened["by"] or ""
    return word == "to" or (word in ("through", "thru", "as of") and period.preposition == "over")
