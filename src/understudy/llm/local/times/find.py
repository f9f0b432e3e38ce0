"""From a message to the times it names, each with the characters that say it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from understudy.kit.clock import Moment
from understudy.llm.local.spans import Span, cut, longest_first, plain
from understudy.llm.local.times.dates import DATES
from understudy.llm.local.times.named import NAMED
from understudy.llm.local.times.parts import find_parts
from understudy.llm.local.times.relative import RELATIVE
from understudy.llm.local.times.rules import Found
from understudy.llm.local.times.shifts import SHIFTS
from understudy.llm.local.times.unknown import UNKNOWN
from understudy.llm.local.times.weak import is_time
from understudy.llm.local.times.window import Period, Shifted, Time, Versus, Window, finished
from understudy.llm.local.times.within import narrowed

__all__ = ["find_windows"]

_RULES = (*DATES, *NAMED, *RELATIVE, *SHIFTS, *UNKNOWN)

_TO = re.compile(
    r"\s*(?:-|to|through|thru|until|till|up\s+to|(?:and\s+)?ending(?:\s+in)?)\s*(?:the\s+)?(?:end\s+of\s+)?$"
)
_AND = re.compile(r"\s*(?:,|,?\s+and|\s+or|&|\+)\s+(?:in\s+)?(?:the\s+)?$")
_VERSUS = re.compile(
    r"\s*,?\s*(?:vs\.?|versus|against|(?:as\s+)?(?:compare[ds]?|comparing|relative|opposed"
    r"|in\s+comparison)\s+(?:to|with|against)"
    r"|than|or)\s+(?:(?:in|for|of|over|during|that\s+of|those\s+of|from)\s+)?(?:the\s+)?$"
)
_BETWEEN = re.compile(r"(?<!\w)(?:in\s+)?(?:between|from)\s+(?:the\s+)?$")
_FROM = re.compile(
    r"(?<!\w)(?:from|between|starting(?:\s+(?:in|from|on))?)\s+(?:the\s+)?(?:(?:start"
    r"|beginning)\s+of\s+(?:the\s+)?)?$"
)
_COMPARING = re.compile(r"\b(?:compar\w+|difference|change[ds]?|growth|grew|gap|contrast\w*)\b[^.?!]{0,40}$")
_LEADING = re.compile(
    r"(?<![\w'-])(?:(?:over|in|during|for|from|across|within|throughout|through|of|on|at|between"
    r"|inside|about|around|only|just)\s+)*"
    r"(?:any\s+of\s+)?(?:(?:all(?:\s+of)?|the|these|those|this|our|whole|entire|(?:course|span"
    r"|period|month)\s+of)\s+)*$"
)

_Item = Span[Found]


def find_windows(text: str, moment: Moment) -> list[Span[Time]]:
    """The times that the text names, in its order; spans take in the words that introduce them.

    Relative windows end where today begins. A name without a year means the latest that has begun.
    """
    low = plain(text)
    items = _joined(longest_first(_candidates(low, moment)), text, low)
    spans: list[Span[Time]] = []
    for item in items:
        value = item.value
        if isinstance(value, Period):
            if value.weak and not is_time(value, text, low, item.start, item.end):
                continue
            narrow = narrowed(Span(item.start, item.end, item.text, value), low, moment)
            spans.append(_introduced(narrow.start, narrow.end, text, low, finished(narrow.value)))
        elif value is not None:
            spans.append(_introduced(item.start, item.end, text, low, value))
    return longest_first(spans)


def _candidates(low: str, moment: Moment) -> Iterator[_Item]:
    yield from find_parts(low, moment)
    for rule in _RULES:
        for match in rule.pattern.finditer(low):
            found = rule.build(match, moment)
            if found is not None:
                yield Span(match.start(), match.end(), match[0], found)


def _introduced(start: int, end: int, text: str, low: str, value: Time) -> Span[Time]:
    """The span with the words that lead into it; a comparison without its first part is marked as one."""
    if isinstance(value, Window | Shifted):
        versus = _VERSUS.search(low[:start])
        if versus and not versus[0].strip().startswith("or"):
            return cut(text, versus.start(), end, Versus(None, value))
    leading = _LEADING.search(low[:start])
    return cut(text, leading.start() if leading else start, end, value)


def _joined(items: Sequence[_Item], text: str, low: str) -> list[_Item]:
    """Neighbours that the words between them make one: "July to September", "Q1 vs Q2".

    From right to left, because the year stands last: "January, February and March 2021".
    """
    for together in (_in_one, _compared):
        out: list[_Item] = []
        for item in reversed(items):
            joined = together(item, out[0], text, low) if out else None
            out[: 1 if joined else 0] = joined or [item]
        items = out
    return list(items)


def _between(first: _Item, second: _Item, low: str) -> str:
    between = low[first.end : second.start]
    return between if len(between) <= 30 else "…"


def _compared(first: _Item, second: _Item, text: str, low: str) -> list[_Item] | None:
    """ "Q1 vs Q2", and "Q1 and Q2" after "compare"."""
    between = _between(first, second, low)
    joint = _TO.fullmatch(between) or _AND.fullmatch(between)
    if not (_VERSUS.fullmatch(between) or (joint and _COMPARING.search(low[: first.start]))):
        return None
    versus = _versus(first.value, second.value) if isinstance(first.value, Period) else None
    return [cut(text, first.start, second.end, versus)] if versus else None


def _in_one(first: _Item, second: _Item, text: str, low: str) -> list[_Item] | None:
    """A range or a list: one period if the parts touch, else each with its year."""
    a, b, before = first.value, second.value, low[: first.start]
    between = _between(first, second, low)
    ranged, listed = _TO.fullmatch(between), _AND.fullmatch(between)
    if not (ranged or listed) or "or" in between.split() or _COMPARING.search(before):
        return None
    if not (isinstance(a, Period) and isinstance(b, Period) and a.start and b.start and b.end):
        return None
    a, b = _same_year(a, b, ordered=True)
    if _begin(a) > _begin(b):
        return None
    if ranged or _BETWEEN.search(before):
        opening = _FROM.search(before)
        whole = Period(a.start, b.end, a.grain, _both_names(a, b, " to "), "from", a.note or b.note)
        return [cut(text, opening.start() if opening else first.start, second.end, whole)]
    if a.end == b.start:
        both = replace(a, end=b.end, name=_both_names(a, b, " and "), note=a.note or b.note)
        return [cut(text, first.start, second.end, both)]
    return [replace(first, value=a), replace(second, value=b)]


def _same_year(a: Period, b: Period, *, ordered: bool) -> tuple[Period, Period]:
    """The one without a year takes the other's; in a range, the nearest year that keeps the order."""
    assert a.start
    assert b.start
    if a.again and not b.again:
        later = ordered and _begin(a.again(b.start.year)) > b.start
        a = a.again(b.start.year - later)
    elif b.again:
        earlier = ordered and _begin(b.again(a.start.year)) < a.start
        b = b.again(a.start.year + earlier)
    return replace(a, weak=False), replace(b, weak=False)


def _begin(period: Period) -> datetime:
    assert period.start is not None
    return period.start


def _both_names(a: Period, b: Period, word: str) -> str:
    """ "July to September 2020": a year that both have is said once."""
    year = b.name[-5:]
    first = a.name.removesuffix(year) if year.strip().isdigit() and len(a.name) > 5 else a.name
    return f"{first}{',' if word in b.name and word == ' and ' else word.rstrip()} {b.name}"


def _versus(a: Period, b: Found) -> Versus | None:
    if isinstance(b, Shifted):
        return Versus(finished(a), b)
    if not isinstance(b, Period):
        return None
    if a.start and b.start:
        a, b = _same_year(a, b, ordered=False)
    return Versus(finished(a), finished(b))
